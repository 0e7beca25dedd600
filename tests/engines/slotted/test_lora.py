"""Reading factors through PEFT, and what is more than plain LoRA."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file

from bench.engines.slotted.lora import factors, more_than_lora
from engines import shapes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shapes.make(tmp_path_factory.mktemp("lora"), "qwen2")


def test_factors_carry_each_layers_own_rank_and_scaling(folder: Path) -> None:
    base = transformers.AutoModelForCausalLM.from_pretrained(folder / "base")
    found = factors(PeftModel.from_pretrained(base, str(folder / "few"), adapter_name="read"), "read")
    ranks = {name.rpartition(".")[2]: len(f.down) for name, f in found.items()}
    assert ranks == {"q_proj": 3, "v_proj": 5, "down_proj": 3}
    saved = load_file(folder / "few" / "adapter_model.safetensors")
    name = "model.layers.0.mlp.down_proj"
    up = saved[f"base_model.model.{name}.lora_B.weight"]
    # rsLoRA: alpha over the root of the rank, with the alpha of the pattern.
    torch.testing.assert_close(found[name].up, up * 3 / 3**0.5)


def test_plain_lora_is_plain(folder: Path) -> None:
    assert more_than_lora(folder / "all") is None
    assert more_than_lora(folder / "few") is None


def test_another_kind_of_adapter_is_named(tmp_path: Path, folder: Path) -> None:
    settings: dict[str, Any] = json.loads((folder / "few" / "adapter_config.json").read_text("utf-8"))
    (tmp_path / "adapter_config.json").write_text(json.dumps({**settings, "peft_type": "IA3"}), "utf-8")
    assert more_than_lora(tmp_path) == "IA3"


def test_factors_of_another_adapter_are_left_out() -> None:
    model = transformers.AutoModelForCausalLM.from_config(shapes.SHAPES["llama"])
    tuned = get_peft_model(model, LoraConfig(r=2, target_modules=["q_proj"], task_type="CAUSAL_LM"), "one")
    tuned.add_adapter("two", LoraConfig(r=2, target_modules=["k_proj"], task_type="CAUSAL_LM"))
    assert {name.rpartition(".")[2] for name in factors(tuned, "two")} == {"k_proj"}
