import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import fakes
from bench.errors import InputError
from bench.files import temporary
from bench.plan import Arm, owed, plan
from bench.records import Request, Sampling
from bench.runs import GENERATIONS, MANIFEST, REPORT, REQUESTS, TRACES, Manifest, RunDirectory

REQUESTS_OF_THREE = plan(
    [fakes.item(name) for name in "abc"],
    fakes.EchoEngine(),
    arms=[Arm("base")],
    formats=["raw"],
    samples=1,
    sampling=fakes.GREEDY,
    seed=1,
)


def manifest(**changes: object) -> Manifest:
    fields = {
        "created": "2026-01-01T00:00:00+00:00",
        "kenzan": "0.1.0",
        "command": "kenzan run",
        "model": "m",
        "adapters": {},
        "engine": "echo",
        "identity": {"base": "b", "quantisation": "none"},
        "versions": {},
        "packs": {"demo": "1.0.0"},
        "formats": ("raw",),
        "samples": 1,
        "sampling": fakes.GREEDY,
        "seed": 1,
        "select": "standard",
        "limit": None,
        "signature": "base:b",
    }
    return Manifest.model_validate({**fields, **changes})


def started(path: Path, done: int = 0) -> RunDirectory:
    run = RunDirectory(path)
    with run.writing():
        run.begin(manifest(), REQUESTS_OF_THREE)
        for request in REQUESTS_OF_THREE[:done]:
            run.append(fakes.generation(request, f"改行\n{request.item.id}"))
    return run


def left(run: RunDirectory) -> list[Request]:
    return owed(run.requests(), run.generations())


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    run = started(tmp_path / "deep" / "run", done=2)
    assert run.manifest() == manifest(planned=3)
    assert run.requests() == REQUESTS_OF_THREE
    assert [g.text for g in run.generations().values()] == ["改行\na", "改行\nb"]
    assert [r.item.id for r in left(run)] == ["c"]


def test_a_file_cut_at_any_byte_of_its_last_record_owes_that_record_alone(tmp_path: Path) -> None:
    whole = (started(tmp_path / "whole", done=3).path / GENERATIONS).read_bytes()
    first_of_last = whole.rstrip(b"\n").rfind(b"\n") + 1
    run = started(tmp_path / "run")
    for cut in range(first_of_last, len(whole)):
        (run.path / GENERATIONS).write_bytes(whole[:cut])
        torn = cut < len(whole) - 1  # with only the line feed missing, the record is whole
        assert [r.item.id for r in left(run)] == (["c"] if torn else [])
        with run.writing():
            for request in left(run):
                run.append(fakes.generation(request, f"改行\n{request.item.id}"))
        assert (run.path / GENERATIONS).read_bytes() == whole


@pytest.mark.parametrize("tail", [b"\0" * 700, b'{"key":"' + b"\0" * 700, b'{"key":"' + b"\0" * 700 + b'ssage"}\n'])
def test_zeros_that_a_power_failure_left_at_the_end_are_owed_again(tmp_path: Path, tail: bytes) -> None:
    run = started(tmp_path, done=2)
    whole = (tmp_path / GENERATIONS).read_bytes()
    (tmp_path / GENERATIONS).write_bytes(whole + tail)
    assert [r.item.id for r in left(run)] == ["c"]
    with run.writing():
        assert (tmp_path / GENERATIONS).read_bytes() == whole


def test_zeros_before_good_lines_are_an_error_and_nothing_is_cut(tmp_path: Path) -> None:
    run = started(tmp_path, done=2)
    holed = b"\0" * 9 + b"\n" + (tmp_path / GENERATIONS).read_bytes()
    (tmp_path / GENERATIONS).write_bytes(holed)
    with pytest.raises(InputError, match=r"generations\.jsonl:1: not a generation"), run.writing():
        run.generations()
    assert (tmp_path / GENERATIONS).read_bytes() == holed


