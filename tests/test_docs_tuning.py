"""docs/tuning.md and docs/cells.md, followed one after the other on the embedded model; their defaults."""

import json
import re
from pathlib import Path

import pytest

from bench.cards import CARDS, GIB
from bench.doctor.fit import measure
from bench.runs import RunDirectory
from bench.tuning.settings import Settings
from commands import command
from pages import DOCS, ROOT, follow
from qwq import NF4, QWQ

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


def test_what_a_card_has_room_for_is_what_the_doctor_computes(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({**QWQ, "quantization_config": NF4}), "utf-8")
    needs = dict(measure(str(tmp_path), [], 1024).training)
    rows = re.findall(r"^\| ([^|]+), ([\d.]+) GiB \| ([\d,–]+) \| ([\d,–]+) \|$", TUNING, re.M)
    assert len(rows) == len(CARDS) - 1  # an A10 is an L4 in memory
    for name, memory, *shown in rows:
        (card,) = [card for card in CARDS if card.name == name]
        assert float(memory) == pytest.approx(card.memory / GIB, abs=0.06)
        tokens = [needs[trainer].tokens(card.memory) for trainer in ("unsloth", "hf")]
        assert shown == [f"{number:,}" if number else "–" for number in tokens], name


def test_what_was_measured_is_what_the_results_say() -> None:
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text("utf-8")
    section = results.split("## Tuning: qwen2, 64 layers, 32.8 billion weights, NVIDIA H100 80GB HBM3\n")[1].split(
        "\n## "
    )[0]
    measured = re.findall(r"^\| (unsloth|hf) \| (.+) \|$", section, re.M)
    shown = re.findall(r"^\| (unsloth|transformers) \| (.+) \|$", TUNING, re.M)
    assert [name for name, _ in shown] == ["unsloth", "transformers"]
    for (_, cells), (_, told) in zip(measured, shown, strict=True):
        loss, step, rate, _, _, before, peak, _, computed = cells.split(" | ")
        sizes = [re.match(r"[\d.]+", size) for size in (before, peak, computed)]
        assert told.split(" | ") == [step, rate, *(size[0] for size in sizes if size)]
        assert f"the same loss, {float(loss.split(', ')[1]):.2f}." in TUNING
    assert "of 2 × 4 examples of up to 1006 tokens" in section
