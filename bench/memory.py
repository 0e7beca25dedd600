"""How much memory a model takes, from its configuration alone: weights, keys and values, adapter, what decoding needs.

The weights are counted on a skeleton of the model on torch's meta device, so that every architecture that transformers
knows is counted as it is built (tied embeddings once, what 4-bit loading leaves alone in 16 bit). All sizes are bytes.
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import torch

from bench.skeleton import adapter_shapes, skeleton

HALF = 2
"""Bytes of a number in bf16 or fp16."""
FULL = 4
"""Bytes of a number in float32: PEFT keeps adapters so, whatever type they are stored in."""
_BLOCK, _GROUP = 64, 256
# NF4 (Dettmers et al. 2023, arXiv:2305.14314): a scale for each 64 weights; with double quantisation a byte each, and a
# float32 for each 256 of them. Beside them two tables and an offset for each tensor.
_TABLES = (16 + 256 + 1) * 4
CONTEXT = 1 << 29
"""A CUDA context with its kernels and the libraries' workspaces: about half a GiB on the cards measured."""
PREFILL = 2048
"""Prompt tokens read at once, for whose activations room is kept."""


@dataclass(frozen=True)
class Weights:
    """What a base's weights take."""

    parameters: int
    half: int
    """Bytes with all weights in 16 bit."""
    nf4: int
    """Bytes with the linear layers in NF4 with double quantisation, the rest in 16 bit."""
    largest: int
    """Weights of the largest quantised layer, which is dequantised to 16 bit for each product."""


def weights(config: Any, *, kept: Collection[str] = ()) -> Weights:
    """Count a model's weights.

    Parameters
    ----------
    config : configuration as transformers reads it; a quantised checkpoint's too.
    kept : modules that stay in 16 bit, by name or end of a name, besides the output layer and tied ones
        (``llm_int8_skip_modules`` of a checkpoint).
    """
    model = skeleton(config)
    total, packed, largest = sum(p.numel() for p in model.parameters()), 0, 0
    saved = 0
    for name, module in _linear(model):
        if module is model.get_output_embeddings() or any(_names(name, entry) for entry in kept):
            continue
        number = module.weight.numel()
        packed += number
        largest = max(largest, number)
        saved += number * HALF - nf4_bytes(number)
    return Weights(total, total * HALF, total * HALF - saved, largest)


def kept_modules(config: Any) -> tuple[str, ...]:
    """Modules that a 4-bit checkpoint keeps in 16 bit, as its configuration names them."""
    own = getattr(config, "quantization_config", None) or {}
    return tuple(own.get("llm_int8_skip_modules") or ())


def nf4_bytes(number: int) -> int:
    """Bytes of a tensor of that many weights in NF4 with double quantisation: about 4.13 bits each."""
    blocks = math.ceil(number / _BLOCK)
    return math.ceil(number / 2) + blocks + math.ceil(blocks / _GROUP) * 4 + _TABLES


def kv_bytes(config: Any, tokens: int, *, size: int = HALF) -> int:
    """Bytes of the keys and values of one row of so many tokens.

    Keys and values of the heads that a layer keeps (grouped-query attention), in no more positions than its window;
    layers with a state of fixed size instead of attention (``linear_attention``, ``mamba``) take none here.

    Parameters
    ----------
    size : bytes of one number.
    """
    text = config.get_text_config()
    keys, values = _widths(text)
    layers = text.num_hidden_layers
    kinds = getattr(text, "layer_types", None) or [_default_kind(text)] * layers
    window = getattr(text, "sliding_window", None) or getattr(text, "attention_chunk_size", None) or tokens
    held = {
        "full_attention": tokens,
        "sliding_attention": min(tokens, window),
        "chunked_attention": min(tokens, window),
    }
    return sum(held.get(kind, 0) for kind in kinds) * (keys + values) * size


def row_bytes(config: Any, tokens: int, *, size: int = HALF) -> int:
    """Bytes of one row in decoding: keys and values, and its logits in 16 bit and twice in float32 to choose from."""
    vocabulary = int(config.get_text_config().vocab_size)
    return kv_bytes(config, tokens, size=size) + vocabulary * (HALF + 2 * FULL)


def prefill_bytes(config: Any) -> int:
    """Bytes of the activations of `PREFILL` prompt tokens in one block: hidden states, what the MLP makes."""
    text = config.get_text_config()
    wide = getattr(text, "intermediate_size", None) or 4 * text.hidden_size
    return int(PREFILL * (4 * text.hidden_size + 3 * wide) * HALF)


def adapter_bytes(config: Any, settings: Any) -> int:
    """Bytes of an adapter as PEFT creates it on this model, in float32.

    Parameters
    ----------
    settings : the adapter's `peft.PeftConfig`.

    Raises
    ------
    ValueError, KeyError, TypeError
        The base has no place for the adapter.
    """
    return sum(math.prod(shape) for shape in adapter_shapes(config, settings).values()) * FULL


def _linear(model: Any) -> Iterator[tuple[str, Any]]:
    return ((name, m) for name, m in model.named_modules() if isinstance(m, torch.nn.Linear))


def _names(module: str, entry: str) -> bool:
    """Whether an entry of ``llm_int8_skip_modules`` means this module."""
    return module == entry or module.endswith("." + entry) or module.startswith(entry + ".") or f".{entry}." in module


def _widths(text: Any) -> tuple[int, int]:
    """Numbers that one token's key and value take in one layer."""
    heads = text.num_attention_heads
    if getattr(text, "kv_lora_rank", None):
        # DeepSeek's latent attention: transformers keeps the keys and values that it unfolds to.
        return heads * (text.qk_nope_head_dim + text.qk_rope_head_dim), heads * text.v_head_dim
    size = getattr(text, "head_dim", None) or text.hidden_size // heads
    kept = getattr(text, "num_key_value_heads", None) or heads
    return kept * size, kept * size


def _default_kind(text: Any) -> str:
    """Of layers in a configuration that does not list them: one with a window uses it in all, unless told otherwise."""
    windowed = getattr(text, "sliding_window", None) and getattr(text, "use_sliding_window", True)
    return "sliding_attention" if windowed else "full_attention"
