"""docs/comparison-json.md: its commands are run on a small run, and its script reads what they write."""

from pathlib import Path

import pytest

from commands import command
from pages import follow
from scored_runs import item, made


def test_the_page_works(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made(tmp_path / "runs" / "first", [item(n) for n in range(8)])
    monkeypatch.chdir(tmp_path)
    assert len(follow("comparison-json.md", tmp_path, command(monkeypatch, capsys))) == 2
    assert (tmp_path / "comparison.json").stat().st_size > 1000
