"""Attention over slots: keys and values preallocated, one row a slot, every row at a position of its own.

Models of transformers call their attention by name (`AttentionInterface`); `NAME` is ours. It keeps keys and values
itself, so that a model is called without a cache and without a mask: a prompt's pass writes whole rows, a decode step
writes one position a row and sees that row's own past. Positions behind a row's end hold left-overs that nothing sees.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

import torch
from torch import nn
from torch.nn import functional
from transformers import AttentionInterface

from bench.engines import kernels
from bench.engines.kernels.attention import append, decode_attention

NAME = "kenzan_slots"


@dataclass(eq=False)
class Layer:
    """One attention layer's part of the slots."""

    heads: int
    """Of keys and values."""
    key_size: int
    value_size: int
    keys: torch.Tensor | None = None
    """[slots, heads, length, key_size]."""
    values: torch.Tensor | None = None
    """[slots, heads, length, value_size]."""


@dataclass(eq=False)
class Pass:
    """The forward pass under way, as all attention layers see it."""

    kind: Literal["measure", "prefill", "decode"] = "measure"
    """Measure: note each layer's shape, keep nothing. Prefill: right-padded prompts. Decode: one token a slot."""
    slots: torch.Tensor | None = None
    """Prefill: the slot of each row, [rows]."""
    positions: torch.Tensor | None = None
    """Decode: the position of each row's token, [rows]."""
    lengths: torch.Tensor | None = None
    """Decode with kernels: positions that each row sees, its own among them, [rows]."""
    length: int = 0
    """Decode: no row sees positions from here on."""
    masks: dict[int | None, torch.Tensor] = field(default_factory=dict)
    """Decode: window (None: all) -> what each row sees, [rows, 1, 1, length], additive."""
    layers: list[Layer] = field(default_factory=list)
    windows: set[int | None] = field(default_factory=set)
    """Sliding windows that the layers have; None for layers that see the whole past."""

    def allocate(self, slots: int, length: int, device: torch.device, dtype: torch.dtype) -> None:
        """Room for `slots` rows of `length` positions in every layer."""
        for layer in self.layers:
            layer.keys = torch.zeros(slots, layer.heads, length, layer.key_size, device=device, dtype=dtype)
            layer.values = torch.zeros(slots, layer.heads, length, layer.value_size, device=device, dtype=dtype)

    def by_kernel(self, device: torch.device, dtype: torch.dtype) -> bool:
        """Whether decode steps go through the kernels, which cost what each row's own length costs."""
        square = all(layer.key_size == layer.value_size for layer in self.layers)
        return square and dtype in (torch.bfloat16, torch.float16) and kernels.available(device)

    def free(self) -> None:
        """Give the room back."""
        for layer in self.layers:
            layer.keys = layer.values = None
        self.masks = {}

    def move(self, sources: torch.Tensor, length: int) -> None:
        """Slot i takes over the first `length` positions of slot `sources[i]`."""
        for layer in self.layers:
            for kept in (layer.keys, layer.values):
                assert kept is not None
                kept[: len(sources), :, :length] = kept[sources, :, :length]

    def copy(self, source: int, targets: torch.Tensor, length: int) -> None:
        """The first `length` positions of one slot into others: the same prompt in the same arm."""
        for layer in self.layers:
            for kept in (layer.keys, layer.values):
                assert kept is not None
                kept[targets, :, :length] = kept[source, :, :length].clone()

    @property
    def numbers(self) -> int:
        """Numbers that one position of one row takes, all layers."""
        return sum(layer.heads * (layer.key_size + layer.value_size) for layer in self.layers)


