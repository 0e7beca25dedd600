"""Places of a closed world: what is given must be looked at, and what is looked at given."""

from typing import Any

import pytest
from pydantic import ValidationError

from bench.packs.sandbox import Sandbox, StopSpec, problems


def stop(**fields: Any) -> StopSpec:
    return StopSpec.model_validate({"id": "hill", "name": {"en": "Hill"}, "cost": 0, **fields})


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"departures": ["09:40"], "open": "09:00"}, "a ride has departures, a place has opening hours"),
        ({"departures": ["12:10", "09:40"]}, "departures stand in order"),
        ({"departures": ["09:40", "09:40"]}, "departures stand in order"),
        ({"departures": ["9:40"]}, "should match pattern"),
        ({"min_minutes": 0}, "greater than or equal to 1"),
    ],
)
def test_places_that_are_wrong(fields: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        stop(**fields)


def test_positions_and_departures_belong_to_constraints() -> None:
    ride = Sandbox(stops=[stop(departures=["09:40", "12:10"])])
    assert problems(ride, {"on_departure"}) == []
    assert problems(ride, set()) == [(("stops", 0, "departures"), "no constraint looks at them; add `on_departure`")]
    without = Sandbox(stops=[stop(lat=36.1)])
    assert problems(without, {"travel_time"}) == []
    assert problems(without, {"reachable"}) == [(("stops", 0), "needs `lat` and `lon`, which `reachable` looks at")]
    assert problems(Sandbox(stops=[stop(lat=36.1, lon=137.2)]), {"reachable"}) == []