def test_a_broken_line_before_the_last_is_an_error_that_names_it(tmp_path: Path) -> None:
    run = started(tmp_path, done=3)
    lines = (tmp_path / GENERATIONS).read_bytes().splitlines(keepends=True)
    (tmp_path / GENERATIONS).write_bytes(lines[0] + lines[1][:40] + b"\n" + lines[2])
    with pytest.raises(InputError, match=r"generations\.jsonl:2: not a generation"):
        run.generations()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"identity": {"base": "c", "quantisation": "none"}}, "base"),
        ({"identity": {"base": "b", "quantisation": "none", "adapter": "a"}}, "adapter"),
        ({"seed": 2}, "seed"),
        ({"formats": ("chat",)}, "formats"),
        ({"packs": {"other": "1.0.0"}}, "packs"),
        ({"sampling": Sampling(max_new_tokens=65)}, "sampling"),
    ],
)
def test_a_directory_of_another_run_is_refused_and_left_alone(
    tmp_path: Path, changes: dict[str, object], named: str
) -> None:
    run = started(tmp_path, done=1)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    with pytest.raises(InputError, match=f"belongs to another run \\(different {named}\\)"), run.writing():
        run.begin(manifest(**changes), [])
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_run_may_grow(tmp_path: Path) -> None:
    run = started(tmp_path, done=1)
    with run.writing():
        kept = run.begin(manifest(limit=9, samples=2, created="2027-01-01T00:00:00+00:00"), REQUESTS_OF_THREE)
    assert (kept.limit, kept.created) == (9, manifest().created)
    assert len(left(run)) == 2


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("precious")
    with pytest.raises(InputError, match=r"holds other files \(thesis.docx"), RunDirectory(tmp_path).writing():
        RunDirectory(tmp_path).begin(manifest(), [])
    assert (tmp_path / "thesis.docx").read_text() == "precious"


def test_a_folder_of_others_is_not_mended(tmp_path: Path) -> None:
    """Another program's file may have the name of ours, and no line feed at its end."""
    (tmp_path / GENERATIONS).write_text("{}\nprecious")
    with pytest.raises(InputError, match=r"generations.jsonl:1: not a generation"), RunDirectory(tmp_path).writing():
        RunDirectory(tmp_path).begin(manifest(), [])
    assert (tmp_path / GENERATIONS).read_text() == "{}\nprecious"


