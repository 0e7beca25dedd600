"""Linear layers for rows of several arms: ``W x + strength * scaling * B A x``, the strength a row's own.

Layers that read the same input (query, key and value; gate and up) become one product, and B is laid beside W, so that
an adapter costs one small product with A more than the base alone: ``[W B] [x; gate * A x]``. 4-bit weights are
dequantised once, kept in 4 bit, or left to their own module, as the caller decides.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import torch
from torch import nn
from torch.nn import functional

from bench.engines.slotted.gates import Gates
from bench.engines.slotted.lora import Factors
from bench.engines.slotted.packed import dequantised, in_4bit, packed

SIBLINGS = (("q_proj", "k_proj", "v_proj"), ("gate_proj", "up_proj"))
"""Names of layers that read the same input, in the order in which every model calls them."""
ALIGNMENT = 8
"""Ranks are padded with zeros to a multiple of this: matrix units want aligned rows."""

Keep = Literal["dense", "4bit"]


class Projection(nn.Module):
    """One product for a group of linear layers, with the adapters' factors beside the weights.

    Parameters
    ----------
    layers : the linear layers, in the order in which the model calls them.
    adapted : for each of them, adapter's index -> factors.
    keep : ``dense``: weights in `dtype`, dequantised where they are not; ``4bit``: as the layers hold them.
    """

    weight: torch.Tensor
    """[all outputs, inputs + ranks]: W and B, where weights are dense."""
    down: torch.Tensor
    """A of all adapters: [ranks, inputs]."""
    up: torch.Tensor
    """B times the scaling, [all outputs, ranks], where weights are not dense."""
    shared: torch.Tensor | None = None
    """The group's outputs, between the call of its first layer and of its last."""

    def __init__(
        self,
        layers: Sequence[nn.Module],
        adapted: Sequence[Mapping[int, Factors]],
        gates: Gates,
        *,
        keep: Keep,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        self.gates = gates
        self.sizes = [int(cast(Any, layer).out_features) for layer in layers]
        self.inputs = int(cast(Any, layers[0]).in_features)
        device = cast(torch.Tensor, layers[0].weight).device
        owners = [n for factors in adapted for n, f in factors.items() for _ in range(len(f.down))]
        padding = -len(owners) % ALIGNMENT
        self.rank = len(owners) + padding
        self.layout = gates.layout((*owners, *[-1] * padding)) if owners else -1
        if owners:
            down = torch.zeros(self.rank, self.inputs, device=device, dtype=dtype)
            up = torch.zeros(sum(self.sizes), self.rank, device=device, dtype=dtype)
            place = top = 0
            for size, factors in zip(self.sizes, adapted, strict=True):
                for factor in factors.values():
                    rank = len(factor.down)
                    down[place : place + rank] = factor.down.to(device, dtype)
                    up[top : top + size, place : place + rank] = factor.up.to(device, dtype)
                    place += rank
                top += size
            self.register_buffer("down", down, persistent=False)
        biases = [cast("torch.Tensor | None", layer.bias) for layer in layers]
        self.bias: torch.Tensor | None = None
        if any(b is not None for b in biases):
            parts = [torch.zeros(s, device=device) if b is None else b for s, b in zip(self.sizes, biases, strict=True)]
            self.bias = torch.cat([part.detach().to(dtype) for part in parts])
        self.packed: nn.Module | None = None
        if keep == "4bit":
            self.packed = packed(layers)
            if owners:
                self.register_buffer("up", up, persistent=False)
            return
        weight = torch.empty(sum(self.sizes), self.inputs + self.rank, device=device, dtype=dtype)
        top = 0
        for layer, size in zip(layers, self.sizes, strict=True):
            weight[top : top + size, : self.inputs] = dequantised(layer)
            cast(Any, layer).weight = None  # one copy of the weights at a time
            top += size
        if owners:
            weight[:, self.inputs :] = up
        self.register_buffer("weight", weight, persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """[rows, tokens, inputs] -> [rows, tokens, all outputs]."""
        low = functional.linear(x, self.down) * self.gates.current[self.layout] if self.rank else None
        if self.packed is None:
            return functional.linear(x if low is None else torch.cat((x, low), -1), self.weight, self.bias)
        y = cast(torch.Tensor, self.packed(x, self.bias))
        return y if low is None else y + functional.linear(low, self.up)


class Part(nn.Module):
    """Stands in the place of one layer of a group; the first one called computes for all."""

    def __init__(self, whole: Projection, index: int) -> None:
        super().__init__()
        self.whole = whole
        self.start, self.stop = sum(whole.sizes[:index]), sum(whole.sizes[: index + 1])
        self.first, self.last = index == 0, index == len(whole.sizes) - 1
        self.out_features, self.in_features = whole.sizes[index], whole.inputs

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """[rows, tokens, inputs] -> [rows, tokens, outputs of this layer]."""
        if self.first:
            self.whole.shared = self.whole(x)
        assert self.whole.shared is not None
        out = self.whole.shared[..., self.start : self.stop]
        if self.last:
            self.whole.shared = None
        return out


def install(
    model: nn.Module,
    adapters: Sequence[Mapping[str, Factors]],
    gates: Gates,
    *,
    keep: Keep,
    dtype: torch.dtype,
) -> None:
    """Put projections in the place of the model's linear layers, head and embeddings left as they are.

    Parameters
    ----------
    adapters : of each adapter, module name -> factors.

    Raises
    ------
    ValueError
        An adapter reaches a layer that is no linear layer, by name.
    """
    modules = dict(model.named_modules())
    for name in {name for adapter in adapters for name in adapter}:
        if not isinstance(modules.get(name), nn.Linear):
            raise ValueError(f"the adapter reaches {name}, which is no linear layer")
    for name, parent in list(modules.items()):
        children = [n for n, child in parent.named_children() if isinstance(child, nn.Linear)]
        for group in _groups(parent, children):
            paths = [f"{name}.{child}" if name else child for child in group]
            found = [{n: a[path] for n, a in enumerate(adapters) if path in a} for path in paths]
            layers = [getattr(parent, child) for child in group]
            if parent is model and not any(found):
                continue  # the head, often tied to the embeddings
            whole = Projection(layers, found, gates, keep=_kept(layers, keep), dtype=dtype)
            for index, child in enumerate(group):
                setattr(parent, child, Part(whole, index) if len(group) > 1 else whole)


def _kept(layers: Sequence[nn.Module], keep: Keep) -> Keep:
    """Plain weights are dense; those of a format that is not read here are left to their own module."""
    weights = [cast(torch.Tensor, layer.weight) for layer in layers]
    if all(weight.is_floating_point() for weight in weights):
        return "dense"
    return keep if all(in_4bit(layer) for layer in layers) else "4bit"


def _groups(parent: nn.Module, children: Sequence[str]) -> list[tuple[str, ...]]:
    """Children that are computed together, the others alone."""
    groups: list[tuple[str, ...]] = []
    for siblings in SIBLINGS:
        if set(siblings) <= set(children) and len({getattr(parent, s).in_features for s in siblings}) == 1:
            groups.append(siblings)
    grouped = {child for group in groups for child in group}
    return groups + [(child,) for child in children if child not in grouped]