def attend(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    *,
    scaling: float | None = None,
    sliding_window: int | None = None,
    softcap: float | None = None,
    **other: Any,
) -> tuple[torch.Tensor, None]:
    """One layer's attention, in the signature of transformers.

    Parameters
    ----------
    query : [rows, query heads, tokens, head size]; `key` and `value` likewise with their own heads.

    Returns
    -------
    [rows, tokens, query heads, value size], and None for the weights.
    """
    if other.get("s_aux") is not None:
        raise ValueError("attention sinks")
    current: Pass = module.slot_pass  # type: ignore[assignment]
    scaling = query.shape[-1] ** -0.5 if scaling is None else scaling
    if current.kind == "measure" and not hasattr(module, "slot_layer"):
        module.slot_layer = Layer(key.shape[1], key.shape[-1], value.shape[-1])  # type: ignore[assignment]
        current.layers.append(module.slot_layer)  # type: ignore[arg-type]
        current.windows.add(sliding_window)
    layer: Layer = module.slot_layer  # type: ignore[assignment]
    if current.kind == "decode":
        out = _decode(current, layer, query, key, value, scaling, sliding_window, softcap)
    else:
        if current.kind == "prefill":
            _keep(current, layer, key, value)
        out = _causal(query, key, value, scaling, sliding_window, softcap)
    return out.transpose(1, 2), None


# A compiled layer would copy the slots that it writes into.
@torch.compiler.disable  # type: ignore[untyped-decorator]
def _keep(current: Pass, layer: Layer, key: torch.Tensor, value: torch.Tensor) -> None:
    """Write prompts' keys and values into their slots."""
    assert layer.keys is not None and layer.values is not None
    layer.keys[current.slots, :, : key.shape[2]] = key.to(layer.keys.dtype)
    layer.values[current.slots, :, : key.shape[2]] = value.to(layer.values.dtype)


@torch.compiler.disable  # type: ignore[untyped-decorator]
def _decode(
    current: Pass,
    layer: Layer,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    scaling: float,
    window: int | None,
    softcap: float | None,
) -> torch.Tensor:
    """Each row's one token against its own past: [rows, query heads, 1, value size]."""
    assert layer.keys is not None and layer.values is not None and current.positions is not None
    rows, heads = key.shape[:2]
    if current.lengths is not None:
        keys, values = layer.keys[:rows], layer.values[:rows]
        append(key[:, :, 0], value[:, :, 0], keys, values, current.lengths)
        return decode_attention(query[:, :, 0], keys, values, current.lengths, scaling, window, softcap)[:, :, None]
    every = torch.arange(rows, device=key.device)
    layer.keys[every, :, current.positions] = key[:, :, 0].to(layer.keys.dtype)
    layer.values[every, :, current.positions] = value[:, :, 0].to(layer.values.dtype)
    keys, values = layer.keys[:rows, :, : current.length], layer.values[:rows, :, : current.length]
    # Query heads that share a key head stand beside one another, so that its keys are read once.
    shared = query.reshape(rows, heads, -1, query.shape[-1])
    scores = _capped(shared @ keys.transpose(-1, -2) * scaling, softcap) + current.masks[window]
    weights = scores.softmax(-1, dtype=torch.float32).to(query.dtype)
    return (weights @ values).reshape(rows, query.shape[1], 1, -1)


def _causal(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    scaling: float,
    window: int | None,
    softcap: float | None,
) -> torch.Tensor:
    """Prompts against themselves: [rows, query heads, tokens, value size]. Padding on the right is seen by none."""
    length = query.shape[2]
    grouped = query.shape[1] != key.shape[1]
    if softcap is None and (window is None or window >= length):
        return functional.scaled_dot_product_attention(
            query, key, value, is_causal=True, scale=scaling, enable_gqa=grouped
        )
    back = torch.arange(length, device=query.device)
    back = back[:, None] - back
    seen = (back >= 0) & (back < (window or length))
    times = query.shape[1] // key.shape[1]
    key, value = key.repeat_interleave(times, 1), value.repeat_interleave(times, 1)
    scores = _capped(query @ key.transpose(-1, -2) * scaling, softcap).masked_fill(~seen, -torch.inf)
    return scores.softmax(-1, dtype=torch.float32).to(query.dtype) @ value


def _capped(scores: torch.Tensor, softcap: float | None) -> torch.Tensor:
    """Scores squashed into (-softcap, softcap), as Gemma 2 does."""
    return scores if softcap is None else torch.tanh(scores / softcap) * softcap


AttentionInterface.register(NAME, attend)
