"""Arithmetic on the table of a closed travel world: times, distances, prices."""

import math
import unicodedata
from functools import lru_cache

from bench.records import Inn, Stop, World

EARTH_KM = 6371.0
"""Mean radius of the Earth."""


def minutes(clock: str) -> int:
    """``HH:MM`` as minutes since midnight."""
    hours, _, rest = clock.partition(":")
    return 60 * int(hours) + int(rest)


def clock(minutes: int) -> str:
    """Minutes since midnight as ``HH:MM``; hours beyond a day stay as they are."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def distance(a: Stop, b: Stop) -> float:
    """Great-circle distance of two places with positions, km (haversine); ValueError without one."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        raise ValueError(f"no position: {a.id} or {b.id}")
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def travel_minutes(a: Stop, b: Stop, max_kmh: float) -> int:
    """The fastest way from one place to another, whole minutes rounded up."""
    return math.ceil(60 * distance(a, b) / max_kmh)


def way(world: World, a: Stop, b: Stop) -> int:
    """The least time from one place to another by the world's constraints, minutes; 0 where none speaks of it."""
    times = [0]
    for constraint in world.constraints:
        if constraint.check == "reachable":
            times.append(travel_minutes(a, b, float(str(constraint.args["max_kmh"]))))
        elif constraint.check == "travel_time":
            times.append(int(str(constraint.args["minutes"])))
    return max(times)


def night(inn: Inn, party: int) -> int:
    """What a night costs a party, yen: a price a person, or as many rooms as it needs."""
    return inn.cost * (party if inn.sleeps is None else math.ceil(party / inn.sleeps))


@lru_cache(1 << 14)
def normal(name: str) -> str:
    """A name as it is compared: compatibility forms, case, white space and an English article do not matter."""
    words = unicodedata.normalize("NFKC", name).casefold().split()
    return "".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def find_stop(world: World, name: str) -> Stop | None:
    """The place of a name in any language."""
    return next((stop for stop in world.stops if normal(name) in map(normal, stop.names.values())), None)


def find_inn(world: World, name: str) -> Inn | None:
    """The inn of a name in any language."""
    return next((inn for inn in world.inns if normal(name) in map(normal, inn.names.values())), None)
