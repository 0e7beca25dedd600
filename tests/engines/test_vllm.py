"""vLLM's part played by a stand-in that records what it is given: what our side asks, checks and makes of it."""

import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import torch
import transformers

import fakes
from bench.engines.base import Setup
from bench.errors import InputError
from bench.records import Failure, Generation, Request, Sampling
from bench.resources import MODELS

MINI, TERSE = MODELS / "mini", MODELS / "mini-terse"
END = 2
"""The embedded model's end-of-text token."""


@dataclass
class LoRARequest:
    lora_name: str
    lora_int_id: int
    lora_path: str


@dataclass
class FakeLLM:
    """Hands over two tokens of each running request a step; the last is the end-of-text token for even prompts."""

    arguments: dict[str, Any]
    llm_engine: "FakeLLM" = field(init=False)
    asked: dict[str, tuple[Any, Any, Any]] = field(default_factory=dict)
    running: dict[str, list[int]] = field(default_factory=dict)
    most: int = 0
    aborted: list[str] = field(default_factory=list)
    ignores_adapters = False
    dies = False
    reason: str | None = None
    made: "list[FakeLLM]" = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.llm_engine = self

    def add_request(self, key: str, prompt: Any, params: Any, lora_request: Any = None) -> None:
        if len(prompt["prompt_token_ids"]) > 900:
            raise ValueError("The decoder prompt is longer than the maximum model length\nof 1024")
        self.asked[key] = (prompt["prompt_token_ids"], params, lora_request)
        self.running[key] = []
        self.most = max(self.most, len(self.running))

    def step(self) -> list[Any]:
        assert self.running, "vLLM would wait for ever"
        if type(self).dies and not any(key.startswith("probe") for key in self.running):
            raise RuntimeError("EngineCore encountered an issue.\nSee stack trace")
        return [self._advance(key) for key in list(self.running)]

    def _advance(self, key: str) -> Any:
        ids, params, lora = self.asked[key]
        so_far = self.running[key]
        new = [100 + len(so_far) + i for i in range(2)][: params.max_tokens - len(so_far)]
        so_far += new
        reason = "length" if len(so_far) >= params.max_tokens else None
        if len(so_far) == 4 and len(ids) % 2 == 0 and reason is None:
            so_far[-1] = new[-1] = END
            reason = "stop"
        if reason:
            del self.running[key]
        shift = 0.0 if lora is None or type(self).ignores_adapters else lora.lora_int_id
        places = [{token: SimpleNamespace(logprob=-1.0 - shift)} for token in ids]
        part = SimpleNamespace(token_ids=new, finish_reason=type(self).reason or reason if reason else None)
        return SimpleNamespace(
            request_id=key, outputs=[part], finished=bool(reason), prompt_logprobs=[None, *places[1:]]
        )

    def abort_request(self, keys: list[str]) -> None:
        self.aborted += keys


@pytest.fixture
def llm(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FakeLLM]]:
    """The stand-in, in the place of the library, on a machine with one GPU."""

    class Recorded(FakeLLM):
        opened: "list[Recorded]" = []  # noqa: RUF012

        def __init__(self, **arguments: Any) -> None:
            super().__init__(arguments)
            self.opened.append(self)

    library = ModuleType("vllm")
    library.__dict__.update(LLM=Recorded, SamplingParams=SimpleNamespace, TokensPrompt=dict, __version__="0.25.0")
    lora, sampling = ModuleType("vllm.lora.request"), ModuleType("vllm.sampling_params")
    lora.__dict__.update(LoRARequest=LoRARequest)
    sampling.__dict__.update(RequestOutputKind=SimpleNamespace(DELTA="delta"))
    modules = {"vllm": library, "vllm.lora": ModuleType("vllm.lora"), lora.__name__: lora, sampling.__name__: sampling}
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.delitem(sys.modules, "bench.engines.vllm", raising=False)
    monkeypatch.setattr(importlib.import_module("bench.engines.vllm"), "gpus", lambda: 1)
    yield Recorded
    sys.modules.pop("bench.engines.vllm", None)


