from itertools import product

import pytest

import fakes
from bench.comparison import Comparison
from bench.records import Item
from bench.scores import Figure, Score
from bench.verdict import number, signed, verdict
from test_comparison import compared, requests_for, templates


def told(found: Comparison) -> list[tuple[str, str]]:
    return [(s.kind, s.text) for s in verdict(found)]


def both(items: list[Item], adapter: str) -> Comparison:
    return compared(
        requests_for(items),
        {(i.id, a): "right" if a == "base" else adapter for i in items for a in ("base", "adapter")},
    )


def test_a_loss_is_told_with_its_interval() -> None:
    sentences = told(both(templates(6), "wrong"))
    assert ("loses", "Word problems, answers right: 100 % → 0 % (−100 points, −100 to −66).") in sentences
    assert ("loses", "Word problems, steps shown: 5.0 → 1.0 (−4.0, −4.0 to −4.0).") in sentences
    assert (
        "loses",
        "Word problems, traces that check themselves: 100 % → 0 % (−100 points, −100 to −66).",
    ) in sentences
    assert (
        "note",
        "Base: 12 self-checks, of which 12 corrected a wrong result, 0 spoilt a right one; adapter: no self-check.",
    ) in sentences


def test_what_does_not_move_is_kept() -> None:
    assert ("keeps", "Word problems, answers right: 100 % → 100 % (+0 points, −5 to +5).") in told(
        both(templates(8, 10), "right")
    )


def test_what_the_run_cannot_tell_is_said_to_be_so() -> None:
    items = templates(6)
    outcomes = {(i.id, "base"): "right" for i in items}
    outcomes |= {(i.id, "adapter"): "wrong" if i.id == "demo/t0/0" else "right" for i in items}
    kind, text = next(s for s in told(compared(requests_for(items), outcomes)) if "answers right" in s[1])
    assert kind == "unsure"
    assert text.endswith(": cannot tell.")


def test_too_few_templates_are_named() -> None:
    kind, text = next(s for s in told(both(templates(3), "wrong")) if "answers right" in s[1])
    assert kind == "unsure"
    assert text.endswith("; 3 templates are too few for an interval.")


def test_the_ladder_tells_a_missing_fact_from_missing_reasoning() -> None:
    items = [
        fakes.item(f"{rung}/{book}", family="entity_ladder", entity=str(rung), rung=rung, book=book)
        for rung, book in product((1, 2, 3, 4, 5), ("closed", "open"))
    ]
    outcomes = {
        (i.id, arm): "wrong" if arm == "adapter" or (i.book == "closed" and i.rung == 5) else "right"
        for i in items
        for arm in ("base", "adapter")
    }
    notes = [text for kind, text in told(compared(requests_for(items), outcomes)) if kind == "note"]
    assert "Base, best-known entity → least-known: 100 % → 0 % from memory, 100 % → 100 % with the fact given." in notes
    assert "Adapter, best-known entity → least-known: 0 % → 0 % from memory, 0 % → 0 % with the fact given." in notes


def test_a_partial_run_says_so() -> None:
    found = compared(requests_for(templates(6)), {("demo/t0/0", "base"): "right"})
    assert ("note", "11 generations are still owed; all figures are partial.") not in told(found)
    assert ("note", "23 generations are still owed; all figures are partial.") in told(found)


def test_one_arm_alone_claims_no_difference() -> None:
    items = templates(6)
    assert told(compared(requests_for(items, adapters=()), {(i.id, "base"): "right" for i in items})) == []


@pytest.mark.parametrize(
    ("value", "kind", "plain", "with_sign"),
    [
        (0.125, "share", "12 %", "+12"),
        (-0.5, "share", "-50 %", "−50"),
        (2.25, "count", "2.2", "+2.2"),
        (None, "share", "–", "–"),
    ],
)
def test_numbers(value: float | None, kind: str, plain: str, with_sign: str) -> None:
    assert (number(value, kind), signed(value, kind)) == (plain, with_sign)


def test_wrong_answers_from_memory_are_told_with_the_share_that_is_sound() -> None:
    figures = {"base": Figure(value=0.75, n=8, clusters=4), "adapter": Figure(value=0, n=20, clusters=4)}
    score = Score(family="entity_ladder", format="raw", name="wrong_fact", figures=figures, differences={})
    found = both(templates(1), "wrong").model_copy(update={"scores": (score,)})
    assert told(found)[-1] == (
        "note",
        "Base: 8 wrong answers from memory, 75 % of which follow from a wrong fact; "
        "adapter: 20 wrong answers from memory, 0 % of which follow from a wrong fact.",
    )
