"""How many slots fit, and whether 4-bit weights are worth dequantising: from the memory that is free."""

from typing import Any

import psutil
import torch

from bench.engines.base import Weights
from bench.engines.slotted.loading import Ready
from bench.engines.slotted.projections import Keep

STRIDE = 64
"""Row lengths are rounded up to this many positions."""
SPARE = 0.1
"""Share of the free memory that is left for activations and the head's logits."""


def rounded(length: int) -> int:
    """A row's length in positions."""
    return -(-length // STRIDE) * STRIDE


def slots(ready: Ready, length: int, most: int) -> int:
    """Slots of `length` positions that fit the free memory, at most `most`, at least one."""
    row = ready.current.numbers * length * ready.model.dtype.itemsize
    return max(1, min(most, int(free(ready.model.device) * (1 - SPARE) // max(row, 1))))


def keep(model: Any, weights: Weights, length: int, most: int) -> Keep:
    """Whether 4-bit weights stay as they are: where asked, or where slots for `most` rows would not fit beside them."""
    if weights != "auto":
        return "4bit" if weights == "4bit" else "dense"
    grown = sum(_grown(module) for module in model.modules()) * model.dtype.itemsize
    config = model.config.get_text_config()
    heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    cache = 2 * config.num_hidden_layers * heads * size * length * most * model.dtype.itemsize
    return "dense" if grown + cache < free(model.device) * (1 - SPARE) else "4bit"


def free(device: torch.device) -> int:
    """Bytes that can still be taken on a device."""
    if device.type != "cuda":
        return int(psutil.virtual_memory().available)
    held = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    return torch.cuda.mem_get_info(device)[0] + held


def _grown(module: Any) -> int:
    """Numbers of a layer whose weight is in 4 bit; 0 of any other."""
    if getattr(getattr(module, "weight", None), "quant_state", None) is None:
        return 0
    return int(module.in_features * module.out_features)
