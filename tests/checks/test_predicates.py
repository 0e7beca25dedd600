"""Each predicate on a plan that meets it and on the least change that does not."""

from collections.abc import Callable
from typing import Any

import pytest

from bench.checks.plans import Day, Plan, Visit
from bench.checks.predicates import PREDICATES, fails, price
from bench.records import Inn, Stop, World


def place(id: str, cost: int, lat: float, hours: tuple[str, str] = ("09:00", "17:00")) -> Stop:
    return Stop(
        id=id, names={"en": id.title()}, cost=cost, open=hours[0], close=hours[1], min_minutes=60, lat=lat, lon=0.0
    )


WORLD = World(
    days=2,
    party=3,
    constraints=(),
    stops=(place("dam", 0, 0.0), place("park", 500, 0.1), place("tower", 900, 0.5, ("10:00", "20:00"))),
    inns=(Inn(id="lodge", names={"en": "Lodge"}, cost=7000),),
)
PLAN = Plan(
    days=[
        Day(
            day=1,
            date="04-05",
            inn="Lodge",
            stops=[Visit(time="09:00", name="Dam", cost=0), Visit(time="10:30", name="Park", cost=500)],
        ),
        Day(day=2, date="04-06", stops=[Visit(time="16:00", name="Tower", cost=900)]),
    ],
    nights=1,
    total=3 * (7000 + 1400),
)
MET: dict[str, dict[str, Any]] = {
    "day_count": {"equals": 2},
    "night_count": {"equals": 1},
    "stops_per_day": {"min": 1, "max": 2},
    "times_increase": {},
    "unique_stops": {},
    "in_month": {"month": 4},
    "in_sandbox": {},
    "within_open_hours": {},
    "on_departure": {},
    "travel_time": {"minutes": 30},
    "reachable": {"max_kmh": 40},
    "prices_match": {},
    "visits": {"stop": "park"},
    "total_at_most": {"limit": 25200},
    "stated_total_is_sum": {},
}


def changed(day: int, stop: int, **fields: object) -> Plan:
    days = list(PLAN.days)
    stops = list(days[day].stops)
    stops[stop] = stops[stop].model_copy(update=fields)
    days[day] = days[day].model_copy(update={"stops": stops})
    return PLAN.model_copy(update={"days": days})


def dated(*dates: str) -> Plan:
    days = [day.model_copy(update={"date": date}) for day, date in zip(PLAN.days, dates, strict=True)]
    return PLAN.model_copy(update={"days": days})


@pytest.mark.parametrize("name", PREDICATES)
def test_a_good_plan_meets_every_predicate(name: str) -> None:
    assert fails(name, PLAN, WORLD, MET[name]) == ""


@pytest.mark.parametrize(
    ("name", "plan", "told"),
    [
        ("day_count", lambda: PLAN.model_copy(update={"days": PLAN.days[:1]}), "days [1], not 1 to 2"),
        ("night_count", lambda: PLAN.model_copy(update={"nights": 2}), "2 nights, not 1"),
        ("stops_per_day", lambda: PLAN.model_copy(update={"days": [Day(day=1, stops=[])]}), "day 1: 0 stops"),
        ("times_increase", lambda: changed(0, 1, time="09:00"), "day 1: 09:00 after 09:00"),
        ("unique_stops", lambda: changed(1, 0, name="ＤＡＭ"), "day 2: ＤＡＭ again"),
        ("in_month", lambda: dated("04-30", "05-01"), "05-01 is not in month 4"),
        ("in_month", lambda: dated("04-05", "2026-04-07"), "day 7 of the month follows day 5"),
        ("in_sandbox", lambda: changed(0, 1, name="Narnia"), "Narnia is not in the table"),
        ("within_open_hours", lambda: changed(0, 0, time="08:59"), "Dam at 08:59, open 09:00 to 17:00"),
        ("within_open_hours", lambda: changed(0, 1, time="16:01"), "Park at 16:01"),
        ("reachable", lambda: changed(0, 1, time="10:16"), "from Dam to Park not before 10:17"),
        ("travel_time", lambda: changed(0, 1, time="10:29"), "from Dam to Park not before 10:30"),
        ("prices_match", lambda: changed(0, 1, cost=400), "Park costs 500, not 400"),
        ("prices_match", lambda: changed(0, 1, cost=None), "Park costs 500, not None"),
        ("visits", lambda: changed(0, 1, name="Tower"), "park is missing"),
        ("total_at_most", lambda: changed(0, 0, name="Tower"), "costs 27900, over 25200"),
        ("total_at_most", lambda: changed(0, 0, name="Narnia"), "cannot be priced"),
        ("stated_total_is_sum", lambda: PLAN.model_copy(update={"total": 25100}), "says 25100, costs 25200"),
        ("stated_total_is_sum", lambda: PLAN.model_copy(update={"total": None}), "says None, costs 25200"),
    ],
)
def test_the_least_change_that_breaks_it(name: str, plan: Callable[[], Plan], told: str) -> None:
    assert told in fails(name, plan(), WORLD, MET[name])


def test_lying_about_a_price_does_not_change_the_total() -> None:
    """The budget is recomputed from the table, never from what the plan says."""
    assert price(changed(0, 1, cost=-100_000), WORLD) == price(PLAN, WORLD) == 25200


def test_hotels_may_come_twice() -> None:
    plan = changed(1, 0, name="Dam Hotel")
    again = plan.model_copy(update={"days": [*plan.days, plan.days[1]]})
    assert fails("unique_stops", again, WORLD, {})
    assert not fails("unique_stops", again, WORLD, {"except": ["hotel"]})


def test_nights_need_their_inns_in_a_closed_world() -> None:
    without = PLAN.model_copy(update={"days": [d.model_copy(update={"inn": None}) for d in PLAN.days]})
    assert fails("night_count", without, WORLD, {"equals": 1}) == "0 inns for 1 nights"
    assert fails("night_count", without, World(days=2, constraints=()), {"equals": 1}) == ""


def test_a_ride_begins_at_a_departure_and_has_no_hours() -> None:
    ride = WORLD.stops[2].model_copy(update={"departures": ("15:00", "16:00"), "open": "10:00", "close": "10:30"})
    world = WORLD.model_copy(update={"stops": (*WORLD.stops[:2], ride)})
    assert fails("on_departure", PLAN, world, {}) == fails("within_open_hours", PLAN, world, {}) == ""
    missed = changed(1, 0, time="16:01")
    assert fails("on_departure", missed, world, {}) == "day 2: Tower at 16:01, leaves at 15:00, 16:00"


def test_rooms_are_paid_whole() -> None:
    rooms = WORLD.inns[0].model_copy(update={"sleeps": 2})
    world = WORLD.model_copy(update={"inns": (rooms,)})
    assert price(PLAN, world) == 2 * 7000 + 3 * 1400


def test_a_day_trip_has_no_inn() -> None:
    plan = Plan(days=[PLAN.days[0].model_copy(update={"inn": None})], nights=0)
    assert fails("night_count", plan, World(days=1, constraints=(), stops=WORLD.stops), {"equals": 0}) == ""
    assert fails("night_count", plan, WORLD, {"equals": 0}) == ""
    slept = plan.model_copy(update={"days": [PLAN.days[0]]})
    assert fails("night_count", slept, WORLD, {"equals": 0}) == "1 inns for 0 nights"
