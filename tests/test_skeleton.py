"""Models without weights."""

import pytest
import transformers
from peft import LoraConfig, PeftConfig

from bench.resources import MODELS
from bench.skeleton import adapter_shapes, skeleton

MINI, TERSE = MODELS / "mini", MODELS / "mini-terse"


def test_a_quantised_model_has_the_shapes_of_the_plain_one_and_no_weights() -> None:
    config = transformers.AutoConfig.from_pretrained(MINI)
    model = skeleton(config)
    assert {p.device.type for p in model.parameters()} == {"meta"}
    assert tuple(model.model.layers[0].mlp.up_proj.weight.shape) == (768, 256)
    assert config.quantization_config


def test_the_tensors_of_an_adapter_are_those_of_its_file() -> None:
    from safetensors import safe_open

    config = transformers.AutoConfig.from_pretrained(MINI)
    with safe_open(TERSE / "adapter_model.safetensors", framework="pt") as file:
        stored = {key: tuple(file.get_slice(key).get_shape()) for key in file.keys()}  # noqa: SIM118
    assert adapter_shapes(config, PeftConfig.from_pretrained(str(TERSE))) == stored


def test_no_place_for_an_adapter() -> None:
    config = transformers.AutoConfig.from_pretrained(MINI)
    with pytest.raises(ValueError, match="c_attn"):
        adapter_shapes(config, LoraConfig(target_modules=["c_attn"], task_type="CAUSAL_LM"))
