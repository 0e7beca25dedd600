"""Weights that stay as they are, against the same weights as numbers."""

import bitsandbytes
import torch
from torch import nn

from bench.engines.slotted.packed import Opaque, Unpacked, dequantised, in_4bit, packed


def quantised(inputs: int, outputs: int) -> nn.Module:
    layer = bitsandbytes.nn.Linear4bit(inputs, outputs, bias=False, quant_type="nf4", compute_dtype=torch.float32)
    layer.load_state_dict({"weight": torch.randn(outputs, inputs) * 0.1})
    quantised_layer: nn.Module = layer.to("cpu")
    return quantised_layer


def test_4_bit_weights_are_read_for_each_product() -> None:
    layers = [quantised(64, 32), quantised(64, 16)]
    assert all(in_4bit(layer) for layer in layers)
    whole = packed(layers)
    assert isinstance(whole, Unpacked), "on a CPU there is no kernel"
    x, bias = torch.randn(3, 64), torch.randn(48)
    expected = torch.cat([x @ dequantised(layer).float().T for layer in layers], -1) + bias
    torch.testing.assert_close(whole(x, bias), expected)


def test_other_formats_go_through_their_own_modules() -> None:
    layers = [nn.Linear(8, 4), nn.Linear(8, 2)]
    x = torch.randn(3, 8)
    whole = packed([layers[0], quantised(8, 2)])
    assert isinstance(whole, Opaque)
    torch.testing.assert_close(Opaque(layers)(x, None), torch.cat([layer(x) for layer in layers], -1))
