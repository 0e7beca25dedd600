"""What the GPU's own tool and the operating system tell."""

import subprocess
from types import SimpleNamespace
from typing import Any

import pytest

from bench import machine
from bench.machine import Gpu, parse, this_machine

TWO = """NVIDIA L4, 23034, 8.9, 580.95.05
Tesla T4, 15360, 7.5, 580.95.05
"""


def test_gpus_and_driver_from_the_tools_lines() -> None:
    gpus, driver = parse(TWO)
    assert gpus == (Gpu("NVIDIA L4", 23034 << 20, (8, 9)), Gpu("Tesla T4", 15360 << 20, (7, 5)))
    assert driver == "580.95.05"
    assert [gpu.bf16 for gpu in gpus] == [True, False]


@pytest.mark.parametrize("answer", ["", "No devices were found\n", "NVIDIA-SMI has failed, because, it, could not\n"])
def test_no_gpu_in_what_the_tool_says(answer: str) -> None:
    assert parse(answer) == ((), None)


def test_a_capability_that_is_not_told() -> None:
    (gpu,), _ = parse("NVIDIA GB10, 98304, [N/A], 580.1\n")
    assert gpu.capability is None
    assert gpu.bf16


def test_this_machine_without_the_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*words: Any, **options: Any) -> None:
        raise FileNotFoundError("nvidia-smi")

    monkeypatch.setattr(subprocess, "run", missing)
    found = this_machine()
    assert (found.gpus, found.driver) == ((), None)
    assert found.cores >= 1
    assert found.memory is None or found.memory > 1 << 28


class Library:
    """The driver's library, which serves CUDA 12.4."""

    def __init__(self, status: int) -> None:
        self.status = status

    def cuDriverGetVersion(self, version: Any) -> int:
        version._obj.value = 12040
        return self.status


def test_the_cuda_that_the_driver_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.ctypes, "CDLL", lambda _: Library(0))
    assert machine._driver_cuda() == (12, 4)
    monkeypatch.setattr(machine.ctypes, "CDLL", lambda _: Library(1))
    assert machine._driver_cuda() is None
    monkeypatch.setattr(machine.ctypes, "CDLL", lambda _: SimpleNamespace())
    assert machine._driver_cuda() is None
