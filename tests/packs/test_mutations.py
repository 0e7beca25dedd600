"""Mutations change what they say and nothing else."""

from typing import Any

import pytest

from bench.checks.plans import Plan
from bench.packs.cheapest import cheapest
from bench.packs.mutations import MUTATIONS, NotApplicable
from bench.records import Constraint, Stop, World


def stop(id: str, cost: int, hours: str, *departures: str) -> Stop:
    opens, closes = hours.split("-")
    return Stop(id=id, names={"en": id}, cost=cost, open=opens, close=closes, min_minutes=60, departures=departures)


WORLD = World(
    days=1,
    party=2,
    constraints=(
        Constraint(id="filled", level="hard", check="stops_per_day", args={"min": 3, "max": 5}),
        Constraint(id="way", level="hard", check="travel_time", args={"minutes": 15}),
    ),
    stops=(
        stop("mill", 200, "08:00-09:00"),
        stop("train", 0, "10:00-16:00", "10:00", "15:00"),
        stop("terrace", 0, "11:00-18:00"),
        stop("class", 5000, "09:00-19:00"),
    ),
)
PLAN = cheapest(WORLD, "en")


def visits(plan: Plan) -> list[tuple[str | None, str]]:
    return [(visit.time, visit.name) for day in plan.days for visit in day.stops]


def mutated(name: str, argument: Any) -> Plan:
    return MUTATIONS[name](PLAN, WORLD, argument)


def test_the_plan_that_is_changed() -> None:
    assert visits(PLAN) == [("08:00", "mill"), ("10:00", "train"), ("11:15", "terrace")]
    assert PLAN.total == 400


def test_a_missed_departure_moves_what_follows() -> None:
    late = mutated("miss_departure", 5)
    assert visits(late) == [("08:00", "mill"), ("10:05", "train"), ("11:20", "terrace")]
    assert late.total == PLAN.total


def test_a_stop_more_is_paid_and_reached() -> None:
    more = mutated("add_stop", "class")
    assert visits(more) == [*visits(PLAN), ("12:30", "class")]
    assert more.total == 400 + 2 * 5000
    assert visits(mutated("add_stop", "train"))[-1] == ("15:00", "train")


def test_a_stop_that_is_closed_by_then_is_not_added() -> None:
    with pytest.raises(NotApplicable, match="mill is closed"):
        mutated("add_stop", "mill")
    with pytest.raises(NotApplicable, match="castle is closed"):
        mutated("add_stop", "castle")


def test_the_cheapest_place_that_is_still_open_comes_again() -> None:
    assert visits(mutated("repeat_stop", True))[-1] == ("15:00", "train")


def test_days_are_numbered_from_another_number() -> None:
    assert [day.day for day in mutated("number_days", 2).days] == [2]


def test_no_teleport_to_a_ride_or_a_closed_place() -> None:
    assert visits(mutated("teleport", True)) == [("08:00", "mill"), ("10:00", "train"), ("11:00", "terrace")]
