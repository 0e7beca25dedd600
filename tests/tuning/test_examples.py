"""The training's prompt is the run's, token for token; what cannot be learnt from is counted and never cut."""

import pytest

from bench.engines.loading import read_config
from bench.engines.tokens import Tokens
from bench.errors import InputError
from bench.prompts import render
from bench.resources import MODELS
from bench.tuning.data import Pair
from bench.tuning.examples import IGNORED, Unfit, admit, encode, prompt
from bench.tuning.settings import Settings
from fakes import item

PAIR = Pair("How many metres high is Mount Fuji?", "", "3776 m", "a.jsonl:1")


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens(MODELS / "mini", read_config(MODELS / "mini"))


@pytest.mark.parametrize("format", ["alpaca", "chat"])
def test_the_prompt_is_the_one_of_a_run(tokens: Tokens, format: str) -> None:
    asked, _ = render(item(question=PAIR.instruction, answer_line=""), format, tokens.chat)
    settings = Settings(format=format, response_only=True)
    ((made,), _) = encode([PAIR], settings, tokens)
    shown = tokens.encode(asked)
    assert made.input_ids[: len(shown)] == shown
    assert made.labels[: len(shown)] == [IGNORED] * len(shown)
    assert tokens.text(made.labels[len(shown) :]) == "3776 m<|im_end|>"


def test_an_input_has_its_place_in_each_format(tokens: Tokens) -> None:
    given = Pair("Translate.", "山", "mountain", "")
    assert "### Instruction:\nTranslate.\n\n### Input:\n山\n\n### Response:\n" in prompt(given, Settings(), tokens)
    assert "user\nTranslate.\n\n山<|im_end|>" in prompt(given, Settings(format="chat"), tokens)


def test_by_default_the_prompt_is_learnt_too(tokens: Tokens) -> None:
    ((made,), unfit) = encode([PAIR], Settings(), tokens)
    assert made.labels == made.input_ids
    assert unfit == Unfit((), (), len(made.input_ids))


def test_what_is_empty_or_long_is_counted(tokens: Tokens) -> None:
    pairs = [PAIR, Pair("x", "", " \n", "b:2"), Pair("", "", "y", "b:3"), Pair("word " * 300, "", "z", "b:4")]
    made, unfit = encode(pairs, Settings(max_seq_length=200), tokens)
    assert len(made) == 1
    assert (unfit.empty, unfit.long) == (("b:2", "b:3"), ("b:4",))
    assert unfit.longest > 300


def test_nothing_is_left_out_unasked(tokens: Tokens, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(max_seq_length=200)
    made, unfit = encode([PAIR, Pair("x", "", "", "b:2"), Pair("word " * 300, "", "z", "b:4")], settings, tokens)
    with pytest.raises(InputError) as refused:
        admit(made, unfit, settings, "b.jsonl", drop=False)
    told = (
        "1 of 3 rows have no instruction or no output (first: b:2) and 1 of 3 are longer than 200 tokens (the longest "
        f"{unfit.longest}; first: b:4)"
    )
    assert str(refused.value) == (
        f"b.jsonl: {told}; mend them, or leave them out with --drop, or --max-seq-length {unfit.longest}"
    )
    admit(made, unfit, settings, "b.jsonl", drop=True)
    assert capsys.readouterr().err == f"kenzan: b.jsonl: left out: {told}\n"
    with pytest.raises(InputError, match="nothing is left to learn from"):
        admit([], unfit, settings, "b.jsonl", drop=True)
    admit(made, Unfit((), (), 9), settings, "b.jsonl", drop=False)
