"""Which passes are compiled; captures need CUDA."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from bench.engines.slotted.attention import Pass
from bench.engines.slotted.graphs import compile_layers


class Model(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.few = nn.ModuleList([nn.Linear(2, 2)])
        self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])


def test_decoder_layers_are_compiled_in_decode_steps_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[object] = []

    def compiler(plain: Callable[..., Any], *, dynamic: bool) -> Callable[..., str]:
        compiled.append(plain)
        return lambda *args, **kwargs: "compiled"

    monkeypatch.setattr(torch, "compile", compiler)
    model, current = Model(), Pass(kind="prefill")
    compile_layers(model, current)
    assert len(compiled) == 3, "the longest list of modules is the decoder's"
    x = torch.zeros(1, 2)
    assert all(torch.is_tensor(layer(x)) for layer in model.layers)
    current.kind = "decode"
    assert [layer(x) for layer in model.layers] == ["compiled"] * 3
    assert torch.is_tensor(model.few[0](x))
