"""A closed world as the prompt shows it: a Markdown table of the places and one of the inns, with the columns that the
constraints need and no others. A stay that all places share is for the item's text to tell.
"""

from collections.abc import Collection

from bench.packs.sandbox import Sandbox, StopSpec
from bench.records import Lang

_HOURS = {"within_open_hours", "on_departure"}
_STAY = {"within_open_hours", "on_departure", "reachable", "travel_time"}
_HEADS: dict[Lang, dict[str, str]] = {
    "en": {
        "place": "place",
        "cost": "cost (yen)",
        "hours": "open",
        "stay": "shortest stay (minutes)",
        "lat": "latitude",
        "lon": "longitude",
        "inn": "inn",
        "night": "cost a night (yen)",
        "room": "cost of a room a night (yen)",
        "sleeps": "guests a room",
    },
    "ja": {
        "place": "場所",
        "cost": "料金（円）",
        "hours": "営業時間",
        "stay": "最短滞在（分）",
        "lat": "緯度",
        "lon": "経度",
        "inn": "宿",
        "night": "1泊の料金（円）",
        "room": "1室1泊の料金（円）",
        "sleeps": "1室の定員",
    },
}
_LEAVES: dict[Lang, str] = {"en": "leaves at {}", "ja": "{}発"}
_BETWEEN: dict[Lang, str] = {"en": ", ", "ja": "、"}


def table(sandbox: Sandbox, checks: Collection[str], lang: Lang) -> str:
    """The places and inns.

    Parameters
    ----------
    checks : names of the predicates that the world's constraints use; they decide which columns stand.
    """
    places = ["place", "cost"]
    if _HOURS & set(checks):
        places.append("hours")
    if _STAY & set(checks) and len({stop.min_minutes for stop in sandbox.stops}) > 1:
        places.append("stay")
    if "reachable" in checks:
        places += ["lat", "lon"]
    lines = _lines([_HEADS[lang][name] for name in places], [_place(s, places, lang) for s in sandbox.stops])
    if sandbox.inns:
        rooms = any(inn.sleeps is not None for inn in sandbox.inns)
        inns = ["inn", "room", "sleeps"] if rooms else ["inn", "night"]
        rows = [[i.name[lang], str(i.cost), *([str(i.sleeps or 1)] if rooms else [])] for i in sandbox.inns]
        lines += ["", *_lines([_HEADS[lang][name] for name in inns], rows)]
    return "\n".join(lines)


def _place(stop: StopSpec, columns: list[str], lang: Lang) -> list[str]:
    hours = f"{stop.open}-{stop.close}"
    if stop.departures:
        hours = _LEAVES[lang].format(_BETWEEN[lang].join(stop.departures))
    cells = {
        "place": stop.name[lang],
        "cost": str(stop.cost),
        "hours": hours,
        "stay": str(stop.min_minutes),
        "lat": str(stop.lat),
        "lon": str(stop.lon),
    }
    return [cells[column] for column in columns]


def _lines(heads: list[str], rows: list[list[str]]) -> list[str]:
    return ["| " + " | ".join(cells) + " |" for cells in (heads,)] + [
        "|" + "---|" * len(heads),
        *("| " + " | ".join(cells) + " |" for cells in rows),
    ]
