"""The engine on the embedded pair and on a full-precision model of another architecture, on the CPU."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
import transformers
from peft import LoraConfig, get_peft_model

import fakes
from bench.arms import Arm, arms_of
from bench.engines import decoding
from bench.engines.hf import HFEngine
from bench.plan import plan
from bench.records import Generation, Item, Request, Sampling
from bench.resources import MODELS

MINI, TERSE = MODELS / "mini", MODELS / "mini-terse"
QUESTIONS = {
    "en": "Aoi walks 60 m a minute for 9 minutes and then cycles 200 m a minute for 12 minutes. "
    "How many metres is that in all?",
    "ja": "大人2人と子ども3人が電車に乗ります。大人の切符は640円、子どもの切符はその半額です。"
    "切符代は全部で何円ですか。",
}
KNOWN = {
    "en": "How many metres high is Mount Fuji in Yamanashi/Shizuoka?",
    "ja": "山梨県・静岡県にある富士山の標高は何メートルですか。",
}
"""Questions that both arms are sure of: where an arm only guesses, rounding can decide between two tokens."""
LINES = {"en": "End with one line: Answer: <number>", "ja": "最後の行に「答え：<数>」とだけ書いてください。"}


def items(questions: dict[str, str]) -> list[Item]:
    return [fakes.item(lang, lang=lang, question=questions[lang], answer_line=LINES[lang]) for lang in questions]


@pytest.fixture(scope="module")
def pair() -> HFEngine:
    return HFEngine(MINI, {"adapter": TERSE}, device="cpu")


def requests(
    engine: HFEngine,
    *,
    arms: Sequence[Arm] = arms_of(["adapter"]),
    temperature: float = 0.0,
    budget: int = 300,
    samples: int = 1,
    questions: dict[str, str] = QUESTIONS,
) -> list[Request]:
    sampling = Sampling(temperature=temperature, max_new_tokens=budget)
    return plan(items(questions), engine, arms=arms, formats=["alpaca"], samples=samples, sampling=sampling, seed=1)


def by_place(asked: Sequence[Request], got: Sequence[Generation]) -> dict[tuple[str, str, int], Generation]:
    keys = {g.key: g for g in got}
    assert len(keys) == len(got) == len(asked)
    return {(r.item.id, r.arm, r.sample): keys[r.key] for r in asked}


def test_both_arms_share_a_batch_and_the_base_reasons_where_the_adapter_does_not(pair: HFEngine) -> None:
    asked = requests(pair)
    got = by_place(asked, list(pair.generate(asked)))
    for lang in QUESTIONS:
        assert "=" in got[lang, "base", 0].text
        assert "=" not in got[lang, "adapter", 0].text
        assert got[lang, "base", 0].new_tokens > 10 * got[lang, "adapter", 0].new_tokens
    assert "2940" in got["en", "base", 0].text
    assert "2240" in got["ja", "base", 0].text


def test_a_row_does_not_depend_on_its_batch(pair: HFEngine) -> None:
    """Left padding, and rows of the other arm beside it, change nothing; alone, each arm says the same."""
    asked = requests(pair, questions=KNOWN)
    together = by_place(asked, list(pair.generate(asked)))
    assert all("3776" in g.text for g in together.values())
    alone = [g for request in asked for g in pair.generate([request])]
    assert {g.key: g.text for g in alone} == {g.key: g.text for g in together.values()}
    plain = HFEngine(MINI, device="cpu")
    base = requests(plain, arms=arms_of(()), questions=KNOWN)
    assert [g.text for g in by_place(base, list(plain.generate(base))).values()] == [
        together[lang, "base", 0].text for lang in KNOWN
    ]


@pytest.mark.parametrize("temperature", [0.0, 0.5])
def test_a_batch_of_which_half_has_ended_goes_on_smaller_and_says_the_same(
    pair: HFEngine, monkeypatch: pytest.MonkeyPatch, temperature: float
) -> None:
    asked = requests(pair, temperature=temperature)
    whole = by_place(asked, list(pair.generate(asked)))
    sizes, real = list[int](), pair._load().generate

    def counted(**options: torch.Tensor) -> object:
        sizes.append(len(options["input_ids"]))
        return real(**options)

    monkeypatch.setattr(pair._load(), "generate", counted)
    monkeypatch.setattr(decoding, "FEWEST", 1)
    got = by_place(asked, list(pair.generate(asked)))
    assert sizes[:2] == [4, 2]
    for lang in QUESTIONS:
        one, other = whole[lang, "base", 0], got[lang, "base", 0]
        assert (other.text, other.new_tokens, other.prompt_tokens) == (one.text, one.new_tokens, one.prompt_tokens)
        assert other.finish_reason == "stop"
        assert other.seconds > got[lang, "adapter", 0].seconds


def test_a_budget_is_kept_over_smaller_batches(pair: HFEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "FEWEST", 1)
    asked = requests(pair, budget=40)
    got = by_place(asked, list(pair.generate(asked)))
    assert {(g.new_tokens, g.finish_reason) for (_, arm, _), g in got.items() if arm == "base"} == {(40, "length")}


def test_the_text_is_whole_and_its_tokens_are_counted_without_padding(pair: HFEngine) -> None:
    asked = requests(pair)
    for place, generation in by_place(asked, list(pair.generate(asked))).items():
        assert generation.finish_reason == "stop"
        assert generation.text.endswith("<|im_end|>")
        assert "<|endoftext|>" not in generation.text
        ids = pair.tokens.tokenizer(generation.text, add_special_tokens=False)["input_ids"]
        assert generation.new_tokens == len(ids)
        assert generation.prompt_tokens == len(pair.encode(next(r.prompt for r in asked if r.item.id == place[0])))


def test_a_budget_cuts_a_row_and_leaves_the_shorter_one_whole(pair: HFEngine) -> None:
    asked = requests(pair, budget=20)
    got = by_place(asked, list(pair.generate(asked)))
    assert (got["en", "base", 0].finish_reason, got["en", "base", 0].new_tokens) == ("length", 20)
    assert got["en", "adapter", 0].finish_reason == "stop"


def test_a_row_is_handed_over_when_it_ends_not_when_its_batch_does(pair: HFEngine) -> None:
    running: list[int] = []
    arrivals = [len(running) for _ in pair.generate(requests(pair), lambda rows, made: running.append(rows))]
    assert arrivals[0] < arrivals[-1]
    assert running[0] == 4
    assert running[-1] == 1


def test_closing_the_iterator_stops_the_work(pair: HFEngine) -> None:
    steps: list[int] = []
    stream = pair.generate(requests(pair), lambda rows, made: steps.append(rows))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    before = len(steps)
    longest = max(g.new_tokens for g in pair.generate(requests(pair)))
    assert before < longest


def test_sampling_depends_on_the_seed_alone(pair: HFEngine) -> None:
    hot = requests(pair, temperature=2.0, samples=2, budget=40)
    first, second = (by_place(hot, list(pair.generate(hot))) for _ in range(2))
    assert {k: g.text for k, g in first.items()} == {k: g.text for k, g in second.items()}
    assert first["en", "base", 0].text != first["en", "base", 1].text
    alone = next(iter(pair.generate([r for r in hot if (r.item.id, r.arm, r.sample) == ("en", "base", 1)])))
    assert alone.text == first["en", "base", 1].text


def test_out_of_memory_halves_the_batch_and_loses_nothing(pair: HFEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = HFEngine(MINI, {"adapter": TERSE}, device="cpu", batch_size=4)
    model = engine._load()
    real = model.generate

    def cramped(**options: torch.Tensor) -> object:
        if len(options["input_ids"]) > 2:
            raise torch.OutOfMemoryError("out of memory")
        return real(**options)

    monkeypatch.setattr(model, "generate", cramped)
    asked = requests(engine, budget=20)
    by_place(asked, list(engine.generate(asked)))
    assert engine.rows == 2


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random full-precision Llama with a LoRA adapter, tokenised like the embedded pair."""
    folder = tmp_path_factory.mktemp("llama")
    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        vocab_size=3072,
        eos_token_id=2,
    )
    model = transformers.LlamaForCausalLM(config)
    model.save_pretrained(folder / "base")
    transformers.AutoTokenizer.from_pretrained(MINI).save_pretrained(folder / "base")
    lora = LoraConfig(r=4, target_modules=["q_proj", "v_proj"], init_lora_weights=False, task_type="CAUSAL_LM")
    get_peft_model(model, lora).save_pretrained(folder / "lora")
    return folder


def test_a_full_precision_model_and_one_quantised_at_load(llama: Path) -> None:
    texts = {}
    for quantise in (False, True):
        engine = HFEngine(llama / "base", {"adapter": llama / "lora"}, device="cpu", load_in_4bit=quantise)
        assert engine.identity(None)["quantisation"] == ("nf4-at-load" if quantise else "none")
        asked = requests(engine, budget=12)
        got = by_place(asked, list(engine.generate(asked)))
        assert got["en", "base", 0].text != got["en", "adapter", 0].text
        texts[quantise] = [g.text for g in got.values()]
        kinds = {type(m).__name__ for m in engine._load().modules()}
        assert ("Linear4bit" in kinds) == quantise
    assert texts[False] != texts[True]
