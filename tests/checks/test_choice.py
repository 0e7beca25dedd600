"""The letter of an option."""

import pytest

import fakes
from bench.checks import judge
from bench.checks.choice import option_of
from bench.records import Reference
from bench.trace import analyse


@pytest.mark.parametrize(
    ("answer", "option"),
    [
        ("B", "B"),
        ("b) Kyoto", "B"),
        ("(C) 12", "C"),
        ("**D**", "D"),
        ("Option B", "B"),
        ("選択肢ウ", "ウ"),
        ("（ア）京都", "ア"),
        ("Ｂ", "B"),
        ("3", "3"),
        ("Kyoto", None),
        ("アジア", None),
        ("123", None),
        ("", None),
        ("(" * 100_000, None),
    ],
)
def test_the_option_that_an_answer_begins_with(answer: str, option: str | None) -> None:
    assert option_of(answer) == option


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        ("It is larger.\n\nAnswer: B", "right", "exact"),
        ("Answer: (b) 13", "right", "exact"),
        ("Answer: A", "wrong", "option"),
        ("Answer: thirteen", "none", "unparsed"),
        ("答え：Ｂ", "right", "exact"),
    ],
)
def test_outcomes(text: str, outcome: str, reason: str) -> None:
    item = fakes.item(check="choice", reference=Reference(gold="B"))
    judgment = judge(item, fakes.generation(fakes.request(item), text), analyse(text, finish_reason="stop"))
    assert (judgment.check, judgment.outcome, judgment.reason) == ("choice", outcome, reason)


def test_nothing_stated_and_cut_off() -> None:
    item = fakes.item(check="choice", reference=Reference(gold="B"))
    cut = judge(item, fakes.generation(fakes.request(item), ""), analyse("I think that", finish_reason="length"))
    assert (cut.outcome, cut.reason) == ("truncated", "budget")
