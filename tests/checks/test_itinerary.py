"""From text to a judgment of a travel plan."""

import json

import pytest

import fakes
from bench.checks.itinerary import judge
from bench.records import Constraint, Health, Item, Judgment, Reference, Stop, Trace, World

WORLD = World(
    days=2,
    constraints=(
        Constraint(id="days", level="commonsense", check="day_count", args={"equals": 2}),
        Constraint(id="filled", level="commonsense", check="stops_per_day", args={"min": 1, "max": 3}),
        Constraint(id="month", level="hard", check="in_month", args={"month": 4}),
    ),
)
GOOD = {
    "days": [{"day": d, "date": f"04-0{d}", "stops": [{"time": "09:00", "name": f"Place {d}"}]} for d in (1, 2)],
    "nights": 1,
}
HEADINGS = "Day 1: Senso-ji, Ueno Park\nDay 2: Nara Park"


def fenced(plan: object) -> str:
    return f"```json\n{json.dumps(plan)}\n```"


def item() -> Item:
    reference = Reference(world=WORLD)
    return fakes.item("trip/free/0/base/-/-/en", family="travel", check="itinerary", reference=reference)


def judged(text: str, *, cut: bool = False, response: tuple[int, int] | None = None) -> Judgment:
    trace = Trace(id="k", answer=fakes.trace("k").answer, health=Health(truncated=cut), response=response)
    return judge(item(), fakes.generation(fakes.request(item()), text), trace)


def test_a_good_block() -> None:
    found = judged(fenced(GOOD))
    assert (found.outcome, found.delivery, found.reason) == ("right", "strict", "")
    assert found.metrics == {
        "delivered": 1, "commonsense_micro": 1.0, "commonsense_macro": 1, "hard_micro": 1.0, "hard_macro": 1,
    }  # fmt: skip


def test_a_block_that_breaks_one_constraint() -> None:
    found = judged(fenced({**GOOD, "days": GOOD["days"][:1]}))  # type: ignore[index]
    assert (found.outcome, found.reason) == ("wrong", "days")
    assert found.metrics["commonsense_micro"] == 0.5
    assert [(r.id, r.passed) for r in found.constraints] == [("days", False), ("filled", True), ("month", True)]
    assert found.constraints[0].detail == "days [1], not 1 to 2"


def test_headings_are_recovered() -> None:
    found = judged(HEADINGS)
    assert (found.outcome, found.delivery) == ("right", "recovered")


@pytest.mark.parametrize("text", ["I would go to Kyoto.", "", "Day 2: Kyoto"])
def test_no_plan(text: str) -> None:
    found = judged(text)
    assert (found.outcome, found.delivery, found.reason) == ("none", "none", "not_delivered")
    assert found.metrics["commonsense_micro"] == found.metrics["hard_micro"] == 0.0


def test_cut_off_headings_are_no_plan_and_a_complete_block_is_one() -> None:
    assert judged(HEADINGS, cut=True).outcome == "truncated"
    assert judged(fenced(GOOD)[:-30], cut=True).outcome == "truncated"
    assert judged(fenced(GOOD) + "\nI hope", cut=True).outcome == "right"


def test_a_draft_in_tagged_reasoning_is_no_answer() -> None:
    text = f"<think>{fenced(GOOD)}</think>It depends."
    start = text.index("</think>") + len("</think>")
    assert judged(text, response=(start, len(text))).outcome == "none"
    text = f"<think>hm</think>{fenced(GOOD)}"
    assert judged(text, response=(text.index("```"), len(text))).outcome == "right"


def test_a_closed_world_takes_no_headings() -> None:
    stop = Stop(id="a", names={"en": "A"}, cost=0, open="09:00", close="17:00", min_minutes=30, lat=0.0, lon=0.0)
    closed = item().model_copy(update={"reference": Reference(world=WORLD.model_copy(update={"stops": (stop,)}))})
    trace = Trace(id="k", answer=fakes.trace("k").answer, health=Health(truncated=False))
    assert judge(closed, fakes.generation(fakes.request(closed), HEADINGS), trace).delivery == "none"
