"""Sizes from a configuration alone, against files and against what was measured on a GPU."""

from typing import Any

import pytest
import transformers
from peft import LoraConfig, PeftConfig

from bench import memory
from bench.resources import MODELS
from qwq import QWQ

MINI, TERSE = MODELS / "mini", MODELS / "mini-terse"
GIB = 1 << 30
SEVEN = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def qwq(**changes: Any) -> Any:
    """The shapes of QwQ-32B."""
    return transformers.Qwen2Config(**{**QWQ, **changes})


@pytest.fixture(scope="module")
def counted() -> memory.Weights:
    return memory.weights(qwq())


def test_qwq_takes_what_was_measured(counted: memory.Weights) -> None:
    """One H200: 61 GiB of weights in bf16, 18 GiB in NF4."""
    assert counted.parameters == 32_763_876_352
    assert round(counted.half / GIB) == 61
    assert round(counted.nf4 / GIB) == 18
    assert counted.largest == 5120 * 27648


def test_modules_that_a_checkpoint_keeps_in_16_bit_are_counted_so(counted: memory.Weights) -> None:
    one = memory.weights(qwq(), kept=["model.layers.3.mlp"])
    three = 3 * 5120 * 27648
    assert one.nf4 - counted.nf4 == 3 * (5120 * 27648 * 2 - memory.nf4_bytes(5120 * 27648))
    assert memory.weights(qwq(), kept=["lm_head"]).nf4 == counted.nf4
    assert one.nf4 - counted.nf4 == pytest.approx(three * (2 - 0.516), rel=1e-3)


def test_the_embedded_pair_takes_what_its_files_do() -> None:
    """A file is its tensors and a header of names; the adapter's is in float16, PEFT keeps it in float32."""
    config = transformers.AutoConfig.from_pretrained(MINI)
    counted = memory.weights(config)
    assert counted.parameters == 7_086_336
    size = (MINI / "model.safetensors").stat().st_size
    assert 0 < size - counted.nf4 < 0.02 * size
    stored = (TERSE / "adapter_model.safetensors").stat().st_size
    loaded = memory.adapter_bytes(config, PeftConfig.from_pretrained(str(TERSE)))
    assert 0 < stored - loaded / 2 < 0.02 * stored


def test_a_quarter_byte_and_a_scale_for_each_weight() -> None:
    assert memory.nf4_bytes(1 << 20) / (1 << 20) == pytest.approx((4 + 8 / 64 + 32 / 64 / 256) / 8, rel=3e-3)


def test_an_adapter_of_rank_16_on_qwq() -> None:
    """Each layer's A and B: r x (in + out) weights, in float32."""
    settings = LoraConfig(r=16, target_modules=SEVEN, task_type="CAUSAL_LM")
    hidden, wide, kept = 5120, 27648, 1024
    block = 2 * (hidden + hidden) + 2 * (hidden + kept) + 3 * (hidden + wide)
    assert memory.adapter_bytes(qwq(), settings) == 64 * 16 * block * 4


@pytest.mark.parametrize(
    ("config", "bytes_of_1000"),
    [
        (qwq(), 1000 * 2 * 64 * 8 * 128 * 2),
        (qwq(num_key_value_heads=40), 1000 * 2 * 64 * 40 * 128 * 2),
        (qwq(head_dim=64), 1000 * 2 * 64 * 8 * 64 * 2),
        (
            transformers.MistralConfig(num_hidden_layers=4, num_key_value_heads=8, head_dim=128, sliding_window=100),
            100 * 2 * 4 * 8 * 128 * 2,
        ),
        (
            transformers.Gemma3TextConfig(
                num_hidden_layers=6, num_key_value_heads=1, head_dim=256, sliding_window=512, layer_types=None
            ),
            (5 * 512 + 1000) * 2 * 256 * 2,
        ),
        (
            transformers.DeepseekV3Config(num_hidden_layers=3, num_attention_heads=16),
            1000 * 3 * 16 * (128 + 64 + 128) * 2,
        ),
    ],
    ids=["grouped", "every head", "head_dim", "window", "window in five layers of six", "latent"],
)
def test_keys_and_values_of_a_row(config: Any, bytes_of_1000: int) -> None:
    assert memory.kv_bytes(config, 1000) == bytes_of_1000
    assert memory.kv_bytes(config, 1000, size=memory.FULL) == 2 * bytes_of_1000


def test_keys_and_values_are_those_that_a_cache_holds() -> None:
    """Counted on the cache itself, after a prompt of 20 tokens in float32."""
    import torch

    config = transformers.AutoConfig.from_pretrained(MINI)
    model = transformers.AutoModelForCausalLM.from_pretrained(MINI, dtype=torch.float32)
    cache = model(torch.arange(3, 23)[None], use_cache=True).past_key_values
    held = sum(layer.keys.nbytes + layer.values.nbytes for layer in cache.layers)
    assert memory.kv_bytes(config, 20, size=cache.layers[0].keys.element_size()) == held


def test_a_row_needs_its_logits_too() -> None:
    config = qwq()
    assert memory.row_bytes(config, 500) - memory.kv_bytes(config, 500) == 152064 * 10
    assert memory.prefill_bytes(config) == 2048 * (4 * 5120 + 3 * 27648) * 2
