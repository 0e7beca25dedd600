"""Memory is what the system tells of this process, or CUDA of the card."""

from types import SimpleNamespace

import pytest
import torch

from bench.tuning.usage import Meter, Usage


def test_on_a_cpu_it_is_the_resident_memory() -> None:
    meter = Meter(torch.device("cpu"))
    held = torch.ones(64 << 20, dtype=torch.uint8)
    found = meter.read()
    assert found.device == "CPU"
    assert found.peak >= found.reserved > 50 << 20
    assert found.total is None or found.total > found.peak
    assert held.sum() == 64 << 20


def test_on_a_gpu_it_is_what_torch_reserved(monkeypatch: pytest.MonkeyPatch) -> None:
    peaks = iter((2000, 5000))
    card = SimpleNamespace(name="L4", total_memory=10_000)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda device: card)
    monkeypatch.setattr(torch.cuda, "max_memory_reserved", lambda device: next(peaks))
    assert Meter(torch.device("cuda")).read() == Usage("L4", 10_000, 2000, 5000)
