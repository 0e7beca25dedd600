"""Base, settings and device that do not go together are refused before the weights are read."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
import transformers

from bench.engines.loading import read_config
from bench.errors import InputError
from bench.resources import MODELS
from bench.tuning.checks import check, check_room, device, quantisation, within_context
from bench.tuning.settings import Settings

MINI = read_config(MODELS / "mini")
FULL = transformers.Qwen2Config(hidden_size=64, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2)
HERE = Path("base")


def test_what_goes_together() -> None:
    check(MINI, Settings(), HERE)
    check(FULL, Settings(loftq=True, targets=("q_proj",)), HERE)


@pytest.mark.parametrize(
    ("config", "changes", "told"),
    [
        (MINI, {"targets": ("c_attn",)}, "base: the base has no place for the adapter: Target modules"),
        (MINI, {"targets": ("q_proj", "c_attn")}, "base: has no modules c_attn; name others with --targets"),
        (MINI, {"loftq": True}, "--loftq: this checkpoint is quantised already; LoftQ needs the full weights"),
        (FULL, {"loftq": True, "load_in_4bit": False}, "--loftq: has nothing to make up for with --full-precision"),
    ],
)
def test_what_does_not(config: Any, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as refused:
        check(config, Settings(**changes), HERE)
    assert str(refused.value).startswith(told)


def test_a_device_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert device(None) == torch.device("cpu")
    with pytest.raises(InputError, match="--device cuda: there is no CUDA device here"):
        device("cuda")
    with pytest.raises(InputError, match="--device gpu: no such device; give cuda, cuda:1 or cpu"):
        device("gpu")


def test_a_gpu_that_is_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    card = SimpleNamespace(name="Tiny", total_memory=1 << 29)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda device: card)
    with pytest.raises(InputError, match=r"base: training takes about 0\.6 GiB .* the Tiny has 0\.5 GiB"):
        check_room(MINI, Settings(), 1024, torch.device("cuda"), "hf", HERE)
    card.total_memory = 1 << 34
    needed = check_room(MINI, Settings(), 1024, torch.device("cuda"), "hf", HERE)
    assert needed is not None
    assert 1 << 29 < needed < 1 << 30
    assert check_room(MINI, Settings(), 1024, torch.device("cpu"), "hf", HERE) is None


def test_a_sequence_is_no_longer_than_the_context() -> None:
    assert within_context(Settings(), MINI).max_seq_length == 1024
    assert within_context(Settings(max_seq_length=64), MINI).max_seq_length == 64


def test_quantisation_in_words() -> None:
    cpu, cuda = torch.device("cpu"), torch.device("cuda")
    assert quantisation(MINI, Settings(), cuda) == "nf4, as the checkpoint has them"
    assert quantisation(MINI, Settings(), cpu) == "nf4, as the checkpoint has them, dequantised once for the CPU"
    assert quantisation(FULL, Settings(), cuda) == "nf4, quantised at load: run the adapter with `--load-in-4bit`"
    assert quantisation(FULL, Settings(load_in_4bit=False), cpu) == "full precision"
