"""What is saved is a plain adapter of half precision with one hash."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from bench import fingerprint
from bench.engines.effect import other_base, without_effect
from bench.engines.loading import check_adapter, read_config
from bench.resources import MODELS
from bench.tuning.models import load
from bench.tuning.saving import CONFIG, WEIGHTS, save
from bench.tuning.settings import TARGETS, Settings

MINI = MODELS / "mini"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same adapter, saved twice from models made anew."""
    made = []
    for name in ("a", "b"):
        folder = tmp_path_factory.mktemp(name)
        model = load(MINI, read_config(MINI), torch.device("cpu"), Settings())
        for key, weight in model.named_parameters():
            if "lora_B" in key:
                weight.data.fill_(1e-3)
            if "layers.0.self_attn.q_proj.lora_A" in key:
                weight.data.fill_(1e5)
        save(model, folder, "mini")
        made.append(folder)
    return made


def test_it_fits_its_base_and_does_something(folders: list[Path]) -> None:
    check_adapter(read_config(MINI), folders[0])
    assert without_effect(folders[0]) is None
    assert other_base(MINI, folders[0]) is None
    config = json.loads((folders[0] / CONFIG).read_text("utf-8"))
    assert config["base_model_name_or_path"] == "mini"
    assert config["target_modules"] == sorted(TARGETS)
    assert (config["r"], config["lora_alpha"], config["lora_dropout"], config["bias"]) == (16, 16, 0.0, "none")


def test_it_is_half_precision_where_that_holds_the_numbers(folders: list[Path]) -> None:
    tensors = load_file(folders[0] / WEIGHTS)
    wide = {name for name, tensor in tensors.items() if tensor.dtype == torch.float32}
    assert wide == {"base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"}
    assert len(tensors) == 8 * 7 * 2
    assert (folders[0] / WEIGHTS).stat().st_mode & 0o044


def test_the_same_adapter_has_the_same_hash(folders: list[Path]) -> None:
    first, second = map(fingerprint.adapter, folders)
    assert first == second
