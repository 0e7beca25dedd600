"""What trl is asked for, on a GPU and on a CPU, by the names that its version has. Trainings are in `test_tune`."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import torch
from trl import SFTConfig

from bench.tuning import training
from bench.tuning.settings import Settings

CPU, CUDA = torch.device("cpu"), torch.device("cuda")


@dataclasses.dataclass
class Older:
    """A version that knows little."""

    output_dir: str
    optim: str
    gradient_checkpointing: bool
    gradient_checkpointing_kwargs: Any


def asked(device: torch.device, kind: Any = SFTConfig, *, checkpointing: bool = True) -> dict[str, Any]:
    return training._arguments(Settings(max_steps=7), Path("out"), device, kind, checkpointing)


def test_what_is_seen_follows_from_steps_or_epochs() -> None:
    assert training.seen(Settings(max_steps=7), 100) == 7 * 2 * 4
    assert training.seen(Settings(epochs=1.5), 101) == 152
    assert training.seen(Settings(epochs=0.001), 101) == 1


def test_on_a_cpu() -> None:
    found = asked(CPU)
    assert (found["use_cpu"], found["bf16"], found["fp16"], found["optim"]) == (True, False, False, "adamw_torch")
    assert found["activation_checkpointing"] is False
    made = SFTConfig(**found)
    assert (made.per_device_train_batch_size, made.gradient_accumulation_steps, made.num_train_epochs) == (2, 4, 1)
    assert (made.learning_rate, made.warmup_steps, made.weight_decay, made.seed) == (2e-4, 5, 0.01, 3442)
    assert made.lr_scheduler_type == "linear"


@pytest.mark.parametrize("bf16", [True, False])
def test_on_a_gpu(bf16: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: bf16)
    found = asked(CUDA)
    assert (found["bf16"], found["fp16"], found["use_cpu"]) == (bf16, not bf16, False)
    assert (found["optim"], found["dataloader_pin_memory"]) == ("adamw_8bit", True)
    assert found["activation_checkpointing"] is True
    assert found["activation_checkpointing_kwargs"] == {"use_reentrant": False}
    own = asked(CUDA, checkpointing=False)  # unsloth's own way
    assert not [name for name in own if "checkpointing" in name]


def test_a_version_is_asked_by_the_names_that_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: True)
    assert asked(CUDA, Older) == {
        "output_dir": "out",
        "optim": "adamw_8bit",
        "gradient_checkpointing": True,
        "gradient_checkpointing_kwargs": {"use_reentrant": False},
    }
