"""The ladder's scores: what is lost with the fact, and what with the reasoning."""

from collections.abc import Mapping

import pytest

import fakes
from bench.comparison import Comparison, compare
from bench.ladder_scores import ladder_scores
from bench.records import Derivation, Item, Judgment, Reference
from bench.scores import Score
from test_comparison import requests_for

REMAIN = Derivation(expr="e.height - base", values={"base": "100"}, fact="e.height")
HEIGHTS = {"top": 3776, "low": 2415}
Answers = Mapping[str, Mapping[str, tuple[str, str, str]]]
"""Item id -> arm -> outcome, reason, value."""


def item(entity: str, book: str, instance: int = 0, *, template: str = "climb", band: bool = False) -> Item:
    return fakes.item(
        f"{template}/{instance}/{book}/{entity}",
        family="entity_ladder",
        template=template,
        instance=instance,
        book=book,
        entity=entity,
        entity_name=entity.title(),
        rung=1 if entity == "top" else 5,
        band=(1500, 4000) if band else None,
        reference=Reference(
            gold=str(HEIGHTS[entity] - 100),
            fact=str(HEIGHTS[entity]),
            fact_unit="m",
            derivation=REMAIN if book == "closed" else None,
        ),
    )


def scored(
    items: list[Item], answers: Mapping[tuple[str, str], tuple[str, str, str]], texts: Mapping[str, str] | None = None
) -> dict[tuple[str, str], Score]:
    """Scores by name and group. `answers`: (item id, arm) -> outcome, reason, value; right where nothing is told."""
    requests = requests_for(items)
    judgments = {}
    for r in requests:
        outcome, reason, value = answers.get((r.item.id, r.arm), ("right", "exact", r.item.reference.gold))
        judgments[r.key] = Judgment.model_validate(
            {"key": r.key, "check": "number", "outcome": outcome, "reason": reason, "value": value}
        )
    found: Comparison = compare(
        requests,
        {r.key: fakes.generation(r, (texts or {}).get(r.item.id, "Answer: 1")) for r in requests},
        {r.key: fakes.trace(r.key) for r in requests},
        judgments,
    )
    return {(s.name, s.group): s for s in ladder_scores(found)}


def both(book: str, instances: int = 6) -> list[Item]:
    return [item(entity, book, i) for i in range(instances) for entity in HEIGHTS]


def test_a_gap_is_best_known_minus_least_known_of_the_same_draw() -> None:
    items = both("closed") + both("open")
    answers = {(f"climb/{i}/closed/low", "base"): ("wrong", "value", "1") for i in range(4)}
    answers |= {(f"climb/{i}/{b}/low", "adapter"): ("none", "", "") for i in range(6) for b in ("closed", "open")}
    answers["climb/0/closed/top", "adapter"] = ("wrong", "value", "1")
    found = scored(items, answers)
    knowledge, reasoning = found["knowledge_gap", ""], found["reasoning_gap", ""]
    assert {arm: f.value for arm, f in knowledge.figures.items()} == {"base": 4 / 6, "adapter": 5 / 6}
    assert {arm: f.value for arm, f in reasoning.figures.items()} == {"base": 0, "adapter": 1}
    assert (
        reasoning.differences["adapter"].value,
        reasoning.differences["adapter"].high,
        reasoning.differences["adapter"].n,
    ) == (1, 1, 6)
    assert knowledge.figures["base"].clusters == 6  # one pair of entities: its draws are resampled


def test_a_draw_with_one_rung_has_no_gap() -> None:
    assert ("knowledge_gap", "") not in scored([item("top", "closed"), item("top", "closed", 1)], {})


def test_entities_of_like_size_are_told_apart_where_others_are_asked_too() -> None:
    banded = [item(entity, "closed", i, template="hours", band=True) for i in range(2) for entity in HEIGHTS]
    answers = {(f"hours/{i}/closed/low", arm): ("wrong", "value", "1") for i in range(2) for arm in ("base", "adapter")}
    found = scored(both("closed", 2) + banded, answers)
    assert found["knowledge_gap", ""].figures["base"].value == 0.5
    assert found["knowledge_gap", "within a band of size"].figures["base"].value == 1
    assert {group for _, group in scored(banded, {})} == {""}


def test_closed_is_split_by_what_the_same_arm_recalls() -> None:
    items = [item(entity, "probe") for entity in HEIGHTS] + both("closed", 2)
    answers = {
        ("climb/0/probe/low", "base"): ("wrong", "value", "2300"),
        ("climb/0/closed/low", "base"): ("wrong", "value", "2200"),
        ("climb/1/closed/top", "base"): ("wrong", "value", "9"),
        ("climb/0/probe/top", "adapter"): ("ambiguous", "another_reading", "3003"),
    }
    found = scored(items, answers)
    right, wrong = found["closed_recalled", ""], found["closed_not_recalled", ""]
    assert (right.figures["base"].value, right.figures["base"].n) == (0.5, 2)
    assert (wrong.figures["base"].value, wrong.figures["base"].n) == (0.5, 2)
    assert right.figures["adapter"].n == 2  # neither recalled nor not, where the probe is ambiguous
    assert set(wrong.figures) == {"base"}
    assert right.differences == wrong.differences == {}


@pytest.mark.parametrize(
    ("reason", "answer", "text", "probed", "share"),
    [
        ("wrong_fact", "2200", "It is 2300 m high.", "2415", 1),
        ("value", "2200", "Answer: 2200", "2300", 1),  # nothing stated: the probe tells what is recalled
        ("value", "2200", "Answer: 2200", "2301", 0),
        ("value", "2200", "Answer: 2200", "", 0),
        ("value", "2200", "It is 2400 m high.", "2300", 0),  # it recalled another value this time
    ],
)
def test_wrong_answers_that_follow_from_a_wrong_fact(
    reason: str, answer: str, text: str, probed: str, share: float
) -> None:
    items = [item("low", "probe"), item("low", "closed"), item("top", "closed")]
    answers = {
        ("climb/0/closed/low", "base"): ("wrong", reason, answer),
        ("climb/0/probe/low", "base"): ("wrong", "value", probed),
    }
    found = scored(items, answers, {"climb/0/closed/low": text})["wrong_fact", ""]
    assert (found.figures["base"].value, found.figures["base"].n) == (share, 1)
    assert set(found.figures) == {"base"}  # the adapter has no wrong answer


def test_answers_from_memory_where_the_text_supposes_another_fact() -> None:
    answers = {(f"climb/{i}/counterfactual/top", "adapter"): ("wrong", "from_memory", "3676") for i in range(3)}
    found = scored(both("counterfactual"), answers)["from_memory", ""]
    assert {arm: f.value for arm, f in found.figures.items()} == {"base": 0, "adapter": 0.25}
    assert found.differences["adapter"].value == 0.25
