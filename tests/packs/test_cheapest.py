"""The cheapest plan against all plans of small worlds, and against what no plan can do."""

from collections.abc import Iterator
from itertools import combinations, permutations

import pytest

from bench.checks.itinerary import evaluate
from bench.checks.plans import Day, Plan, Visit
from bench.checks.predicates import price
from bench.checks.world import clock
from bench.errors import InputError
from bench.packs.cheapest import cheapest
from bench.records import Constraint, Inn, Stop, World


def stop(id: str, cost: int, hours: str, *departures: str) -> Stop:
    opens, closes = hours.split("-")
    return Stop(id=id, names={"en": id}, cost=cost, open=opens, close=closes, min_minutes=60, departures=departures)


def asked(check: str, **args: int | str) -> Constraint:
    return Constraint(id=check, level="hard", check=check, args=args)


def world(*stops: Stop, days: int = 1, must: str | None = None) -> World:
    constraints = [
        asked("day_count", equals=days),
        asked("stops_per_day", min=2, max=3),
        asked("within_open_hours"),
        asked("on_departure"),
        asked("unique_stops"),
        asked("times_increase"),
        asked("travel_time", minutes=30),
        *([asked("visits", stop=must)] if must else []),
    ]
    inns = (Inn(id="a", names={"en": "A"}, cost=5000), Inn(id="b", names={"en": "B"}, cost=7000, sleeps=3))
    return World(days=days, party=2, constraints=tuple(constraints), stops=stops, inns=inns)


def all_plans(of: World) -> Iterator[Plan]:
    """Every plan of one day, in order of time on a grid of half hours."""
    for size in (2, 3):
        for chosen in combinations(of.stops, size):
            for order in permutations(chosen):
                for times in combinations(range(8 * 60, 17 * 60, 30), size):
                    stops = [Visit(time=clock(t), name=s.id, cost=s.cost) for t, s in zip(times, order, strict=True)]
                    yield Plan(days=[Day(day=1, stops=stops)], nights=0)


@pytest.mark.parametrize("must", [None, "ride", "late"])
def test_no_plan_of_a_small_world_is_cheaper(must: str | None) -> None:
    small = world(
        stop("early", 0, "08:00-09:30"),
        stop("noon", 100, "08:30-10:00"),
        stop("ride", 900, "11:00-16:00", "11:00", "15:00"),
        stop("late", 400, "09:30-11:00"),
        must=must,
    )
    feasible = [p for p in all_plans(small) if all(r.passed for r in evaluate(p, small))]
    found = cheapest(small, "en")
    assert all(result.passed for result in evaluate(found, small))
    assert feasible
    assert found.total == price(found, small) == min(price(p, small) or 0 for p in feasible)


def test_the_party_decides_between_rooms_and_beds() -> None:
    two_days = world(*(stop(f"s{i}", 0, "08:00-18:00") for i in range(4)), days=2)
    assert [day.inn for day in cheapest(two_days, "en").days] == ["B", None]
    alone = two_days.model_copy(update={"party": 1})
    assert cheapest(alone, "en").days[0].inn == "A"


@pytest.mark.parametrize(
    ("of", "why"),
    [
        (world(stop("a", 0, "08:00-09:00"), stop("b", 0, "08:00-09:00")), "no plan is feasible"),
        (world(stop("a", 0, "08:00-18:00"), days=1), "no plan is feasible"),
        (world(stop("a", 0, "08:00-18:00"), days=2).model_copy(update={"inns": ()}), "there is no inn"),
    ],
)
def test_what_no_plan_can_do(of: World, why: str) -> None:
    with pytest.raises(InputError, match=why):
        cheapest(of, "en")
