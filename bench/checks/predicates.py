"""What a travel plan must meet: named predicates, each recomputed from the plan and the table.

A predicate takes a plan, the world and its arguments, and returns why the plan fails, or an empty string.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from bench.checks.plans import Day, Plan, Visit
from bench.checks.world import clock, find_inn, find_stop, minutes, night, normal, travel_minutes
from bench.records import Stop, World


@dataclass(frozen=True)
class Predicate:
    """A requirement by name."""

    fails: Callable[..., str]
    arguments: frozenset[str]
    """The arguments that it must be given."""
    optional: frozenset[str] = frozenset()
    closed: bool = False
    """It needs a table of places."""


def day_count(plan: Plan, world: World, equals: int) -> str:
    """The days are numbered 1 to `equals`."""
    numbers = [day.day for day in plan.days]
    return "" if numbers == list(range(1, equals + 1)) else f"days {numbers}, not 1 to {equals}"


def night_count(plan: Plan, world: World, equals: int) -> str:
    """`equals` nights are stated, and as many inns where any inn is named."""
    inns = sum(day.inn is not None for day in plan.days)
    if plan.nights != equals:
        return f"{plan.nights} nights, not {equals}"
    named = inns == equals or (inns == 0 and not world.inns)
    return "" if named else f"{inns} inns for {equals} nights"


def stops_per_day(plan: Plan, world: World, min: int, max: int) -> str:
    """Every day has `min` to `max` stops."""
    return next(
        (f"day {d.day}: {len(d.stops)} stops, not {min} to {max}" for d in plan.days if not min <= len(d.stops) <= max),
        "",
    )


def times_increase(plan: Plan, world: World) -> str:
    """Within a day each stop begins after the one before it, where times are stated."""
    for day in plan.days:
        for a, b in pairwise(visit.time for visit in day.stops if visit.time):
            if minutes(b) <= minutes(a):
                return f"day {day.day}: {b} after {a}"
    return ""


def unique_stops(plan: Plan, world: World, **options: list[str]) -> str:
    """No place comes twice; names with a word of `except` (hotel, station) may."""
    allowed = [normal(word) for word in options.get("except", [])]
    seen: set[str] = set()
    for day in plan.days:
        for visit in day.stops:
            name = normal(visit.name)
            if name in seen and not any(word in name for word in allowed):
                return f"day {day.day}: {visit.name} again"
            seen.add(name)
    return ""


def in_month(plan: Plan, world: World, month: int) -> str:
    """Where dates are stated, all lie in the month and each day is the one after the day before."""
    dates = [tuple(map(int, day.date.split("-")[-2:])) for day in plan.days if day.date]
    for date in dates:
        if date[0] != month:
            return f"{date[0]:02d}-{date[1]:02d} is not in month {month}"
    for a, b in pairwise(dates):
        if b[1] != a[1] + 1:
            return f"day {b[1]} of the month follows day {a[1]}"
    return ""


def in_sandbox(plan: Plan, world: World) -> str:
    """Every stop and every inn is in the table."""
    for day in plan.days:
        for visit in day.stops:
            if find_stop(world, visit.name) is None:
                return f"day {day.day}: {visit.name} is not in the table"
        if day.inn is not None and find_inn(world, day.inn) is None:
            return f"day {day.day}: the inn {day.inn} is not in the table"
    return ""


def within_open_hours(plan: Plan, world: World) -> str:
    """Every stop begins when its place is open, and early enough for the shortest stay; rides have no hours."""
    for day, visit, stop, time in _known(plan, world):
        if stop.departures:
            continue
        if time < minutes(stop.open) or time + stop.min_minutes > minutes(stop.close):
            return f"day {day.day}: {visit.name} at {visit.time}, open {stop.open} to {stop.close}"
    return ""


def on_departure(plan: Plan, world: World) -> str:
    """Every ride begins at one of its departures."""
    for day, visit, stop, time in _known(plan, world):
        if stop.departures and time not in map(minutes, stop.departures):
            return f"day {day.day}: {visit.name} at {visit.time}, leaves at {', '.join(stop.departures)}"
    return ""


def reachable(plan: Plan, world: World, max_kmh: float) -> str:
    """After the shortest stay there is time to travel to the next stop."""
    return _too_early(plan, world, lambda a, b: travel_minutes(a, b, max_kmh))


def travel_time(plan: Plan, world: World, minutes: int) -> str:
    """After the shortest stay there are `minutes` to travel to the next stop, wherever it is."""
    return _too_early(plan, world, lambda a, b: minutes)


def prices_match(plan: Plan, world: World) -> str:
    """Every stop states the table's price."""
    for day, visit, stop, _ in _known(plan, world):
        if visit.cost != stop.cost:
            return f"day {day.day}: {visit.name} costs {stop.cost}, not {visit.cost}"
    return ""


