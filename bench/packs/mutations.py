"""Changes that spoil a travel plan, by name: each must turn the constraints that it says it breaks red, and no other.

A mutation takes a plan, the world and its argument, and returns the changed plan.
"""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from bench.checks.plans import Day, Plan, Visit
from bench.checks.predicates import price
from bench.checks.world import clock, find_stop, minutes, way
from bench.records import Stop, World

Mutate = Callable[[Plan, World, Any], Plan]


class NotApplicable(ValueError):
    """The plan has nothing that this mutation could change."""


def _with_day(plan: Plan, index: int, **changes: object) -> Plan:
    days = list(plan.days)
    days[index] = days[index].model_copy(update=changes)
    return plan.model_copy(update={"days": days})


def _with_stops(plan: Plan, index: int, stops: list[Visit]) -> Plan:
    return _with_day(plan, index, stops=stops)


def _retimed(visit: Visit, time: int) -> Visit:
    return visit.model_copy(update={"time": clock(time)})


def _drop_day(plan: Plan, world: World, which: str) -> Plan:
    """Without its last day; the stated total and the night before go with it."""
    kept = plan.days[:-1]
    last = kept[-1].model_copy(update={"inn": None})
    return _resummed(plan.model_copy(update={"days": [*kept[:-1], last], "nights": plan.nights - 1}), world)


def _drop_night(plan: Plan, world: World, _: object) -> Plan:
    return plan.model_copy(update={"nights": plan.nights - 1})


def _empty_day(plan: Plan, world: World, which: str) -> Plan:
    """Without the stops of its last day."""
    return _resummed(_with_stops(plan, -1, []), world)


def _rename_stop(plan: Plan, world: World, name: str) -> Plan:
    """Another name for the last stop."""
    *before, last = plan.days[-1].stops
    return _with_stops(plan, -1, [*before, last.model_copy(update={"name": name})])


def _repeat_stop(plan: Plan, world: World, _: object) -> Plan:
    """A place comes again at the end of the last day: the cheapest that is open and can be reached by then."""
    for visit in sorted((v for day in plan.days for v in day.stops), key=lambda v: v.cost or 0):
        time = _after_all(plan, world, find_stop(world, visit.name))
        if time is not None:
            return _resummed(_with_stops(plan, -1, [*plan.days[-1].stops, _retimed(visit, time)]), world)
    raise NotApplicable("every place is closed by then")


def _add_stop(plan: Plan, world: World, which: str) -> Plan:
    """The place with this id comes at the end of the last day."""
    stop = next((stop for stop in world.stops if stop.id == which), None)
    time = _after_all(plan, world, stop)
    if stop is None or time is None:
        raise NotApplicable(f"{which} is closed by then")
    visit = Visit(time=clock(time), name=next(iter(stop.names.values())), cost=stop.cost)
    return _resummed(_with_stops(plan, -1, [*plan.days[-1].stops, visit]), world)


def _after_all(plan: Plan, world: World, stop: Stop | None) -> int | None:
    """When a place could follow the last stop of the last day; None where it is closed or has left by then."""
    last = plan.days[-1].stops[-1]
    before, time = find_stop(world, last.name), minutes(last.time or "12:00")
    if stop is None or before is None:
        return time + 60
    time += before.min_minutes + way(world, before, stop)
    if stop.departures:
        return next((leaves for leaves in map(minutes, stop.departures) if leaves >= time), None)
    time = max(time, minutes(stop.open))
    return time if time + stop.min_minutes <= minutes(stop.close) else None


def _number_days(plan: Plan, world: World, first: int) -> Plan:
    """The days numbered from another number than 1."""
    days = [day.model_copy(update={"day": number}) for number, day in enumerate(plan.days, first)]
    return plan.model_copy(update={"days": days})


def _miss_departure(plan: Plan, world: World, by: int) -> Plan:
    """The first ride of the plan, and what follows it that day, begin some minutes later than they should."""
    for index, day in enumerate(plan.days):
        for i, visit in enumerate(day.stops):
            known = find_stop(world, visit.name)
            if known and known.departures:
                later = [_retimed(v, minutes(v.time or "") + by) for v in day.stops[i:]]
                return _with_stops(plan, index, [*day.stops[:i], *later])
    raise NotApplicable("there is no ride in the plan")


