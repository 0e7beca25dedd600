"""The whole analysis: small traces in English and Japanese, hostile text, and properties of every output."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.trace import analyse

SLIP = (
    "First, the notebooks cost: 6 × 200 = 1200, 6 × 90 = 540, 1200 + 540 = 1740. So 6 × 290 = 1740.\n\n"
    "Then, the change is: 5000 − 3940 = 1160.\n\n"
    "Wait, let me double-check. 1160 + 3940 = 5100. Hmm, that should be 5000, so I made a mistake there.\n\n"
    "Correctly: 5000 − 3940 = 1060.\n\n**Final Answer**\n\\boxed{1060}"
)
NADOSHI = (
    "まず、ノートの代金：6 × 200 = 1200、6 × 90 = 540。だから 6 × 290 = 1740。\n\nおつりは 5000 − 3940 = 1160。\n\n"
    "待って、確認しよう。1160 + 3940 = 5100。あれ、5000 になるはずなのに違う。計算を間違えた。\n\n"
    "正しくは、5000 − 3940 = 1060。\n\n念のため検算してみよう。1060 + 3940 = 5000。うん、合っている。\n\n答え：1060円"
)


@pytest.mark.parametrize(("text", "outcomes"), [(SLIP, ["corrected"]), (NADOSHI, ["corrected", "confirmed"])])
def test_a_slip_that_a_check_corrects(text: str, outcomes: list[str]) -> None:
    trace = analyse(text, id="a", answer="1060")
    assert (trace.answer.status, trace.answer.value, trace.answer.verdict) == ("stated", "1060", "right")
    assert [e.outcome for e in trace.episodes if e.kind == "verification"] == outcomes
    assert [(c.left, c.right) for c in trace.claims if not c.holds] == [("5000 - 3940", "1160")]
    assert [c.right for c in trace.claims if c.retracted] == ["1160"]
    assert trace.metrics["claims_wrong"] == 0
    assert trace.metrics["corrections"] == 1
    assert trace.metrics["answer_matches_trace"] == 1
    assert not trace.health.truncated


def test_tags_divide_reasoning_from_response() -> None:
    text = "<think>\n4 + 5 = 9.\n\nThat is all.\n</think>\n\nThe answer is 9.<|im_end|>"
    trace = analyse(text, answer="9")
    assert trace.reasoning is not None
    assert trace.response is not None
    assert text[slice(*trace.reasoning)] == "4 + 5 = 9.\n\nThat is all."
    assert text[slice(*trace.response)] == "The answer is 9."
    assert trace.metrics["reasoning_chars"] == len("4 + 5 = 9.\n\nThat is all.")


def test_without_tags_the_response_begins_with_the_part_that_states_the_answer() -> None:
    text = "Two boxes of 12 pens: 2 × 12 = 24.\n\nNine are gone: 24 − 9 = 15.\n\nAnswer: 15 pens"
    trace = analyse(text)
    assert trace.reasoning is not None
    assert trace.response is not None
    assert text[slice(*trace.reasoning)].endswith("24 − 9 = 15.")
    assert text[slice(*trace.response)] == "Answer: 15 pens"
    assert trace.answer.verdict is None


def test_text_at_its_token_limit_states_no_answer_that_lacks_its_rest() -> None:
    whole = analyse("2 × 12 = 24.\n\nAnswer: 1520", finish_reason="stop", answer="1520")
    cut = analyse("2 × 12 = 24.\n\nAnswer: 152", finish_reason="length", answer="152")
    assert whole.answer.verdict == "right"
    assert (cut.answer.status, cut.answer.verdict) == ("none", None)
    assert cut.health.truncated


def test_a_complete_box_counts_though_the_text_was_cut_behind_it() -> None:
    trace = analyse("So \\boxed{15}. To be sure, I would like to", finish_reason="length", answer="15")
    assert trace.answer.verdict == "right"
    assert trace.health.truncated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("So the answer is 15. B", False),
        ("So the answer is 15. To be sure, let me check that", False),
        ("So the answer is 15. And with it we have", False),
        ("The final answer is 15. I hope that it is of", True),
        ("Answer: 15\n\nThe pens are", True),
        ("Answer: 15\n\nWait, the pens are", False),
    ],
)
def test_a_text_at_its_token_limit_was_done_only_with_what_it_calls_final(text: str, stated: bool) -> None:
    assert (analyse(text, finish_reason="length").answer.status == "stated") is stated


def test_the_prompt_may_have_opened_the_reasoning() -> None:
    text = "3 + 4 = 7\n</think>\n7"
    trace = analyse(text, prefilled="<think>\n", answer="7")
    assert trace.reasoning == (0, 9)
    assert trace.answer.verdict == "right"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 60_000,
        "1+" * 50_000,
        "\\boxed{" * 20_000,
        "}" * 60_000,
        "9**" * 30_000 + "9",
        "." * 60_000 + "a",
        "a" * 100_000,
        "=" * 60_000,
        "「あ。" * 30_000,
        " <|x|>" * 20_000,
        "\n \n" * 40_000,
        "\\frac{" * 20_000,
        "十" * 60_000,
        "0" * 60_000 + " = 1",
        "2^" * 30_000 + "2 = 1",
        "Wait, let me check. " * 4_000,
        "<think>" * 20_000,
        "?!" * 40_000,
        "1/2 of " * 10_000,
        "half of " * 10_000,
        "so 1, " * 10_000,
        "x = 1, " * 10_000,
        "The answer is 1.\n" * 2_000,
        "A: 1\n" * 2_000,
        "$$" * 30_000,
        "1. a\n" * 10_000,
        "1 {,}" * 10_000,
        "\\boxed{" + "x*" * 740 + "x}",
        "\\boxed{" + "x+" * 740 + "x}",
        "\\boxed{x" + "!" * 700 + "}",
        "\\boxed{" + "x_" * 700 + "x}",
        "\\boxed{" + "x < " * 400 + "x}",
    ],
    ids=lambda text: repr(text[:8]),
)
def test_hostile_text_ends_in_time_linear_in_its_length(text: str) -> None:
    """Quadratic work on any of these would take hours; that the test ends is what it shows."""
    trace = analyse(text, question="How many?", answer=text[:1500] or "1")
    assert trace.reasoning is None or trace.reasoning[1] <= len(text)


PIECES = [*"0123456789+-=×÷.,、。 \n()｛}{\\$%:?!１２万億あ的個円", " = ", "answer", "確認", "\\boxed{", "<think>"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=120).map("".join))
def test_every_text_is_analysed_and_every_span_lies_within_it(text: str) -> None:
    trace = analyse(text, answer="12")
    spans = [trace.reasoning, trace.response, trace.answer.span, trace.health.loop, *trace.steps]
    spans += [x.span for x in (*trace.candidates, *trace.claims, *trace.episodes)]
    assert all(0 <= s[0] <= s[1] <= len(text) for s in spans if s is not None)
    assert all(a[1] <= b[0] for a, b in zip(trace.steps, trace.steps[1:], strict=False))
    assert list(trace.claims) == sorted(trace.claims, key=lambda c: c.span)
    assert json.loads(trace.model_dump_json()) == trace.model_dump(mode="json")


def test_a_claim_that_was_cut_in_two_is_none() -> None:
    text = "Each pays 40 × 30 = 1200. Four of them pay 1200 × 4 = 48"
    assert [c.holds for c in analyse(text, finish_reason="length").claims] == [True]
    assert [c.holds for c in analyse(text + "00", finish_reason="length").claims] == [True, True]
    assert [c.holds for c in analyse(text + ".", finish_reason="stop").claims] == [True, False]
