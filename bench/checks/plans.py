"""Travel plans in generated text: one fenced JSON block, or day headings.

The block (``plan/1``)::

    {"days": [{"day": 1, "date": "04-05", "stops": [{"time": "09:00", "name": "…", "cost": 0}], "inn": "…"}],
     "nights": 1, "total": 12000}

``date``, ``cost`` and ``total`` are wanted only where the question asks for them; the last day's ``inn`` is null. Keys
beyond these are ignored.
"""

import json
import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bench.trace.numbers import fold

MAX_BLOCK = 100_000
"""Longest block that is read, code points."""

Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Date = Annotated[str, StringConstraints(pattern=r"^([0-9]{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
Named = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Yen = Annotated[int, Field(ge=-(10**12), le=10**12)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class Visit(_Part):
    """A stop of a day."""

    time: Clock | None = None
    """When it begins; None only in plans read from headings."""
    name: Named
    cost: Yen | None = None
    """As the plan states it, yen a person."""


class Day(_Part):
    """A day of a plan."""

    day: int
    """From 1."""
    date: Date | None = None
    stops: list[Visit] = Field(max_length=100)
    inn: Named | None = None


class Plan(_Part):
    """A travel plan."""

    days: list[Day] = Field(min_length=1, max_length=100)
    nights: int
    total: Yen | None = None
    """As the plan states it, yen for everyone."""


_FENCE = re.compile(r"```(?:json|JSON)?(.*?)```", re.S)


def read_block(text: str) -> Plan | None:
    """The last fenced block that is a valid plan with a time for every stop; None where there is none."""
    for block in reversed(_FENCE.findall(text)):
        if len(block) > MAX_BLOCK:
            continue
        try:
            plan = Plan.model_validate(json.loads(block))
        except (ValueError, RecursionError, ValidationError):
            continue
        if all(visit.time for day in plan.days for visit in day.stops):
            return plan
    return None


# ---------------------------------------------------------------- headings

_KANJI = {character: number for number, character in enumerate("一二三四五六七八九十", 1)}
_HEADING = re.compile(
    r"^[ \t#*_]{0,8}(?:Day[ \t]{0,2}(?P<en>[0-9]{1,2})|第[ \t]?(?P<dai>[0-9]{1,2}|[一二三四五六七八九十])[ \t]?日目?"
    r"|(?P<ja>[0-9]{1,2}|[一二三四五六七八九十])[ \t]?日目)(?![0-9])(?P<rest>.*)$",
    re.I,
)
_LED = re.compile(
    r"^[ \t]*(?:[-*•・‣]|[0-9]{1,2}[.)](?=[ \t]))?[ \t]*(?:\*\*)?(?:(?P<h>[0-9]{1,2}):(?P<m>[0-5][0-9]))?(?P<what>.*)$"
)
_BULLET = re.compile(r"^[ \t]*(?:[-*•・‣][ \t]|[-•・‣]|[0-9]{1,2}[.)][ \t]|(?:\*\*)?[0-9]{1,2}:[0-5][0-9])")
_PART_OF_DAY = re.compile(
    r"^[ \t*_]*(?:(?:early |late )?(?:morning|noon|afternoon|evening|night|lunch|dinner|breakfast)"
    r"|朝食?|午前中?|昼食?|午後|夕方|夕食|夜)[ \t*_]*:[ \t*_]*",
    re.I,
)
_INN = re.compile(
    r"^[ \t*_]*(?:stay(?:ing)?(?: overnight)?(?: (?:at|in))?|accommodation|hotel|inn|宿泊先?|宿|泊)\b"
    r"[ \t*_]*:?[ \t*_]*",
    re.I,
)
_NIGHTS = re.compile(r"([0-9]{1,2})[ \t]?(?:nights?\b|泊)", re.I)
_ENDS_NAME = re.compile(r"[ \t]+[-–—:][ \t]|[:。.(]|[ \t]{2,}")


def read_headings(text: str) -> Plan | None:
    """The last run of day headings 1, 2, 3, … with what stands under each; None where there is none.

    Nights are as the text states them, else the days with an inn, else one less than the days. Times stay unknown where
    none are written.
    """
    flat = fold(text)
    runs: list[list[tuple[str, list[str]]]] = []
    for line in flat.splitlines():
        heading = _HEADING.match(line)
        if heading is None:
            if runs:
                runs[-1][-1][1].append(line)
            continue
        written = heading["en"] or heading["dai"] or heading["ja"]
        number = _KANJI.get(written) or int(written)
        if runs and number == len(runs[-1]) + 1:
            runs[-1].append((heading["rest"], []))
        elif number == 1:
            runs.append([(heading["rest"], [])])
    if not runs:
        return None
    days = [_day(number, rest, lines) for number, (rest, lines) in enumerate(runs[-1], 1)]
    stated = _NIGHTS.search(flat)
    inns = sum(day.inn is not None for day in days)
    return Plan(days=days, nights=int(stated[1]) if stated else inns or len(days) - 1)


def _day(number: int, rest: str, lines: list[str]) -> Day:
    inn, stops = None, list(_listed(rest))
    for line in _of_the_list(lines):
        led = _LED.match(line)
        what = _PART_OF_DAY.sub("", led["what"].strip()) if led else ""
        if led is None or not what.strip(" *_"):
            continue
        if led["h"] is None and (lodging := _INN.match(what)):
            inn = _name(what[lodging.end() :]) or inn
            continue
        time = f"{int(led['h']):02d}:{led['m']}" if led["h"] and int(led["h"]) < 24 else None
        if name := _name(what):
            stops.append(Visit(time=time, name=name))
    return Day(day=number, stops=stops[:100], inn=inn)


def _listed(rest: str) -> Iterator[Visit]:
    """Stops on the heading's own line: ``Day 1: Senso-ji, Ueno Park``."""
    _, colon, listed = rest.partition(":")
    if colon:
        for part in re.split(r"、|,|→|->|;", listed):
            if name := _name(part):
                yield Visit(name=name)


def _of_the_list(lines: list[str]) -> Iterator[str]:
    """The bullets of a day, up to a blank line that prose follows."""
    seen = blank = False
    for line in lines:
        if not line.strip():
            blank = seen
        elif _BULLET.match(line):
            seen, blank = True, False
            yield line
        elif blank:
            return


def _name(words: str) -> str | None:
    words = words[:400].strip(" \t*_:-–—")
    end = _ENDS_NAME.search(words)
    return (words[: end.start()] if end else words).strip(" \t*_")[:200] or None