def opened(**setup: Any) -> Any:
    module = importlib.import_module("bench.engines.vllm")
    return module.VllmEngine.open(Setup(**{"model": "mini", "adapters": {"adapter": "mini-terse"}, **setup}))


def request(name: str, *, adapter: str | None = None, strength: float = 1.0, **sampling: Any) -> Request:
    settings = {"max_new_tokens": 6, **sampling}
    plain = fakes.request(fakes.item(name))
    changes = {"adapter": adapter, "strength": strength, "sampling": Sampling(**settings), "key": name, "seed": 7}
    return plain.model_copy(update=changes)


def test_rows_go_in_as_tokens_each_with_its_adapter_budget_and_seed(llm: Any) -> None:
    engine = opened(strengths=(0.5,))
    asked = [
        request("base", max_new_tokens=3, temperature=0.7, top_p=0.9, top_k=5),
        request("tuned", adapter="adapter"),
        request("half", adapter="adapter", strength=0.5),
    ]
    got = {g.key: g for g in engine.generate(asked)}
    (fake,) = llm.opened
    assert set(got) == {"base", "tuned", "half"}
    ids, params, lora = fake.asked["base"]
    assert ids == engine.encode(asked[0].prompt)
    assert lora is None
    assert (params.max_tokens, params.temperature, params.top_p, params.top_k, params.seed) == (3, 0.7, 0.9, 5, 7)
    assert params.stop_token_ids == [END]
    assert (got["base"].new_tokens, got["base"].finish_reason) == (3, "length")
    assert got["base"].text == engine.tokens.text([100, 101, 102])
    whole = Path(fake.asked["tuned"][2].lora_path)
    assert whole == TERSE.resolve()
    weak = Path(fake.asked["half"][2].lora_path)
    settings = json.loads((weak / "adapter_config.json").read_text("utf-8"))
    assert settings["lora_alpha"] == 8
    assert {**settings, "lora_alpha": 16} == json.loads((TERSE / "adapter_config.json").read_text("utf-8"))
    assert (weak / "adapter_model.safetensors").read_bytes() == (TERSE / "adapter_model.safetensors").read_bytes()
    assert fake.asked["half"][2].lora_int_id != fake.asked["tuned"][2].lora_int_id


def test_an_end_of_text_token_counts_and_stays_in_the_text(llm: Any) -> None:
    engine = opened()
    asked = request("even")
    if len(engine.encode(asked.prompt)) % 2:
        asked = asked.model_copy(update={"prompt": asked.prompt + "!"})
    (got,) = engine.generate([asked])
    assert (got.finish_reason, got.new_tokens, got.prompt_tokens) == ("stop", 4, len(engine.encode(asked.prompt)))
    assert got.text.endswith("<|im_end|>")


def test_the_engine_is_made_for_the_adapters_and_the_requests(llm: Any) -> None:
    engine = opened(strengths=(0.5, 0.25), batch_size=8)
    asked = request("one", max_new_tokens=200)
    list(engine.generate([asked]))
    arguments = llm.opened[0].arguments
    assert arguments["max_model_len"] == len(engine.encode(asked.prompt)) + 200
    assert (arguments["max_loras"], arguments["max_lora_rank"], arguments["max_num_seqs"]) == (3, 16, 8)
    assert "tensor_parallel_size" not in arguments
    list(engine.generate([request("two", max_new_tokens=20)]))
    assert len(llm.opened) == 1
    list(engine.generate([request("three", max_new_tokens=700)]))
    assert len(llm.opened) == 2


def test_no_more_rows_than_asked_for_and_the_longest_first(llm: Any) -> None:
    engine = opened(batch_size=2)
    asked = [request(f"{n}", max_new_tokens=n) for n in (1, 5, 2, 4)]
    finished = [g.key for g in engine.generate(asked)]
    assert llm.opened[0].most == 2
    assert [key for key in llm.opened[0].asked if not key.startswith("probe")] == ["5", "4", "2", "1"]
    assert sorted(finished) == ["1", "2", "4", "5"]


