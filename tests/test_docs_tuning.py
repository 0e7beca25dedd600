"""docs/tuning.md and docs/cells.md, followed one after the other on the embedded model; their defaults."""

import json
import re
from pathlib import Path

import pytest

from bench.runs import RunDirectory
from bench.tuning.settings import Settings
from commands import command
from pages import DOCS, follow

TUNING = (DOCS / "tuning.md").read_text("utf-8")


def test_the_pages_work(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    kenzan = command(monkeypatch, capsys)
    assert len(follow("tuning.md", tmp_path, kenzan)) == 3
    assert len(follow("cells.md", tmp_path, kenzan)) == 3
    for name in ("adapter", "kept"):
        assert json.loads((tmp_path / name / "adapter_config.json").read_text("utf-8"))["r"] == 16
    assert "of the base's own traces" in (tmp_path / "kept" / "README.md").read_text("utf-8")
    assert set(RunDirectory(tmp_path / "runs" / "cells").manifest().adapters.values()) == {"adapter"}


def test_the_defaults_are_those_of_the_settings() -> None:
    found = Settings()
    page = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \| `--", TUNING, re.M))
    assert page["rank, alpha, dropout, bias"] == f"{found.r}, {found.alpha}, {found.dropout:g}, none"
    named = page["modules"].split(": ")[1].split(", ")
    assert [f"{name}_proj" for name in named] == list(found.targets)
    assert page["prompt"] == f"{found.format.title()} template, {found.max_seq_length:,} tokens"
    assert page["seed"] == str(found.seed)
    assert f"of {found.batch_size} × {found.accumulation} examples a step" in page["steps"]
    rate = f"{found.learning_rate:.4f}, {found.warmup_steps} steps of warm-up, then {found.schedule}"
    assert page["learning rate"].startswith(rate)
    assert (found.load_in_4bit, found.response_only, found.rslora, found.loftq) == (True, False, False, False)