def visits(plan: Plan, world: World, stop: str) -> str:
    """The place with the id `stop` is visited."""
    found = any(known.id == stop for _, _, known, _ in _known(plan, world))
    return "" if found else f"{stop} is missing"


def total_at_most(plan: Plan, world: World, limit: int) -> str:
    """By the table's prices the plan costs everyone together at most `limit` yen."""
    total = price(plan, world)
    if total is None:
        return "cannot be priced: a place is not in the table"
    return "" if total <= limit else f"costs {total}, over {limit}"


def stated_total_is_sum(plan: Plan, world: World) -> str:
    """The stated total is what the plan costs everyone together by the table's prices."""
    total = price(plan, world)
    return "" if total is not None and plan.total == total else f"says {plan.total}, costs {total}"


def price(plan: Plan, world: World) -> int | None:
    """What a plan costs all travellers by the table, yen; None where it names a place that is not in the table."""
    total = 0
    for day in plan.days:
        for visit in day.stops:
            stop = find_stop(world, visit.name)
            if stop is None:
                return None
            total += stop.cost * world.party
        if day.inn is not None:
            inn = find_inn(world, day.inn)
            if inn is None:
                return None
            total += night(inn, world.party)
    return total


def _too_early(plan: Plan, world: World, takes: Callable[[Stop, Stop], int]) -> str:
    """The first stop that begins before one can be there from the last one; stops out of order are passed over."""
    for (day, visit, a, begins), (next_day, next_visit, b, next_begins) in pairwise(_known(plan, world)):
        arrives = begins + a.min_minutes + takes(a, b)
        if day is next_day and begins <= next_begins < arrives:
            return f"day {day.day}: from {visit.name} to {next_visit.name} not before {clock(arrives)}"
    return ""


def _known(plan: Plan, world: World) -> Iterator[tuple[Day, Visit, Stop, int]]:
    """The stops that are in the table and have a time, minutes since midnight."""
    for day in plan.days:
        for visit in day.stops:
            stop = find_stop(world, visit.name)
            if stop is not None and visit.time is not None:
                yield day, visit, stop, minutes(visit.time)


PREDICATES: MappingProxyType[str, Predicate] = MappingProxyType(
    {
        "day_count": Predicate(day_count, frozenset({"equals"})),
        "night_count": Predicate(night_count, frozenset({"equals"})),
        "stops_per_day": Predicate(stops_per_day, frozenset({"min", "max"})),
        "times_increase": Predicate(times_increase, frozenset()),
        "unique_stops": Predicate(unique_stops, frozenset(), optional=frozenset({"except"})),
        "in_month": Predicate(in_month, frozenset({"month"})),
        "in_sandbox": Predicate(in_sandbox, frozenset(), closed=True),
        "within_open_hours": Predicate(within_open_hours, frozenset(), closed=True),
        "on_departure": Predicate(on_departure, frozenset(), closed=True),
        "travel_time": Predicate(travel_time, frozenset({"minutes"}), closed=True),
        "reachable": Predicate(reachable, frozenset({"max_kmh"}), closed=True),
        "prices_match": Predicate(prices_match, frozenset(), closed=True),
        "visits": Predicate(visits, frozenset({"stop"}), closed=True),
        "total_at_most": Predicate(total_at_most, frozenset({"limit"}), closed=True),
        "stated_total_is_sum": Predicate(stated_total_is_sum, frozenset(), closed=True),
    }
)
"""Predicate by the name that a pack gives."""


def fails(name: str, plan: Plan, world: World, arguments: dict[str, Any]) -> str:
    """Why a plan fails a predicate; an empty string where it meets it."""
    return PREDICATES[name].fails(plan, world, **arguments)
