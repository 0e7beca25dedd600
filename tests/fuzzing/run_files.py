"""Any files as a run directory: every command works, or refuses it in one line, and leaves what others hold alone."""

import functools
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from hypothesis import strategies as st

import fakes
from bench import interop, pipeline, runs
from bench.errors import InputError
from bench.merging import merge
from bench.report import page
from bench.runs import RunDirectory
from bench.scoring import score
from fuzzing.mutations import documents, texts
from fuzzing.run_directory import PACK, rendered

NAMES = (runs.MANIFEST, runs.REQUESTS, runs.GENERATIONS, runs.TRACES, runs.JUDGMENTS)
KEPT = (runs.MANIFEST, runs.REQUESTS, runs.GENERATIONS)
"""What no command but `kenzan run` may change."""


class Spoilt(NamedTuple):
    """A run directory with one file that is not what was written."""

    name: str
    data: bytes | None
    """None: the file is missing."""


@functools.cache
def sound(trained: str = "once") -> dict[str, bytes]:
    """The files of a finished run; of another base and adapter where these were trained otherwise."""
    with tempfile.TemporaryDirectory() as name, patch.object(page, "render", rendered):
        folder = Path(name)
        _run(folder, trained)
        return {file.name: file.read_bytes() for file in (folder / "run").iterdir()}


def _run(folder: Path, trained: str = "once") -> None:
    (folder / "pack.yaml").write_text(PACK.format(version=1), "utf-8")
    packs = (str(folder / "pack.yaml"),)
    job = pipeline.Job("m", ("a",), packs=packs, formats=("raw", "chat"), seed=1, limit=1, output=folder / "run")
    with patch.object(pipeline, "open_engine", lambda name, setup: fakes.EchoEngine(trained=trained, base=trained)):
        pipeline.run(job)


def _one_file(name: str) -> st.SearchStrategy[bytes | None]:
    text = sound()[name].decode()
    if name == runs.MANIFEST:
        edited = documents([json.loads(text)]).map(lambda document: json.dumps(document).encode())
    else:
        rows = [json.loads(line) for line in text.splitlines()]
        edited = documents([rows]).map(lambda made: "".join(json.dumps(row) + "\n" for row in made).encode())
    torn = texts([text]).map(lambda made: made.encode("utf-8", "surrogatepass"))
    return st.one_of(edited, torn, st.binary(max_size=30), st.none())


DIRECTORIES: st.SearchStrategy[Spoilt] = st.sampled_from(NAMES).flatmap(
    lambda name: _one_file(name).map(lambda data: Spoilt(name, data))
)


def check(spoilt: Spoilt) -> str:
    """Every command on the directory; ``read`` where all of them work, else ``refused``. Anything else is a finding."""
    with (
        tempfile.TemporaryDirectory() as temporary,
        patch.object(page, "render", rendered),
        patch.object(os, "fsync", lambda file: None),
    ):
        folder = Path(temporary)
        for place, files in (("run", sound()), ("other", sound("twice"))):
            (folder / place).mkdir()
            for name, data in files.items():
                (folder / place / name).write_bytes(data)
        file = folder / "run" / spoilt.name
        if spoilt.data is None:
            file.unlink()
        else:
            file.write_bytes(spoilt.data)
        answers = [_tried(folder, command) for command in (_report, _compare, _export, _score)]
        answers.append(_tried(folder, _run, changes=True))
        return "read" if all(answers) else "refused"


def _tried(folder: Path, command: Callable[[Path], Any], *, changes: bool = False) -> bool:
    """Whether it worked; AssertionError where it is refused otherwise than in one line, or loses something."""
    run = folder / "run"
    before = {name: (run / name).read_bytes() for name in KEPT if (run / name).is_file()}
    try:
        command(folder)
        return True
    except InputError as error:
        assert "\n" not in str(error), str(error)
        assert len(str(error)) < 1500, str(error)
        return False
    finally:
        for name, data in before.items():
            here = (run / name).read_bytes()
            if name == runs.GENERATIONS:
                assert here.startswith(data[: data.rfind(b"\n") + 1]), f"{command.__name__} lost generations"
            elif not changes:
                assert here == data, f"{command.__name__} changed {name}"


def _report(folder: Path) -> None:
    run = RunDirectory(folder / "run")
    run.manifest()
    with run.writing():
        pipeline.report(run)


def _score(folder: Path) -> None:
    run = RunDirectory(folder / "run")
    run.manifest()
    with run.writing():
        score(run)
        pipeline.report(run)


def _compare(folder: Path) -> None:
    merge([folder / "other", folder / "run"])


def _export(folder: Path) -> None:
    for output in ("out.csv", "out.json"):
        interop.export(folder / "run", folder / output)
