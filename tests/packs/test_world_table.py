"""The table of a closed world shows what its constraints need."""

from bench.packs.sandbox import InnSpec, Sandbox, StopSpec
from bench.packs.world_table import table


def world(stay: int = 60, **inn: int) -> Sandbox:
    place = {"cost": 0, "open": "09:00", "close": "17:00", "lat": 36.1, "lon": 137.2}
    ride = {"cost": 1500, "departures": ["09:40", "12:10"], "min_minutes": stay, "lat": 36.2, "lon": 137.3}
    return Sandbox(
        stops=[
            StopSpec.model_validate({"id": "hill", "name": {"en": "Hill", "ja": "丘"}, **place}),
            StopSpec.model_validate({"id": "train", "name": {"en": "Train", "ja": "汽車"}, **ride}),
        ],
        inns=[InnSpec.model_validate({"id": "inn", "name": {"en": "Inn", "ja": "宿屋"}, "cost": 7000, **inn})],
    )


def test_prices_alone() -> None:
    assert table(world(), {"prices_match"}, "en").splitlines() == [
        "| place | cost (yen) |",
        "|---|---|",
        "| Hill | 0 |",
        "| Train | 1500 |",
        "",
        "| inn | cost a night (yen) |",
        "|---|---|",
        "| Inn | 7000 |",
    ]


def test_hours_and_departures_and_stays_that_differ() -> None:
    rows = table(world(90), {"within_open_hours", "on_departure"}, "ja").splitlines()[:4]
    assert rows == [
        "| 場所 | 料金（円） | 営業時間 | 最短滞在（分） |",
        "|---|---|---|---|",
        "| 丘 | 0 | 09:00-17:00 | 60 |",
        "| 汽車 | 1500 | 09:40、12:10発 | 90 |",
    ]
    assert table(world(60), {"within_open_hours"}, "en").splitlines()[0] == "| place | cost (yen) | open |"


def test_positions_where_distances_count_and_rooms_where_inns_have_them() -> None:
    lines = table(world(sleeps=2), {"reachable"}, "en").splitlines()
    assert lines[0] == "| place | cost (yen) | latitude | longitude |"
    assert lines[2] == "| Hill | 0 | 36.1 | 137.2 |"
    assert lines[-3:] == [
        "| inn | cost of a room a night (yen) | guests a room |",
        "|---|---|---|",
        "| Inn | 7000 | 2 |",
    ]
