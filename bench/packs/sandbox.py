"""The places and inns of a closed travel world, as a pack gives them."""

from collections.abc import Collection

from pydantic import Field, model_validator

from bench.packs.parts import ClockTime, Part, Slug, Text
from bench.packs.source import FieldPath


class StopSpec(Part):
    """A place of a closed world."""

    id: Slug
    name: Text
    cost: int = Field(ge=0)
    open: ClockTime = "00:00"
    close: ClockTime = "23:59"
    departures: list[ClockTime] = Field([])
    """A ride: when it leaves, in order; it has no opening hours."""
    min_minutes: int = Field(60, ge=1, le=1440)
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)

    @model_validator(mode="after")
    def _one_kind(self) -> "StopSpec":
        if self.departures and {"open", "close"} & self.model_fields_set:
            raise ValueError("a ride has departures, a place has opening hours")
        if self.departures != sorted(set(self.departures)):
            raise ValueError("departures stand in order, each once")
        return self


class InnSpec(Part):
    """A place to sleep in a closed world."""

    id: Slug
    name: Text
    cost: int = Field(ge=0)
    """Yen a night: of a person, or of a room where `sleeps` is given."""
    sleeps: int | None = Field(None, ge=1, le=100)
    """Travellers that a room holds."""


class Sandbox(Part):
    """A closed world."""

    stops: list[StopSpec] = Field(min_length=1, max_length=14)
    inns: list[InnSpec] = Field([], max_length=20)
    """None for a trip of one day."""


def problems(sandbox: Sandbox, checks: Collection[str]) -> list[tuple[FieldPath, str]]:
    """What the constraints look at must be given, and what is given looked at.

    Parameters
    ----------
    checks : names of the predicates that the constraints use.
    """
    found: list[tuple[FieldPath, str]] = []
    for i, stop in enumerate(sandbox.stops):
        if "reachable" in checks and (stop.lat is None or stop.lon is None):
            found.append((("stops", i), "needs `lat` and `lon`, which `reachable` looks at"))
        if stop.departures and "on_departure" not in checks:
            found.append((("stops", i, "departures"), "no constraint looks at them; add `on_departure`"))
    return found
