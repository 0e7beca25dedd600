"""The cheapest plan against all plans of small worlds, and against what no plan can do."""

import random
from collections.abc import Iterator
from itertools import combinations, permutations, product

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


def laid_out_by_the_hour(of: World) -> Iterator[int]:
    """Prices of all plans of some days in which every visit takes an hour and begins on the hour or half hour."""
    (least, most), party = (2, 3), of.party
    for assigned in product(range(of.days + 1), repeat=len(of.stops)):  # 0: not visited
        days = [[s for s, day in zip(of.stops, assigned, strict=True) if day == d + 1] for d in range(of.days)]
        if any(not least <= len(day) <= most for day in days):
            continue
        plan = [next(fitting(day), None) for day in days]
        if all(plan):
            inns = ["A"] * (of.days - 1) + [None]
            made = [Day(day=i, stops=v or [], inn=inn) for i, (v, inn) in enumerate(zip(plan, inns, strict=True), 1)]
            whole = Plan(days=made, nights=of.days - 1)
            whole = whole.model_copy(update={"total": price(whole, of)})
            if all(result.passed for result in evaluate(whole, of)):
                yield sum(s.cost for day in days for s in day) * party


def fitting(day: list[Stop]) -> Iterator[list[Visit]]:
    """Ways to visit places on one day, half an hour apart at least."""
    for order in permutations(day):
        free, stops = 0, []
        for place in order:
            begins = max(free, 60 * int(place.open[:2]) + int(place.open[3:]))
            if begins + 60 > 60 * int(place.close[:2]) + int(place.close[3:]):
                break
            stops.append(Visit(time=clock(begins), name=place.id, cost=place.cost))
            free = begins + 90
        else:
            yield stops


@pytest.mark.parametrize("seed", range(12))
def test_no_plan_of_two_days_is_cheaper(seed: int) -> None:
    chance = random.Random(seed)
    stops = []
    for i in range(6):
        opens = chance.choice([8, 9, 10, 11])
        closes = opens + chance.choice([1, 2, 3])
        stops.append(stop(f"s{i}", chance.choice([0, 100, 300, 900]), f"{opens:02d}:00-{closes:02d}:00"))
    small = world(*stops, days=2)
    musts = tuple(asked("visits", stop=f"s{i}") for i in range(chance.choice([0, 1, 3])))
    small = small.model_copy(update={"constraints": small.constraints + musts, "inns": small.inns[:1]})
    prices = list(laid_out_by_the_hour(small))
    if not prices:
        with pytest.raises(InputError, match="no plan is feasible"):
            cheapest(small, "en")
        return
    found = cheapest(small, "en")
    assert all(result.passed for result in evaluate(found, small))
    assert (found.total or 0) - 5000 * small.party == min(prices)


def test_more_stops_may_cost_less() -> None:
    """Three places in town must be seen, and cheap places lie too far off to be seen with any of them: a day for these
    costs less than the one dear place in town that four stops would need.
    """
    town = [stop("a", 0, "08:00-18:00"), stop("b", 0, "08:00-18:00"), stop("c", 0, "08:00-18:00")]
    town.append(stop("dear", 900, "08:00-18:00"))
    island = [stop("x", 50, "08:00-18:00"), stop("y", 60, "08:00-18:00")]
    placed = [s.model_copy(update={"lat": 35.0, "lon": 135.0}) for s in town]
    placed += [s.model_copy(update={"lat": 35.0, "lon": 145.0}) for s in island]
    small = world(*placed, days=2)
    far = (asked("reachable", max_kmh=40), *(asked("visits", stop=name) for name in "abc"))
    found = cheapest(small.model_copy(update={"constraints": small.constraints + far}), "en")
    assert sorted(visit.name for day in found.days for visit in day.stops) == ["a", "b", "c", "x", "y"]


def test_a_minute_that_is_not_on_the_grid() -> None:
    tight = world(
        stop("a", 0, "08:03-09:03"),
        stop("b", 0, "09:33-10:33"),
    )
    assert [visit.time for visit in cheapest(tight, "en").days[0].stops] == ["08:03", "09:33"]


def test_a_world_of_too_many_plans_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.packs.cheapest.MAX_ORDERS", 5)
    closed = [stop(f"s{n}", n, "09:00-10:30") for n in range(4)]
    with pytest.raises(InputError, match="no plan in 5 tries"):
        cheapest(world(*closed), "en")
