"""Every way of asking `kenzan tune` for what cannot be: one line on stderr, exit status 2, nothing written."""

import json
from pathlib import Path

import pytest

from commands import Command, command

OPTIONS = ["-m", "mini", "-d", "pairs.jsonl", "--device", "cpu", "-o", "mine"]


@pytest.fixture
def kenzan(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    rows = [{"instruction": f"{n} + 1?", "output": f"Answer: {n + 1}"} for n in range(12)]
    (tmp_path / "pairs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    monkeypatch.chdir(tmp_path)
    return command(monkeypatch, capsys)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-m", "./no/model"], "-m ./no/model: no such folder"),
        (["--keep-reasoning", "no"], "--keep-reasoning no: no such run directory or file"),
        (["--keep-reasoning", "."], ".: no run.json: not a run directory"),
        (["-d", "no.jsonl"], "-d no.jsonl: no such file or folder"),
        (["--format", "vicuna"], "--format: unknown 'vicuna'"),
        (["--fields", "question"], "--fields: 'question' is not one of instruction, input, output, =, and"),
        (["--max-seq-length", "40"], "12 of 12 are longer than 40 tokens"),
        (["--loftq"], "--loftq: this checkpoint is quantised already"),
        (["--trainer", "axolotl"], "--trainer: unknown 'axolotl'"),
        (["-o", "."], ".: holds something else (pairs.jsonl); choose another -o"),
        (["--max-steps", "0"], "Invalid value for '--max-steps'"),
    ],
)
def test_what_cannot_be_used_is_one_line(words: list[str], told: str, kenzan: Command, tmp_path: Path) -> None:
    status, out, err = kenzan("tune", *OPTIONS, *words)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("kenzan: ")
    assert told in err
    assert [p.name for p in tmp_path.iterdir() if not p.name.startswith(".")] == ["pairs.jsonl"]
