"""unsloth's part played by transformers and PEFT, on the CPU: what our side asks of it."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import peft
import pytest
import torch
import transformers

from bench.engines.loading import read_config
from bench.errors import InputError
from bench.resources import MODELS
from bench.tuning.settings import TARGETS, Settings

MINI = MODELS / "mini"
CUDA = torch.device("cuda")


class FastLanguageModel:
    """Notes what it is asked for."""

    asked: list[dict[str, Any]] = []  # noqa: RUF012
    error: Exception | None = None

    @classmethod
    def from_pretrained(cls, **options: Any) -> tuple[Any, None]:
        print("Unsloth: Fast patching")
        cls.asked.append(options)
        if cls.error:
            raise cls.error
        return transformers.AutoModelForCausalLM.from_pretrained(options["model_name"], dtype=torch.float32), None

    @classmethod
    def get_peft_model(cls, model: Any, **options: Any) -> Any:
        cls.asked.append(dict(options))
        for name in ("use_gradient_checkpointing", "random_state"):
            del options[name]
        return peft.get_peft_model(model, peft.LoraConfig(**options, task_type="CAUSAL_LM"))


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FastLanguageModel]]:
    class Fresh(FastLanguageModel):
        asked: list[dict[str, Any]] = []  # noqa: RUF012

    library = ModuleType("unsloth")
    library.__dict__.update(FastLanguageModel=Fresh)
    monkeypatch.setitem(sys.modules, "unsloth", library)
    monkeypatch.delitem(sys.modules, "bench.tuning.unsloth_models", raising=False)
    yield Fresh
    sys.modules.pop("bench.tuning.unsloth_models", None)


def load(settings: Settings, device: torch.device = CUDA) -> Any:
    return importlib.import_module("bench.tuning.unsloth_models").load(MINI, read_config(MINI), device, settings)


def test_base_and_adapter_are_asked_for_as_the_notebooks_do(fast: Any, capsys: pytest.CaptureFixture[str]) -> None:
    model = load(Settings())
    loaded, adapted = fast.asked
    assert (loaded["model_name"], loaded["max_seq_length"], loaded["dtype"]) == (str(MINI), 2048, None)
    assert loaded["load_in_4bit"]
    assert adapted == {
        "r": 16,
        "target_modules": list(TARGETS),
        "lora_alpha": 16,
        "lora_dropout": 0.0,
        "bias": "none",
        "use_gradient_checkpointing": "unsloth",
        "random_state": 3442,
        "use_rslora": False,
        "loftq_config": None,
    }
    assert model.peft_config["default"].r == 16
    assert capsys.readouterr().out == ""


def test_no_gpu(fast: Any) -> None:
    with pytest.raises(InputError, match="--trainer unsloth: unsloth trains on CUDA only; use --trainer hf"):
        load(Settings(), torch.device("cpu"))


def test_what_it_cannot_load_is_told_in_a_line(fast: Any) -> None:
    fast.error = RuntimeError("Unsloth: No config file found\nAre you sure?")
    with pytest.raises(InputError, match=r"mini: unsloth cannot load the model: Unsloth: No config file found$"):
        load(Settings())


def test_transformers_must_not_be_there_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "unsloth", raising=False)
    monkeypatch.delitem(sys.modules, "bench.tuning.unsloth_models", raising=False)
    with pytest.raises(InputError, match="--trainer unsloth: unsloth must be imported before transformers"):
        importlib.import_module("bench.tuning.unsloth_models")


def test_an_import_that_ends_for_want_of_a_gpu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "unsloth.py").write_text('raise NotImplementedError("Unsloth cannot find any torch accelerator")')
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("unsloth", "transformers", "bench.tuning.unsloth_models"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(InputError, match="unsloth cannot be imported: Unsloth cannot find any torch accelerator"):
        importlib.import_module("bench.tuning.unsloth_models")
