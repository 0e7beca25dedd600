"""Which passes are compiled; captures need CUDA."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from bench.engines.slotted import graphs
from bench.engines.slotted.attention import Pass


class Model(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.few = nn.ModuleList([nn.Linear(2, 2)])
        self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])


def test_decoder_layers_are_compiled_in_decode_steps_and_for_large_prefills(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[object] = []

    def compiler(plain: Callable[..., Any], *, dynamic: bool) -> Callable[..., str]:
        compiled.append(plain)
        return lambda *args, **kwargs: "compiled"

    monkeypatch.setattr(torch, "compile", compiler)
    monkeypatch.setattr(graphs, "LARGE", 12)
    model, current = Model(), Pass(kind="prefill")
    graphs.compile_layers(model, current)
    assert len(compiled) == 3, "the longest list of modules is the decoder's"
    few, many, alone = torch.zeros(2, 1, 2), torch.zeros(2, 3, 2), torch.zeros(1, 6, 2)
    assert all(torch.is_tensor(layer(x)) for layer in model.layers for x in (few, alone))
    assert [layer(many) for layer in model.layers] == ["compiled"] * 3
    current.kind = "measure"
    assert all(torch.is_tensor(layer(many)) for layer in model.layers)
    current.kind = "decode"
    assert [layer(few) for layer in model.layers] == ["compiled"] * 3
    assert torch.is_tensor(model.few[0](many))
