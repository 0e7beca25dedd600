from pathlib import Path

import pytest

from bench.files import replace


def test_the_new_content_takes_the_place_of_the_old(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    for parts in (["一\n", "two\n"], ["three\n"]):
        replace(file, parts)
        assert file.read_bytes().decode() == "".join(parts)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_what_fails_midway_leaves_the_old(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    replace(file, ["old\n"])
    with pytest.raises(ZeroDivisionError):
        replace(file, (str(1 // n) for n in (1, 0)))
    assert file.read_text() == "old\n"
    with pytest.raises(OSError, match="No such file"):
        replace(tmp_path / "none" / "a.txt", ["x"])
