"""Plans of the corpus: judged by the benchmark's own checks."""

import json
import re
from collections import Counter
from random import Random

import pytest
from recipe.corpus import Corpus
from recipe.example import Example, draw_manner
from recipe.places import PLACES
from recipe.travel import closed_travel, draw_plan, travel
from recipe.words import LANGS, Lang

from bench.checks.itinerary import evaluate
from bench.checks.plans import Plan
from bench.packs import expand, load
from bench.records import World
from bench.resources import TASKS


def plan_of(each: Example) -> Plan:
    block = re.search(r"```json\n([^`]*)```", each.response)
    assert block
    return Plan.model_validate(json.loads(block[1]))


def worlds(name: str, seeds: range) -> dict[str, World]:
    """Question -> what a plan is judged against."""
    pack = load(TASKS / "travel" / f"{name}.yaml")
    found = {}
    for seed in seeds:
        for item in expand(pack, seed=seed, limit=12):
            assert item.reference.world
            found[item.question] = item.reference.world
    return found


def test_no_day_has_fewer_than_two_stops() -> None:
    rng = Random(1)
    for city in PLACES:
        for days in (2, 3, 4):
            for cities in ([city], [city, next(iter(PLACES))]):
                if len(set(cities)) == len(cities):
                    plan = draw_plan(rng, cities, days)
                    stops = [stop for day in plan for stop in day.stops]
                    assert all(len(day.stops) >= 2 for day in plan)
                    assert len(set(stops)) == len(stops)
                    assert all(day.hours == sorted(set(day.hours)) for day in plan)


def test_free_plans_meet_the_constraints_of_the_packs(corpus: Corpus) -> None:
    known = worlds("japan", range(8))
    rng, judged = Random(2), Counter[str]()
    for _ in range(600):
        trip = rng.choice(corpus.trips)
        each = travel(rng, draw_manner(rng, format="raw", elicitation="none"), trip)
        world = known.get(each.prompt.strip())
        if world is None or "```json" not in each.response:
            continue
        failed = [result.id for result in evaluate(plan_of(each), world) if not result.passed]
        assert failed == [], each.response
        judged[trip.template] += 1
    assert set(judged) == {trip.template for trip in corpus.trips}


@pytest.mark.parametrize("lang", LANGS)
def test_closed_plans_meet_the_constraints_of_the_packs(corpus: Corpus, lang: Lang) -> None:
    known = worlds("towns", range(1, 3))
    rng, judged = Random(3), Counter[str]()
    for trip in corpus.closed_trips:
        each = closed_travel(rng, draw_manner(rng, lang=lang, format="raw", elicitation="none"), trip)
        world = known.get(trip.text[lang])
        if world is None:
            continue
        failed = [result.id for result in evaluate(plan_of(each), world) if not result.passed]
        assert failed == [], each.response
        judged[trip.template] += 1
        assert f"= {plan_of(each).total}" in each.response
    assert len(judged) >= 4
    assert any(trip.kept for trip in corpus.closed_trips)
