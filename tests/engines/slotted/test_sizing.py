"""Slots and the keeping of weights, from a memory that the test sets."""

from pathlib import Path

import pytest
import torch

from bench.engines.base import Setup
from bench.engines.loading import load_base, read_config
from bench.engines.slots import SlotsEngine
from bench.engines.slotted import sizing
from bench.resources import MODELS

CPU = torch.device("cpu")


def test_lengths_are_rounded_up() -> None:
    assert [sizing.rounded(n) for n in (1, 64, 65)] == [64, 64, 128]


def test_as_many_slots_as_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = SlotsEngine.open(Setup("mini", device="cpu"))
    ready = engine._load_ready([5, 6, 7], 128)
    # mini: 8 layers of 4 key heads of 32, keys and values, 4 bytes each.
    row = 8 * 4 * 32 * 2 * 4 * 128
    monkeypatch.setattr(sizing, "free", lambda device: round(10.5 * row / (1 - sizing.SPARE)))
    assert sizing.slots(ready, 128, 64) == 10
    assert sizing.slots(ready, 128, 4) == 4
    monkeypatch.setattr(sizing, "free", lambda device: 0)
    assert sizing.slots(ready, 128, 64) == 1


def test_weights_are_dequantised_where_they_fit_beside_the_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    folder: Path = MODELS / "mini"
    base = load_base(folder, read_config(folder), CPU)
    assert sizing.keep(base, "4bit", 128, 8) == "4bit"
    assert sizing.keep(base, "bf16", 128, 8) == "dense"
    for bytes_free, kept in ((1 << 34, "dense"), (1 << 20, "4bit")):
        monkeypatch.setattr(sizing, "free", lambda device, found=bytes_free: found)
        assert sizing.keep(base, "auto", 128, 8) == kept
