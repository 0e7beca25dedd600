"""Times, distances and names of a closed world."""

import pytest

from bench.checks.world import clock, distance, find_inn, find_stop, minutes, night, normal, travel_minutes, way
from bench.records import Constraint, Inn, Stop, World


def stop(id: str, lat: float = 0.0, lon: float = 0.0, **names: str) -> Stop:
    fields = {"cost": 0, "open": "09:00", "close": "17:00", "min_minutes": 30, "lat": lat, "lon": lon}
    return Stop.model_validate({"id": id, "names": names or {"en": id}, **fields})


def test_clock_and_minutes() -> None:
    assert minutes("09:05") == 545
    assert clock(545) == "09:05"
    assert clock(25 * 60) == "25:00"


def test_distances() -> None:
    """A degree of latitude is 111.2 km everywhere, one of longitude half of that at 60 degrees north."""
    assert distance(stop("a"), stop("b", lat=1.0)) == pytest.approx(111.19, abs=0.01)
    assert distance(stop("a", lat=60.0), stop("b", lat=60.0, lon=1.0)) == pytest.approx(55.6, abs=0.01)
    assert travel_minutes(stop("a"), stop("b", lat=1.0), 60) == 112
    assert travel_minutes(stop("a"), stop("a"), 60) == 0


def test_names_in_any_language_and_spelling() -> None:
    inn = Inn(id="lodge", names={"en": "Minase Lodge", "ja": "水瀬荘"}, cost=1)
    world = World(days=1, constraints=(), stops=(stop("dam", en="Old Dam", ja="旧ダム"),), inns=(inn,))
    assert normal(" Old　ＤＡＭ") == normal("The old dam") == "olddam"
    assert (normal("Theatre"), normal("The")) == ("theatre", "the")
    assert find_stop(world, "old dam") is find_stop(world, "旧ダム") is world.stops[0]
    assert find_stop(world, "New Dam") is None
    assert find_inn(world, "ＭＩＮＡＳＥ　Lodge") is inn


def test_a_place_without_position_has_no_distance() -> None:
    with pytest.raises(ValueError, match="no position: a or b"):
        distance(stop("a").model_copy(update={"lat": None}), stop("b"))


def test_the_way_is_the_longest_that_a_constraint_tells() -> None:
    speed = Constraint(id="reach", level="commonsense", check="reachable", args={"max_kmh": 60})
    bus = Constraint(id="bus", level="commonsense", check="travel_time", args={"minutes": 40})
    a, b, far = stop("a"), stop("b", lat=0.1), stop("c", lat=1.0)
    assert way(World(days=1, constraints=()), a, far) == 0
    assert way(World(days=1, constraints=(speed,)), a, b) == 12
    both = World(days=1, constraints=(speed, bus))
    assert (way(both, a, b), way(both, a, far)) == (40, 112)


def test_a_night_for_persons_and_in_rooms() -> None:
    inn = Inn(id="lodge", names={"en": "Lodge"}, cost=9000)
    assert night(inn, 3) == 27000
    assert [night(inn.model_copy(update={"sleeps": 2}), party) for party in (1, 2, 3)] == [9000, 9000, 18000]
