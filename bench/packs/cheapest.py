"""The cheapest feasible plan of a closed world, found exactly.

A plan that is feasible stays so when a stop is left out (the others keep their times, and the direct way between two
places is never longer than the way round). So there is a cheapest plan in which a day with more stops than
`stops_per_day` asks for holds only places that must be visited: that bounds how many places it has. All sets of so many
are tried from the cheapest up; the first that can be laid out over the days, within opening hours and travel times, is
the answer.
"""

from itertools import combinations, permutations

from bench.checks.plans import Day, Plan, Visit
from bench.checks.predicates import price
from bench.checks.world import clock, minutes, night, way
from bench.errors import InputError
from bench.records import Inn, Stop, World

_GRIDS = (5, 1)
"""Visits begin at full five minutes; at any minute where that is too late."""
MAX_ORDERS = 1_000_000
"""Orders of a day's places that are tried for one plan: those of the shipped packs need fewer than ten."""
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
        No plan is feasible, or none is found within `MAX_ORDERS`.
    """
    tries = _Tries()
    must = [str(c.args["stop"]) for c in world.constraints if c.check == "visits"]
    a_day = max([int(str(c.args["min"])) for c in world.constraints if c.check == "stops_per_day"], default=1)
    most = min([int(str(c.args["max"])) for c in world.constraints if c.check == "stops_per_day"], default=14)
    inn = min(world.inns, key=lambda i: (night(i, world.party), i.id), default=None)
    if inn is None and world.days > 1:
        raise InputError("there is no inn for the night", "sandbox")
    least = max(a_day * world.days, len(must))
    greatest = min(a_day * world.days + max(0, len(must) - a_day), len(world.stops))
    sets = (chosen for size in range(least, greatest + 1) for chosen in combinations(world.stops, size))
    wanted = [chosen for chosen in sets if {stop.id for stop in chosen} >= set(must)]
    wanted.sort(key=lambda chosen: (sum(stop.cost for stop in chosen), len(chosen), [stop.id for stop in chosen]))
    for chosen in wanted:
        if days := _laid_out(chosen, world.days, (a_day, most), world, tries):
            days.sort(key=lambda day: not any(stop.id in must for stop, _ in day))
            return _plan(days, inn, world, lang)
    raise InputError("no plan is feasible: too few places for the days, or none open long enough", "sandbox")


def _plan(days: list[list[tuple[Stop, int]]], inn: Inn | None, world: World, lang: str) -> Plan:
    made = [
        Day(
            day=number,
            stops=[Visit(time=clock(time), name=stop.names[lang], cost=stop.cost) for stop, time in day],
            inn=inn.names[lang] if inn and number < len(days) else None,
        )
        for number, day in enumerate(days, 1)
    ]
    plan = Plan(days=made, nights=len(days) - 1)
    return plan.model_copy(update={"total": price(plan, world)})


class _Tries:
    """Counts the orders that one search tries."""

    count = 0

    def one_more(self) -> None:
        self.count += 1
        if self.count > MAX_ORDERS:
            raise InputError(f"no plan in {MAX_ORDERS:,} tries; ask for fewer places a day", "sandbox")


def _laid_out(
    chosen: Group, days: int, sizes: tuple[int, int], world: World, tries: _Tries
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
            day = _timed((first, *others), world, tries)
            if day is None:
                continue
            left = tuple(stop for stop in rest if stop not in others)
            more = _laid_out(left, days - 1, sizes, world, tries)
            if more is not None:
                return [day, *more]
    return None


def _timed(group: Group, world: World, tries: _Tries) -> list[tuple[Stop, int]] | None:
    """The places of a day in the order that ends first, each with the minute at which the visit begins."""
    return next((day for grid in _GRIDS if (day := _ordered(group, world, grid, tries))), None)


def _ordered(group: Group, world: World, grid: int, tries: _Tries) -> list[tuple[Stop, int]] | None:
    best: tuple[int, list[tuple[Stop, int]]] | None = None
    for order in permutations(group):
        tries.one_more()
        day: list[tuple[Stop, int]] = []
        free = 0
        for stop in order:
            if day:
                free += way(world, day[-1][0], stop)
            begins = _begins(stop, free, grid)
            if begins is None:
                break
            free = begins + stop.min_minutes
            day.append((stop, begins))
        else:
            if best is None or free < best[0]:
                best = (free, day)
    return best[1] if best else None


def _begins(stop: Stop, free: int, grid: int) -> int | None:
    """The first minute from `free` on at which a visit can begin; None where it is too late."""
    if stop.departures:
        return next((leaves for leaves in map(minutes, stop.departures) if leaves >= free), None)
    begins = -(-max(free, minutes(stop.open)) // grid) * grid
    return begins if begins + stop.min_minutes <= minutes(stop.close) else None
