"""Weights that stay as they are: NF4 through a kernel that reads it packed, any other format through its own module."""

from collections.abc import Sequence
from typing import Any, cast

import torch
from torch import nn
from torch.nn import functional

from bench.engines import kernels
from bench.engines.kernels.nf4 import nf4_linear
from bench.engines.kernels.nf4_format import NF4Weight


def packed(layers: Sequence[nn.Module]) -> nn.Module:
    """One module for layers that read the same input: ``(x, bias)`` [..., inputs] -> [..., all outputs]."""
    if not all(in_4bit(layer) for layer in layers):
        return Opaque(layers)
    if kernels.available(cast(torch.Tensor, layers[0].weight).device):
        try:
            return Fused(layers)
        except ValueError:
            pass  # 4 bit, but not NF4 in whole blocks
    return Unpacked(layers)


def in_4bit(layer: nn.Module) -> bool:
    """Whether bitsandbytes keeps the layer's weight in 4 bit."""
    return getattr(layer.weight, "quant_state", None) is not None


def dequantised(layer: nn.Module) -> torch.Tensor:
    """A linear layer's weight as numbers: [outputs, inputs], in the type that its 4-bit format computes in."""
    weight = cast(Any, layer.weight)
    if not in_4bit(layer):
        return cast(torch.Tensor, weight.detach())
    from bitsandbytes.functional import dequantize_4bit

    return cast(torch.Tensor, dequantize_4bit(weight.data, weight.quant_state))


class Fused(nn.Module):
    """NF4 weights that are decoded in the registers of the product."""

    def __init__(self, layers: Sequence[nn.Module]) -> None:
        super().__init__()
        weights = []
        for layer in layers:
            weights.append(NF4Weight.from_bitsandbytes(layer.weight))
            cast(Any, layer).weight = None  # one copy of the weights at a time
        self.weight = NF4Weight.stacked(weights) if len(weights) > 1 else weights[0]

    def forward(self, x: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
        """[..., inputs] -> [..., all outputs]."""
        return nf4_linear(x, self.weight, bias)


class Unpacked(nn.Module):
    """4-bit weights that are dequantised for each product."""

    def __init__(self, layers: Sequence[nn.Module]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def forward(self, x: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
        """[..., inputs] -> [..., all outputs]."""
        y = torch.cat([functional.linear(x, dequantised(layer).to(x.dtype)) for layer in self.layers], -1)
        return y if bias is None else y + bias


class Opaque(nn.Module):
    """Layers of a format that is not read here (8 bit, ...)."""

    def __init__(self, layers: Sequence[nn.Module]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def forward(self, x: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
        """[..., inputs] -> [..., all outputs]; each layer adds its own bias."""
        return torch.cat([layer(x) for layer in self.layers], -1)