def test_results_stream_and_closing_aborts_the_rest(llm: Any) -> None:
    ticks: list[tuple[int, int]] = []
    engine = opened()
    stream = engine.generate(
        [request("short", max_new_tokens=2), request("long", max_new_tokens=9)], lambda r, m: ticks.append((r, m))
    )
    assert next(stream).key == "short"
    stream.close()
    assert llm.opened[0].aborted == ["long"]
    assert ticks == [(2, 4)]


def test_an_adapter_that_vllm_passes_over_is_refused(llm: Any) -> None:
    llm.ignores_adapters = True
    with pytest.raises(InputError, match="mini-terse: the adapter does nothing: with it vLLM computes what the base "):
        list(opened().generate([request("one")]))


def test_a_request_that_vllm_refuses_is_a_failure_and_the_others_go_on(llm: Any) -> None:
    big = request("big").model_copy(update={"prompt": "1 " * 600, "sampling": Sampling(max_new_tokens=1)})
    got = list(opened().generate([big, request("one")]))
    failed = [g for g in got if isinstance(g, Failure)]
    assert [(f.key, f.reason) for f in failed] == [
        ("big", "vLLM refused it: The decoder prompt is longer than the maximum model length")
    ]
    assert [g.key for g in got if isinstance(g, Generation)] == ["one"]


def test_nothing_but_requests_that_vllm_refuses(llm: Any) -> None:
    big = request("big").model_copy(update={"prompt": "1 " * 600, "sampling": Sampling(max_new_tokens=1)})
    assert [type(g) for g in opened().generate([big])] == [Failure]


def test_when_vllm_dies_all_that_it_held_is_owed_and_it_is_started_again(llm: Any) -> None:
    engine = opened(batch_size=1)
    llm.dies = True
    got = list(engine.generate([request("one"), request("two")]))
    assert {g.key for g in got} == {"one", "two"}
    assert {g.reason for g in got} == {"vLLM stopped: EngineCore encountered an issue."}
    llm.dies = False
    assert [type(g) for g in engine.generate([request("one")])] == [Generation]
    assert len(llm.opened) == 2


def test_an_end_that_is_none_is_a_failure(llm: Any) -> None:
    llm.reason = "repetition"
    (got,) = opened(adapters={}).generate([request("one")])
    assert got == Failure(key="one", reason="vLLM ended it with 'repetition'")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"alpha_pattern": {"q_proj": 4}}, "does not apply alpha_pattern"),
        ({"bias": "lora_only"}, "does not apply bias"),
    ],
)
def test_an_adapter_that_would_be_applied_wrongly_is_refused(
    llm: Any, tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    from bench.engines.vllm import _lora_settings

    shutil.copytree(TERSE, tmp_path / "lora")
    file = tmp_path / "lora" / "adapter_config.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **changes}), "utf-8")
    with pytest.raises(InputError, match=told):
        _lora_settings(file.parent)


def test_what_it_cannot_serve_is_refused(llm: Any) -> None:
    with pytest.raises(InputError, match="--weights bf16: vLLM computes with 4-bit weights as they are"):
        opened(weights="bf16")
    with pytest.raises(InputError, match="--device cpu: vLLM takes all GPUs"):
        opened(device="cpu")


def test_no_gpu(llm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["bench.engines.vllm"], "gpus", lambda: 0)
    with pytest.raises(InputError, match="--engine vllm: vLLM needs a CUDA device"):
        list(opened().generate([request("one")]))


def test_a_model_spreads_over_the_gpus_that_its_heads_allow(llm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bench.engines.vllm import _spread

    plain = transformers.Qwen2Config(num_attention_heads=40, num_key_value_heads=8, num_hidden_layers=2)
    assert [_spread(plain, n)["tensor_parallel_size"] for n in (0, 1, 2, 3, 5, 8)] == [1, 1, 2, 2, 4, 8]
    packed = transformers.AutoConfig.from_pretrained(MINI)
    small, large = SimpleNamespace(total_memory=1 << 20), SimpleNamespace(total_memory=1 << 30)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _: large)
    assert _spread(packed, 4) == {}
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _: small)
    assert _spread(packed, 4) == {"pipeline_parallel_size": 4}
