import os
import subprocess
import sys
from pathlib import Path

import pytest

import fakes
from bench.errors import InputError
from bench.plan import Arm, owed, plan
from bench.records import Request, Sampling
from bench.runs import GENERATIONS, MANIFEST, REQUESTS, Manifest, RunDirectory

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
    assert run.manifest() == manifest()
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
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, data[:20]))
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


def test_a_manifest_of_another_format_is_refused_by_name(tmp_path: Path) -> None:
    run = started(tmp_path)
    (tmp_path / MANIFEST).write_text((tmp_path / MANIFEST).read_text().replace("run/1", "run/2"))
    with pytest.raises(InputError, match=r"run/2"):
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
