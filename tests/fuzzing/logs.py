"""Any file as another tool's log: a run of it that is reported, compared and exported, or one line that refuses it."""

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from hypothesis import strategies as st

from bench import interop
from bench.errors import InputError
from bench.interop import importing
from bench.merging import merge
from bench.report import page
from bench.runs import RunDirectory
from foreign_logs import BASE, LINE
from fuzzing.mutations import documents, texts
from fuzzing.run_directory import rendered

INSPECT = Path(__file__).parents[1] / "data" / "inspect" / "mini.json"
RESULTS = BASE.with_name(BASE.name.replace("samples_kenzan_sums", "results")).with_suffix(".json")
PLAIN: list[dict[str, Any]] = [
    LINE,
    {**LINE, "id": "q2", "adapter": "a/one", "temperature": 0.7, "top_p": 0.9, "top_k": 5, "sample": 1},
    {
        **LINE,
        "id": "q3",
        "text": "答え：42",
        "finish_reason": "length",
        "new_tokens": 7,
        "seconds": 0.5,
        "format": "chat",
    },
]


class Files(NamedTuple):
    """A log as it lies on the disk: name -> bytes; the first is the one that is imported."""

    files: dict[str, bytes]


def _lines(rows: list[Any]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8", "surrogatepass")


def _lm_eval(parts: Any) -> Files:
    samples, results = parts
    files = {BASE.name: samples if isinstance(samples, bytes) else _lines(list(samples))}
    if results is not None:
        files[RESULTS.name] = json.dumps(results).encode()
    return Files(files)


_SAMPLES = [[json.loads(line) for line in BASE.read_text("utf-8").splitlines()[:3]]]
_RESULTS = json.loads(RESULTS.read_text("utf-8"))
_bytes: Callable[[str], bytes] = lambda text: text.encode("utf-8", "surrogatepass")  # noqa: E731
LOGS: st.SearchStrategy[Files] = st.one_of(
    documents([PLAIN[:1], PLAIN[:2], PLAIN]).map(lambda rows: Files({"log.jsonl": _lines(list(rows))})),
    texts([_lines(PLAIN).decode()]).map(lambda text: Files({"log.jsonl": _bytes(text)})),
    st.tuples(documents(_SAMPLES), st.just(_RESULTS)).map(_lm_eval),
    st.tuples(st.just(_SAMPLES[0]), documents([_RESULTS]) | st.none()).map(_lm_eval),
    st.tuples(texts([BASE.read_text("utf-8")]).map(_bytes), st.just(_RESULTS)).map(_lm_eval),
    documents([json.loads(INSPECT.read_text("utf-8"))]).map(lambda d: Files({"log.json": json.dumps(d).encode()})),
    texts([INSPECT.read_text("utf-8")]).map(lambda text: Files({"log.json": _bytes(text)})),
    st.binary(max_size=60).map(lambda data: Files({"log.eval": data})),
)


def check(log: Files) -> str:
    """Import a log; returns ``read`` or ``refused``. AssertionError, or anything else, is a finding."""
    with tempfile.TemporaryDirectory() as name, patch.object(page, "render", rendered):
        folder = Path(name)
        for file, data in log.files.items():
            (folder / file).write_bytes(data)
        first = folder / next(iter(log.files))
        try:
            importing.import_log(first, folder / "run")
        except InputError as error:
            assert "\n" not in str(error), str(error)
            assert len(str(error)) < 1000
            assert first.name in str(error) or "results_" in str(error), str(error)
            assert not (folder / "run").exists(), "refused, and left something"
            return "refused"
        before = (folder / "run" / "generations.jsonl").read_bytes()
        importing.import_log(first, folder / "run")
        assert (folder / "run" / "generations.jsonl").read_bytes() == before
        shutil.copytree(folder / "run", folder / "again")
        _read_everywhere(folder)
        return "read"


def _read_everywhere(folder: Path) -> None:
    """What was read can be compared with itself and leaves in every form."""
    assert RunDirectory(folder / "run").generations()
    try:
        merge([folder / "run", folder / "again"])
    except InputError as error:
        assert "\n" not in str(error)
    for output in ("out.csv", "out.parquet", "out.json"):
        _, rows, _ = interop.export(folder / "run", folder / output)
        assert rows
