"""unsloth where it is installed and a GPU is to be used, else transformers; what is missing is named."""

import dataclasses
import importlib.machinery
import importlib.util
from pathlib import Path
from typing import Any

import pytest

from bench.errors import InputError
from bench.machine import Gpu, Machine
from bench.tuning import models, trainers
from bench.tuning.job import Job

JOB = Job("mini", "a.jsonl", Path("mine"))
NONE = Machine("Linux", "3.11", 2, None)
GPU = dataclasses.replace(NONE, gpus=(Gpu("L4", 1 << 34, (8, 9)),))


@pytest.mark.parametrize(
    ("machine", "installed", "device", "asked", "chosen"),
    [
        (GPU, True, None, "auto", "unsloth"),
        (GPU, False, None, "auto", "hf"),
        (NONE, True, None, "auto", "hf"),
        (GPU, True, "cpu", "auto", "hf"),
        (NONE, True, "cuda:1", "auto", "unsloth"),
        (GPU, True, None, "hf", "hf"),
        (NONE, False, None, "unsloth", "unsloth"),
    ],
)
def test_which_library_trains(
    machine: Machine, installed: bool, device: str | None, asked: str, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_spec(name: str) -> Any:
        return importlib.machinery.ModuleSpec(name, None) if installed else None

    monkeypatch.setattr(trainers, "this_machine", lambda: machine)
    monkeypatch.setattr(importlib.util, "find_spec", find_spec)
    assert trainers.choose(dataclasses.replace(JOB, device=device, trainer=asked)) == chosen


def test_an_unknown_one() -> None:
    with pytest.raises(InputError, match="--trainer: unknown 'axolotl'; there are auto, unsloth, hf"):
        trainers.choose(dataclasses.replace(JOB, trainer="axolotl"))


def test_the_one_of_transformers() -> None:
    assert trainers.loader("hf") is models.load
    assert {"kenzan", "torch", "trl", "peft"} <= trainers.versions("hf").keys()


def test_what_is_missing_is_named() -> None:
    told = trainers.missing(ModuleNotFoundError("no", name="trl"), "hf")
    assert str(told) == "--trainer hf: trl is not installed; pip install 'kenzan[tune]'"
    assert "pip install 'kenzan[unsloth]'" in str(
        trainers.missing(ModuleNotFoundError("no", name="unsloth"), "unsloth")
    )
    assert "cannot be imported: broken; see kenzan doctor" in str(trainers.missing(ImportError("broken"), "hf"))
