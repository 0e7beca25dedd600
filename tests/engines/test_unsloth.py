"""unsloth's part played by transformers itself, on the CPU: what our side asks of it, and that the arms stay apart."""

import importlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
import transformers

import fakes
from bench.arms import arms_of
from bench.engines.base import Setup
from bench.engines.hf import HFEngine
from bench.engines.opening import open_engine
from bench.errors import InputError
from bench.plan import plan
from bench.records import Generation, Request, Sampling
from bench.resources import MODELS

MINI, TERSE = MODELS / "mini", MODELS / "mini-terse"
QUESTIONS = (
    "How many metres high is Mount Fuji in Yamanashi/Shizuoka?",
    "Aoi walks 60 m a minute for 9 minutes. How many metres is that?",
)


class FastLanguageModel:
    """Loads with transformers; notes what it was asked for, and the arm of every batch."""

    asked: list[dict[str, Any]] = []  # noqa: RUF012
    batches: list[tuple[int, Any]] = []  # noqa: RUF012
    prepared: list[Any] = []  # noqa: RUF012
    error: Exception | None = None

    @classmethod
    def from_pretrained(cls, **options: Any) -> tuple[Any, None]:
        print("Unsloth: Fast patching, all results in here")
        cls.asked.append(options)
        if cls.error:
            raise cls.error
        model = transformers.AutoModelForCausalLM.from_pretrained(options["model_name"], dtype=torch.float32)
        plain = model.generate

        def generate(**given: Any) -> Any:
            layer = model.model.layers[0].mlp.up_proj
            arm = None if getattr(layer, "disable_adapters", True) else layer.active_adapters
            cls.batches.append((len(given["input_ids"]), arm))
            return plain(**given)

        model.generate = generate
        return model, None

    @classmethod
    def for_inference(cls, model: Any) -> None:
        cls.prepared.append(model)


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FastLanguageModel]]:
    class Fresh(FastLanguageModel):
        asked: list[dict[str, Any]] = []  # noqa: RUF012
        batches: list[tuple[int, Any]] = []  # noqa: RUF012
        prepared: list[Any] = []  # noqa: RUF012

    library = ModuleType("unsloth")
    library.__dict__.update(FastLanguageModel=Fresh, __version__="2026.10.9")
    monkeypatch.setitem(sys.modules, "unsloth", library)
    monkeypatch.delitem(sys.modules, "bench.engines.unsloth", raising=False)
    yield Fresh
    sys.modules.pop("bench.engines.unsloth", None)


def opened(**setup: Any) -> Any:
    """The engine, which believes that it is on a GPU."""
    engine: Any = open_engine("unsloth", Setup(**{"model": "mini", "adapters": {"adapter": "mini-terse"}, **setup}))
    engine.device = torch.device("cuda")
    return engine


def requests(engine: Any, strengths: Sequence[float] = ()) -> list[Request]:
    items = [fakes.item(f"{n}", question=q) for n, q in enumerate(QUESTIONS)]
    sampling = Sampling(max_new_tokens=24)
    return plan(
        items, engine, arms=arms_of(["adapter"], strengths), formats=["alpaca"], samples=1, sampling=sampling, seed=1
    )


def test_a_batch_holds_one_arm_and_each_says_what_it_says_through_peft(
    fast: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = opened(strengths=(0.5,))
    asked = requests(engine, (0.5,))
    got = {g.key: g for g in engine.generate(asked)}
    assert fast.batches[:2] == [(1, None), (1, ["arm0"])]  # base and adapter compared
    assert sorted(fast.batches[2:], key=str) == [(2, None), (2, ["arm0"]), (2, ["arm1"])]
    reference = HFEngine(MINI, {"adapter": TERSE}, strengths=(0.5,), device="cpu")
    expected = {g.key: g for g in reference.generate(asked)}
    for request in asked:
        assert got[request.key].text == expected[request.key].text
    texts = {request.arm: got[request.key].text for request in asked}
    assert texts["base"] != texts["adapter"]
    assert {g.engine for g in got.values()} == {"unsloth-2026.10.9"}
    assert capsys.readouterr().out == ""


def test_the_model_is_loaded_as_the_library_documents(fast: Any) -> None:
    engine = opened()
    base = [r for r in requests(engine) if r.adapter is None][:1]
    assert len(list(engine.generate(base))) == 1
    (options,) = fast.asked
    assert options["model_name"] == str(MINI)
    assert (options["max_seq_length"], options["dtype"], options["load_in_4bit"]) == (1024, None, True)
    assert fast.prepared == [engine._model]
    assert isinstance(next(iter(engine.generate(base))), Generation)
    assert len(fast.asked) == 1


def test_no_gpu(fast: Any) -> None:
    engine: Any = open_engine("unsloth", Setup(model="mini", device="cpu"))
    with pytest.raises(InputError, match="--engine unsloth: unsloth decodes on CUDA only"):
        list(engine.generate([fakes.request(fakes.item())]))


def test_what_it_cannot_load_is_told_in_a_line(fast: Any) -> None:
    fast.error = RuntimeError("Unsloth: No config file found\nAre you sure?")
    with pytest.raises(InputError, match=r"mini: unsloth cannot load the model: Unsloth: No config file found$"):
        list(opened().generate([fakes.request(fakes.item())]))


def test_transformers_must_not_be_there_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "unsloth", raising=False)
    monkeypatch.delitem(sys.modules, "bench.engines.unsloth", raising=False)
    assert "transformers" in sys.modules
    with pytest.raises(InputError, match="--engine unsloth: unsloth must be imported before transformers"):
        importlib.import_module("bench.engines.unsloth")


def test_an_import_that_ends_for_want_of_a_gpu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "unsloth.py").write_text('raise NotImplementedError("Unsloth cannot find any torch accelerator")')
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "unsloth", raising=False)
    monkeypatch.delitem(sys.modules, "bench.engines.unsloth", raising=False)
    monkeypatch.delitem(sys.modules, "transformers")
    with pytest.raises(InputError, match="unsloth cannot be imported: Unsloth cannot find any torch accelerator"):
        importlib.import_module("bench.engines.unsloth")
