import errno
import os
from pathlib import Path

import pytest

from bench import files
from bench.files import append, last_line, replace, replacing, sync_folder, temporary, torn


def test_the_new_content_takes_the_place_of_the_old(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    for parts in (["一\n", "two\n"], ["three\n"]):
        replace(file, parts)
        assert file.read_bytes().decode() == "".join(parts)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_what_fails_midway_leaves_the_old_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    replace(file, ["old\n"])
    with pytest.raises(ZeroDivisionError):
        replace(file, (str(1 // n) for n in (1, 0)))
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "old\n")]
    with pytest.raises(OSError, match="No such file"):
        replace(tmp_path / "none" / "a.txt", ["x"])


def test_of_several_files_the_first_never_stands_beside_another_block_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every move is made to fail in turn, as a process that is killed there."""
    first, second = tmp_path / "first", tmp_path / "second"
    real, left = os.replace, 0

    def move(source: Path, target: Path) -> None:
        nonlocal left
        if not left:
            raise KeyboardInterrupt
        left -= 1
        real(source, target)

    monkeypatch.setattr(os, "replace", move)
    for left in (0, 1, 2):
        for file in (first, second):
            file.write_text("old")
        done = left == 2
        try:
            with replacing(first, second) as (a, b):
                a.write("new")
                b.write("new")
        except KeyboardInterrupt:
            assert not done
        assert first.exists() == done
        assert not done or (first.read_text(), second.read_text()) == ("new", "new")


def test_a_disk_that_takes_a_part_and_refuses_the_rest_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, real, refused = tmp_path / "a", os.write, OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))
    append(file, b"one\n")

    def write(descriptor: int, data: bytes) -> int:
        if len(data) < 4:
            raise refused
        return real(descriptor, data[:1])

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OSError, match="quota"):
        append(file, b"two\n")
    assert file.read_bytes() == b"one\n"
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:3]))
    append(file, "二つ\n".encode())
    assert file.read_bytes() == "one\n二つ\n".encode()


def test_a_file_system_that_cannot_sync_folders_is_no_error_and_a_failing_disk_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(number: int) -> None:
        def sync(_: int) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "fsync", sync)
        sync_folder(tmp_path)

    failing(errno.EINVAL)
    with pytest.raises(OSError, match="Input/output"):
        failing(errno.EIO)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 5, 11])
@pytest.mark.parametrize("before", [b"", b"a\n", b"aaaa\nbbb\n"])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_the_last_line_is_found_whatever_the_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes, length: int, end: bytes
) -> None:
    monkeypatch.setattr(files, "BLOCK", 4)
    line = b"x" * length + end
    if not line:
        return
    (tmp_path / "a").write_bytes(before + line)
    with (tmp_path / "a").open("rb") as file:
        assert last_line(file) == (len(before), line)


def test_a_line_is_torn_without_its_end_or_with_a_hole() -> None:
    assert torn(b'{"a":')
    assert torn(b"\0\0\0\0")
    assert torn(b'{"a"\0\0\0}\n')
    assert not torn(b'{"a":"\\u0000"}\n')


def test_what_is_not_whole_yet_is_hidden_beside_its_place() -> None:
    assert temporary(Path("run/a.txt")) == Path("run/.a.txt.new")


def test_a_link_in_the_place_of_the_new_content_is_not_followed(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("precious", "utf-8")
    temporary(tmp_path / "a.txt").symlink_to(mine)
    replace(tmp_path / "a.txt", ["new"])
    assert (mine.read_text("utf-8"), (tmp_path / "a.txt").read_text("utf-8")) == ("precious", "new")
