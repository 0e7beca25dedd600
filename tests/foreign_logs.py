"""Logs to import: those that lm-eval wrote, and plain ones written here."""

import json
from pathlib import Path
from typing import Any

LM_EVAL = Path(__file__).parent / "data" / "lm_eval"
(BASE,) = (LM_EVAL / "base").glob("samples_kenzan_sums_*.jsonl")
(TERSE,) = (LM_EVAL / "terse").glob("samples_kenzan_sums_*.jsonl")
(CHOICE,) = (LM_EVAL / "base").glob("samples_kenzan_choice_*.jsonl")
LINE: dict[str, Any] = {
    "id": "q1",
    "question": "What is 40 + 2?",
    "target": "42",
    "model": "models/one",
    "text": "40 + 2 = 42\n\nAnswer: 42",
    "max_new_tokens": 64,
}


def plain(file: Path, *lines: dict[str, Any]) -> Path:
    """A plain log; each line is `LINE` with these changes, a field that is None left out."""
    made = [{name: value for name, value in {**LINE, **line}.items() if value is not None} for line in lines]
    file.write_text("".join(json.dumps(line) + "\n" for line in made), "utf-8")
    return file


def changed(folder: Path, change: dict[str, Any], source: Path = BASE) -> Path:
    """A copy of an lm-eval log with its results, fields of its second line replaced."""
    lines = source.read_text("utf-8").splitlines()
    lines[1] = json.dumps({**json.loads(lines[1]), **change})
    (folder / source.name).write_text("\n".join(lines) + "\n", "utf-8")
    results = source.with_name(source.name.replace("samples_kenzan_sums", "results")).with_suffix(".json")
    (folder / results.name).write_bytes(results.read_bytes())
    return folder / source.name
