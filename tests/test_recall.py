"""Wrong answers that follow from a wrong fact."""

from fractions import Fraction

import pytest

import fakes
from bench.checks.number import judge
from bench.recall import MOST_VALUES, derived, stated, wrong_fact
from bench.records import Answer, Derivation, Health, Item, Reference, Trace

CLIMB = Derivation(
    expr="ceiling((e.elevation_m - base)/rate)", values={"base": "200", "rate": "50"}, fact="e.elevation_m"
)


def item(derivation: Derivation | None = CLIMB) -> Item:
    """A cable car from 200 m, 50 m a minute, to a summit at 2415 m."""
    return fakes.item(
        "l/climb/0/base/closed/kekatsu/en",
        family="entity_ladder",
        book="closed",
        entity="kekatsu",
        rung=3,
        question="A cable car starts at 200 m and rises 50 m a minute to the summit. How many minutes?",
        reference=Reference(gold="45", fact="2415", fact_unit="m", derivation=derivation),
    )


@pytest.mark.parametrize(("fact", "gold"), [("2415", "45"), ("2300", "42"), ("5001/2", "47"), ("200", "0")])
def test_the_gold_of_another_fact(fact: str, gold: str) -> None:
    assert derived(CLIMB, Fraction(fact)) == Fraction(gold)


def test_a_formula_without_a_value_there_gives_none() -> None:
    assert derived(Derivation(expr="1/(e.x - a)", values={"a": "3"}, fact="e.x"), Fraction(3)) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It is 2300 m high. 2300 m - 200 m = 2100 m.", ["2300", "2100"]),
        ("標高は２３００メートルだ。毎分50m。", ["2300"]),
        ("About 2.3 km.", ["2300"]),
        ("It is 2300 high and takes 42 minutes.", []),
        ("", []),
    ],
)
def test_values_in_the_unit_of_the_fact_that_the_question_does_not_give(text: str, values: list[str]) -> None:
    assert list(stated(item(), text)) == [Fraction(value) for value in values]


def test_only_so_many_values_are_tried() -> None:
    assert len(list(stated(item(), " ".join(f"{n} m," for n in range(1000, 1500))))) == MOST_VALUES


@pytest.mark.parametrize(
    ("text", "answer", "found"),
    [
        ("Mount Kekatsu is 2300 m high.", 42, "2300"),
        ("No, 2500 m. No, 2300 m.", 42, "2300"),
        ("Mount Kekatsu is 2300 m high.", 43, None),
        ("Mount Kekatsu is 2415 m high.", 45, None),  # the true fact is no wrong one
        ("It takes long.", 42, None),
    ],
)
def test_the_fact_from_which_an_answer_follows(text: str, answer: int, found: str | None) -> None:
    assert wrong_fact(item(), text, Fraction(answer)) == (Fraction(found) if found else None)
    assert wrong_fact(item(None), text, Fraction(answer)) is None


@pytest.mark.parametrize(
    ("answer", "reason"), [("42", "wrong_fact"), ("41", "value"), ("45", "exact"), ("7/2", "value")]
)
def test_the_check_says_so(answer: str, reason: str) -> None:
    trace = Trace(id="k", answer=Answer(status="stated", value=answer), health=Health(truncated=False))
    text = f"Mount Kekatsu is 2300 m high.\n\nAnswer: {answer}"
    assert judge(item(), fakes.generation(fakes.request(item()), text), trace).reason == reason
