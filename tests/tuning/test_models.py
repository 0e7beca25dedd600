"""The base with its adapter: on a CPU dequantised once, to the numbers that each product would dequantise to.

In the backward pass bitsandbytes dequantises to the checkpoint's half precision, so that gradients differ a little.
"""

from types import SimpleNamespace

import psutil
import pytest
import torch
from bitsandbytes.nn import Linear4bit

from bench.engines.loading import read_config
from bench.resources import MODELS
from bench.tuning.models import dequantises, load
from bench.tuning.settings import Settings

MINI = MODELS / "mini"
CPU = torch.device("cpu")


def quantised(model: torch.nn.Module) -> int:
    return sum(isinstance(module, Linear4bit) for module in model.modules())


def test_dequantised_once_it_is_the_same_model(monkeypatch: pytest.MonkeyPatch) -> None:
    once = load(MINI, read_config(MINI), CPU, Settings())
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=1 << 20))
    each = load(MINI, read_config(MINI), CPU, Settings())
    assert (quantised(once), quantised(each)) == (0, 7 * 8)
    assert {weight.dtype for weight in once.parameters()} == {torch.float32}
    tokens = torch.arange(3, 90)[None]
    logits = []
    for model in (once, each):
        found = model(input_ids=tokens, labels=tokens)
        found.loss.backward()
        logits.append(found.logits)
    assert torch.allclose(*logits, atol=1e-4)
    trained = [{n: p for n, p in model.named_parameters() if p.requires_grad} for model in (once, each)]
    assert trained[0].keys() == trained[1].keys()
    for name, weight in trained[0].items():
        other = trained[1][name]
        assert torch.equal(weight, other)
        assert torch.allclose(weight.grad, other.grad, atol=1e-2 * float(other.grad.abs().max()) + 1e-9), name


def test_what_stays_quantised() -> None:
    config = read_config(MINI)
    assert dequantises(config, Settings(), CPU)
    assert not dequantises(config, Settings(), torch.device("cuda"))
    assert not dequantises(config, Settings(loftq=True), CPU)
    full = type(config).from_dict({k: v for k, v in config.to_dict().items() if k != "quantization_config"})
    assert dequantises(full, Settings(), CPU)
    assert not dequantises(full, Settings(load_in_4bit=False), CPU)
