"""What is known of a pair before its weights are read."""

import pytest
import torch

from bench.engines.base import Setup
from bench.engines.local import LocalEngine
from bench.errors import InputError
from bench.resources import MODELS

MINI, TERSE = MODELS / "mini", MODELS / "mini-terse"


def test_identity_names_what_decides_the_numbers() -> None:
    pair = LocalEngine.open(Setup(model="mini", adapters={"adapter": "mini-terse"}, device="cpu"))
    base, tuned = pair.identity(None), pair.identity("adapter")
    assert base["quantisation"] == "nf4"
    assert "adapter" not in base
    assert {k: v for k, v in tuned.items() if k != "adapter"} == base
    assert pair.versions["torch"] == torch.__version__.split("+")[0] or pair.versions["torch"] == torch.__version__
    assert pair.context == 1024


def test_versions_leave_out_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalEngine, "libraries", ("torch", "no-such-distribution"))
    assert list(LocalEngine(MINI, device="cpu").versions) == ["torch"]


def test_cuda_where_there_is_none() -> None:
    if torch.cuda.is_available():
        assert LocalEngine(MINI, device="cuda").device.type == "cuda"
    else:
        with pytest.raises(InputError, match="--device cuda: there is no CUDA device here"):
            LocalEngine(MINI, device="cuda")


def test_base_and_adapter_exchanged() -> None:
    with pytest.raises(InputError, match="give the base to -m and the adapter to -a"):
        LocalEngine(TERSE, {"adapter": MINI}, device="cpu")
