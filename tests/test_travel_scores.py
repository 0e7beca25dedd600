"""Travel's row: what micro, macro and final each say."""

import fakes
from bench.comparison import Comparison, compare
from bench.records import Constraint, Item, Judgment, Reference, Stop, World
from bench.travel_scores import ROW, travel_scores
from test_comparison import requests_for

STOP = Stop(id="a", names={"en": "A"}, cost=0, open="09:00", close="17:00", min_minutes=30)
ASKED = (Constraint(id="days", level="commonsense", check="day_count", args={"equals": 1}),)


def item(name: str, template: str, *, closed: bool) -> Item:
    world = World(days=1, constraints=ASKED, stops=(STOP,) if closed else ())
    reference = Reference(world=world)
    return fakes.item(name, family="travel", template=template, check="itinerary", reference=reference)


def judgment(delivery: str, commonsense: float, hard: float) -> dict[str, object]:
    """As the itinerary check gives it."""
    met = {"commonsense": commonsense, "hard": hard}
    metrics: dict[str, float] = {"delivered": float(delivery != "none")}
    metrics |= {f"{level}_micro": share for level, share in met.items()}
    metrics |= {f"{level}_macro": float(share == 1) for level, share in met.items()}
    outcome = "none" if delivery == "none" else "right" if commonsense == hard == 1 else "wrong"
    return {"check": "itinerary", "outcome": outcome, "delivery": delivery, "metrics": metrics}


def trips(judgments: dict[str, dict[str, object]]) -> Comparison:
    items = [item(name, name[0], closed=name.startswith("c")) for name in judgments]
    requests = requests_for(items, adapters=())
    return compare(
        requests,
        {r.key: fakes.generation(r) for r in requests},
        {r.key: fakes.trace(r.key) for r in requests},
        {r.key: Judgment.model_validate({"key": r.key, **judgments[r.item.id]}) for r in requests},
    )


def row(found: Comparison, group: str) -> dict[str, float]:
    return {s.name: s.figures["base"].value for s in travel_scores(found) if s.group == group}


def test_the_whole_row() -> None:
    found = trips(
        {
            "f1": judgment("strict", 1, 1),
            "f2": judgment("recovered", 0.8, 1),
            "f3": judgment("strict", 1, 0.5),
            "f4": judgment("none", 0, 0),
        }
    )
    assert row(found, "") == {
        "delivery": 0.75,
        "delivery_strict": 0.5,
        "commonsense_micro": 0.7,
        "commonsense_macro": 0.5,
        "hard_micro": 0.625,
        "hard_macro": 0.5,
        "hard_given_commonsense": 0.5,
        "final": 0.25,
    }
    assert {s.group for s in travel_scores(found)} == {""}


def test_free_questions_and_closed_worlds_apart() -> None:
    found = trips({"f1": judgment("strict", 1, 1), "c1": judgment("strict", 0.9, 0.8), "c2": judgment("none", 0, 0)})
    assert row(found, "free")["final"] == 1
    assert row(found, "closed world")["commonsense_micro"] == 0.45
    assert row(found, "closed world").keys() == ROW.keys() - {"hard_given_commonsense"}
    assert row(found, "")["delivery"] == 2 / 3