def _shift_clock(plan: Plan, world: World, by: int) -> Plan:
    """All times moved by some minutes, within the day."""
    for visit in (v for day in plan.days for v in day.stops):
        if visit.time is None or not 0 <= minutes(visit.time) + by < 24 * 60:
            raise NotApplicable("a stop would leave its day")
    days = [
        day.model_copy(update={"stops": [_retimed(v, minutes(v.time or "") + by) for v in day.stops]})
        for day in plan.days
    ]
    return plan.model_copy(update={"days": days})


def _swap_times(plan: Plan, world: World, _: object) -> Plan:
    """The first two stops of a day change places, each keeping its time."""
    for index, day in enumerate(plan.days):
        if len(day.stops) > 1:
            a, b, *rest = day.stops
            return _with_stops(plan, index, [b, a, *rest])
    raise NotApplicable("no day has two stops")


def _teleport(plan: Plan, world: World, _: object) -> Plan:
    """The second stop of a day begins as soon as the first ends, however far it is, where it is open by then."""
    for index, day in enumerate(plan.days):
        for i in range(len(day.stops) - 1):
            here, there = day.stops[i], day.stops[i + 1]
            a, b = find_stop(world, here.name), find_stop(world, there.name)
            if a is None or b is None or here.time is None:
                continue
            begins = minutes(here.time) + a.min_minutes
            if not b.departures and way(world, a, b) > 0 and begins >= minutes(b.open):
                return _with_stops(plan, index, [*day.stops[: i + 1], _retimed(there, begins), *day.stops[i + 2 :]])
    raise NotApplicable("no second stop is open by then")


def _drop_stop(plan: Plan, world: World, which: str) -> Plan:
    """Without the place with this id."""
    for index, day in enumerate(plan.days):
        for visit in day.stops:
            known = find_stop(world, visit.name)
            if known and known.id == which:
                return _resummed(_with_stops(plan, index, [v for v in day.stops if v is not visit]), world)
    raise NotApplicable(f"{which} is not in the plan")


def _upgrade_inn(plan: Plan, world: World, which: str) -> Plan:
    """Every night in the inn with this id."""
    inn = next((inn for inn in world.inns if inn.id == which), None)
    if inn is None:
        raise NotApplicable(f"no inn {which}")
    name = next(iter(inn.names.values()))
    days = [day.model_copy(update={"inn": name}) if day.inn else day for day in plan.days]
    return _resummed(plan.model_copy(update={"days": days}), world)


def _lie_total(plan: Plan, world: World, by: int) -> Plan:
    return plan.model_copy(update={"total": (plan.total or 0) + by})


def _lie_price(plan: Plan, world: World, by: int) -> Plan:
    first = plan.days[0].stops[0]
    changed = first.model_copy(update={"cost": (first.cost or 0) + by})
    return _with_stops(plan, 0, [changed, *plan.days[0].stops[1:]])


def _set_month(plan: Plan, world: World, month: int) -> Plan:
    days = [d.model_copy(update={"date": f"{month:02d}-{d.date[-2:]}"}) if d.date else d for d in plan.days]
    return plan.model_copy(update={"days": days})


def _skip_date(plan: Plan, world: World, _: object) -> Plan:
    """The last day two days after the one before."""
    last: Day = plan.days[-1]
    if last.date is None:
        raise NotApplicable("no dates")
    return _with_day(plan, -1, date=f"{last.date[:-2]}{int(last.date[-2:]) + 1:02d}")


def _resummed(plan: Plan, world: World) -> Plan:
    """With the total that it now has, so that a change shows in no other constraint than its own."""
    return plan.model_copy(update={"total": price(plan, world)}) if plan.total is not None else plan


MUTATIONS: MappingProxyType[str, Mutate] = MappingProxyType(
    {
        "drop_day": _drop_day,
        "drop_night": _drop_night,
        "empty_day": _empty_day,
        "rename_stop": _rename_stop,
        "repeat_stop": _repeat_stop,
        "shift_clock": _shift_clock,
        "swap_times": _swap_times,
        "add_stop": _add_stop,
        "number_days": _number_days,
        "miss_departure": _miss_departure,
        "teleport": _teleport,
        "drop_stop": _drop_stop,
        "upgrade_inn": _upgrade_inn,
        "lie_total": _lie_total,
        "lie_price": _lie_price,
        "set_month": _set_month,
        "skip_date": _skip_date,
    }
)
"""Mutation by the name that a pack gives."""
