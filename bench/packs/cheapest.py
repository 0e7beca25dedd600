"""The cheapest feasible plan of a closed world, found exactly.

A plan that is feasible stays so when a stop is left out (the others keep their times, and the direct way between two
places is never longer than the way round), so a cheapest plan has no more stops than it must: as many a day as
`stops_per_day` asks for, more only where more places must be visited. All sets of that size are tried from the cheapest
up; the first that can be laid out over the days, within opening hours and travel times, is the answer.
"""

from itertools import combinations, permutations

from bench.checks.plans import Day, Plan, Visit
from bench.checks.world import clock, minutes, travel_minutes
from bench.errors import InputError
from bench.records import Stop, World

_GRID = 5
"""Visits begin at full five minutes."""
Group = tuple[Stop, ...]


def cheapest(world: World, lang: str) -> Plan:
    """The cheapest plan that keeps hours, travel times and must-visits; must-visits come on the first days.

    Parameters
    ----------
    world : with constraints on days, stops a day, visits, hours and speed; a budget is not looked at.
    lang : language of the names in the plan.

    Raises
    ------
    InputError
        No plan is feasible.
    """
    must = [str(c.args["stop"]) for c in world.constraints if c.check == "visits"]
    a_day = max([int(str(c.args["min"])) for c in world.constraints if c.check == "stops_per_day"], default=1)
    most = min([int(str(c.args["max"])) for c in world.constraints if c.check == "stops_per_day"], default=14)
    speeds = [float(str(c.args["max_kmh"])) for c in world.constraints if c.check == "reachable"]
    speed = min(speeds, default=None)
    inn = min(world.inns, key=lambda i: (i.cost, i.id))
    for size in range(max(a_day * world.days, len(must)), len(world.stops) + 1):
        sets = sorted(combinations(world.stops, size), key=lambda s: (sum(x.cost for x in s), [x.id for x in s]))
        for chosen in sets:
            if not {x.id for x in chosen} >= set(must):
                continue
            if days := _laid_out(chosen, world.days, (a_day, most), speed):
                days.sort(key=lambda day: not any(stop.id in must for stop, _ in day))
                return _plan(days, inn.names[lang], inn.cost, world, lang)
    raise InputError("no plan is feasible: too few places for the days, or none open long enough", "sandbox")


def _plan(days: list[list[tuple[Stop, int]]], inn: str, inn_cost: int, world: World, lang: str) -> Plan:
    made = [
        Day(
            day=number,
            stops=[Visit(time=clock(time), name=stop.names[lang], cost=stop.cost) for stop, time in day],
            inn=inn if number < len(days) else None,
        )
        for number, day in enumerate(days, 1)
    ]
    total = sum(stop.cost for day in days for stop, _ in day) + inn_cost * (len(days) - 1)
    return Plan(days=made, nights=len(days) - 1, total=total * world.party)


def _laid_out(
    chosen: Group, days: int, sizes: tuple[int, int], speed: float | None
) -> list[list[tuple[Stop, int]]] | None:
    """The places over the days with the time of each visit; None where they do not fit."""
    if days == 0:
        return [] if not chosen else None
    if not chosen:
        return None
    first, rest = chosen[0], chosen[1:]
    least, most = sizes
    for size in range(least, min(most, len(chosen) - least * (days - 1)) + 1):
        for others in combinations(rest, size - 1):
            day = timed((first, *others), speed)
            if day is None:
                continue
            left = tuple(stop for stop in rest if stop not in others)
            more = _laid_out(left, days - 1, sizes, speed)
            if more is not None:
                return [day, *more]
    return None


def timed(group: Group, speed: float | None) -> list[tuple[Stop, int]] | None:
    """The places of a day in the order that ends first, each with the minute at which the visit begins."""
    best: tuple[int, list[tuple[Stop, int]]] | None = None
    for order in permutations(group):
        day: list[tuple[Stop, int]] = []
        free = 0
        for stop in order:
            if day:
                before = day[-1][0]
                free += travel_minutes(before, stop, speed) if speed else 0
            begins = -(-max(free, minutes(stop.open)) // _GRID) * _GRID
            free = begins + stop.min_minutes
            if free > minutes(stop.close):
                break
            day.append((stop, begins))
        else:
            if best is None or free < best[0]:
                best = (free, day)
    return best[1] if best else None