@pytest.mark.parametrize("name", [REPORT, TRACES, REQUESTS])
def test_a_file_with_the_name_of_a_derived_one_makes_no_run(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("precious")
    with pytest.raises(InputError, match=rf"holds other files \({name}, …\) and no run"):
        started(tmp_path)
    assert (tmp_path / name).read_text() == "precious"


def test_a_run_that_was_killed_before_its_manifest_was_whole_is_begun_again(tmp_path: Path) -> None:
    temporary(tmp_path / MANIFEST).write_text('{"form')
    run = started(tmp_path, done=1)
    assert not temporary(tmp_path / MANIFEST).exists()
    assert len(left(run)) == 2


def test_what_was_not_finished_is_cleared_away(tmp_path: Path) -> None:
    run = started(tmp_path, done=1)
    temporary(tmp_path / TRACES).write_text("half a tr")
    with run.writing():
        assert {p.name for p in tmp_path.iterdir()} == {".lock", MANIFEST, REQUESTS, GENERATIONS}


def test_a_lost_manifest_is_made_again_and_generations_are_kept(tmp_path: Path) -> None:
    started(tmp_path, done=2)
    (tmp_path / MANIFEST).unlink()
    with (tmp_path / GENERATIONS).open("ab") as file:
        file.write(b'{"torn')
    run = started(tmp_path)
    assert [r.item.id for r in left(run)] == ["c"]
    assert (tmp_path / GENERATIONS).read_bytes().endswith(b"}\n")


@pytest.mark.parametrize("data", [b"", b"\0" * 99, b'{"format":"run/1"', b"\xff", b"[" * 100_000, b"3"])
def test_a_broken_manifest_is_refused_with_what_to_do(tmp_path: Path, data: bytes) -> None:
    run = started(tmp_path, done=1)
    (tmp_path / MANIFEST).write_bytes(data)
    with (
        pytest.raises(InputError, match=r"run\.json: not a manifest: .*; move it away, and the command"),
        run.writing(),
    ):
        pass
    (tmp_path / MANIFEST).rename(tmp_path.parent / "away")
    assert len(left(started(tmp_path))) == 2


def test_a_plan_that_was_cut_off_at_the_end_of_a_line_is_noticed(tmp_path: Path) -> None:
    run = started(tmp_path)
    lines = (tmp_path / REQUESTS).read_bytes().splitlines(keepends=True)
    (tmp_path / REQUESTS).write_bytes(b"".join(lines[:2]))
    with pytest.raises(InputError, match=r"requests\.jsonl: holds 2 of 3 requests; the command that began the run"):
        run.requests()
    assert started(tmp_path).requests() == REQUESTS_OF_THREE


def test_a_manifest_that_does_not_count_its_requests_is_read(tmp_path: Path) -> None:
    run = started(tmp_path)
    known = json.loads((tmp_path / MANIFEST).read_text())
    del known["planned"]
    (tmp_path / MANIFEST).write_text(json.dumps(known))
    assert run.requests() == REQUESTS_OF_THREE


def test_a_disk_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = started(tmp_path, done=1)

    def failing(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "open", failing)
    with pytest.raises(InputError, match=r"generations\.jsonl: cannot be read: Input/output error"):
        run.generations()
    monkeypatch.setattr(Path, "read_bytes", failing)
    with pytest.raises(InputError, match=r"run\.json: cannot be read: Input/output error"):
        run.manifest()


def test_a_folder_on_a_read_only_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run, real = started(tmp_path, done=1), os.open

    def opened(path: Path | str, flags: int, *rest: object, **named: object) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, flags, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", opened)
    with pytest.raises(InputError, match="cannot write: Read-only file system"), run.writing():
        pass
    assert len(run.generations()) == 1


def test_two_writers_are_kept_apart_and_a_dead_one_does_not_block(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom bench.runs import RunDirectory\n"
        "with RunDirectory(Path(sys.argv[1])).writing():\n    print('in', flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline() == b"in\n"
        with pytest.raises(InputError, match="another process is writing"), RunDirectory(tmp_path).writing():
            pass
        other.kill()
        other.wait()
    with RunDirectory(tmp_path).writing():
        pass


def test_no_space_left_keeps_what_was_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = started(tmp_path, done=1)
    before = (tmp_path / GENERATIONS).read_bytes()
    real = os.write

    def full(descriptor: int, data: bytes) -> int:
        if len(data) < 100:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, data[:20])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(InputError, match="No space left on device; what was done is kept"), run.writing():
        run.append(fakes.generation(REQUESTS_OF_THREE[1]))
    assert (tmp_path / GENERATIONS).read_bytes() == before


def test_an_error_that_is_none_of_the_disk_keeps_its_name(tmp_path: Path) -> None:
    """A file of the model that cannot be read while generating is not a run that cannot be written."""
    run = started(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"weights\.bin"), run.writing():
        raise FileNotFoundError(2, "No such file", "weights.bin")


def test_not_a_run_directory(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no run\.json: not a run directory"):
        RunDirectory(tmp_path).manifest()


@pytest.mark.parametrize("named", ['"run/0"', '"run/2"', "2", "null", '"\u3042"'])
def test_a_manifest_of_another_format_is_refused_by_name_and_nothing_is_mended(tmp_path: Path, named: str) -> None:
    run = started(tmp_path)
    (tmp_path / MANIFEST).write_text((tmp_path / MANIFEST).read_text().replace('"run/1"', named))
    (tmp_path / GENERATIONS).write_text('{"of": "another format"')
    found = str(json.loads(named))
    with pytest.raises(InputError, match=f"is in the format {found}, and this version reads run/1"), run.writing():
        pass
    assert (tmp_path / GENERATIONS).read_text() == '{"of": "another format"'


def test_a_manifest_without_a_format_is_refused(tmp_path: Path) -> None:
    run = started(tmp_path)
    (tmp_path / MANIFEST).write_text("{}")
    with pytest.raises(InputError, match="is in no named format, and this version reads run/1"):
        run.manifest()


def test_a_plan_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    run = started(tmp_path)
    before = (tmp_path / REQUESTS).read_bytes()

    def broken() -> object:
        yield REQUESTS_OF_THREE[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="cannot write: No space left on device"):
        run.write(REQUESTS, broken())
    assert (tmp_path / REQUESTS).read_bytes() == before


@pytest.mark.parametrize("name", [".lock", "run.json", "generations.jsonl", "report.html", ".report.html.new"])
def test_a_run_with_links_is_refused_and_what_they_lead_to_stays(tmp_path: Path, name: str) -> None:
    run = RunDirectory(tmp_path / "run")
    with run.writing():
        run.begin(manifest(), REQUESTS_OF_THREE)
    mine = tmp_path / "mine.txt"
    mine.write_text("precious, without a line feed", "utf-8")
    file = run.path / name
    file.unlink(missing_ok=True)
    file.symlink_to(mine)
    told = rf"{name}: is a link; the files of a run stand in its folder"
    with pytest.raises(InputError, match=told), run.writing():
        pytest.fail("went on")
    with pytest.raises(InputError, match=told):
        run.manifest()
    assert mine.read_text("utf-8") == "precious, without a line feed"
