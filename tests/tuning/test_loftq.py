"""The adapter begins with the best approximation of what quantisation lost."""

from pathlib import Path

import pytest
import torch
import transformers
from peft import get_peft_model

from bench.engines.loading import load_base, read_config
from bench.tuning import loftq
from bench.tuning.models import load, lora
from bench.tuning.settings import Settings

SIZE = {
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 97,
}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small base in full precision."""
    folder = tmp_path_factory.mktemp("full")
    torch.manual_seed(0)
    transformers.Qwen2ForCausalLM(transformers.Qwen2Config(**SIZE)).save_pretrained(folder)
    return folder


@pytest.mark.parametrize(("alpha", "rslora"), [(16, False), (4, False), (8, True)])
def test_base_and_adapter_are_nearer_to_the_full_weights(full: Path, alpha: int, rslora: bool) -> None:
    settings = Settings(loftq=True, r=16, alpha=alpha, rslora=rslora)
    tuned = load(full, read_config(full), torch.device("cpu"), settings)
    plain = load(full, read_config(full), torch.device("cpu"), settings.model_copy(update={"loftq": False}))
    exact = transformers.AutoModelForCausalLM.from_pretrained(full)
    tokens = torch.arange(90)[None]
    with torch.inference_mode():
        wanted, near, far = (model(input_ids=tokens).logits for model in (exact, tuned, plain))
    assert (near - wanted).norm() < 0.75 * (far - wanted).norm()


def test_the_factors_are_those_of_the_exact_decomposition(full: Path) -> None:
    """Eckart and Young: no adapter of this rank leaves less of the residual."""
    base = load_base(full, read_config(full), torch.device("cpu"), load_in_4bit=True)
    settings = Settings(r=8, alpha=8)
    model = get_peft_model(base, lora(settings))
    assert loftq.begin(model, full, seed=1) == 2 * 7
    layer = model.base_model.model.model.layers[1].mlp.up_proj
    from bitsandbytes.functional import dequantize_4bit

    weight = layer.base_layer.weight
    exact = transformers.AutoModelForCausalLM.from_pretrained(full).model.layers[1].mlp.up_proj.weight
    residual = (exact - dequantize_4bit(weight.data, weight.quant_state)).detach()
    left = residual - layer.lora_B["default"].weight @ layer.lora_A["default"].weight
    least = torch.linalg.svdvals(residual)[8:].norm()
    assert left.norm().item() == pytest.approx(least.item(), rel=0.02)
