"""Dates and times of day in running text -> ISO form."""

import re
from fractions import Fraction

from bench.trace.numerals import WORDS, japanese_value

_TIME_OF_DAY = re.compile(
    r"(?:(?P<half>午前|午後|朝|夜|夕方)\s?)?(?P<h>[0-9]{1,2}"
    r"|[一二三四五六七八九十]{1,3})時(?!間)(?:(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,3})分"
    r"|(?P<hh>半))?"
    r"|(?P<H>[0-9]{1,2}):(?P<M>[0-9]{2})(?![0-9:])(?:\s?(?P<ap1>[ap])\.?m\b\.?)?"
    r"|(?P<h12>[0-9]{1,2})\s?(?P<ap2>[ap])\.?m\b\.?|(?P<noon>\bnoon\b|正午)"
    r"|(?P<midnight>\bmidnight\b)"
    r"|\b(?P<past>half|quarter) past (?P<pw>[a-z]+)(?: in the (?P<day>morning|afternoon|evening))?",
    re.I,
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_MONTH = "|".join(m.capitalize() for m in _MONTHS)
_DATE = re.compile(
    rf"(?P<y>[0-9]{{4}})[-/](?P<m>[0-9]{{1,2}})[-/](?P<d>[0-9]{{1,2}})(?![0-9])|(?:(?P<era>令和"
    rf"|平成|昭和)?(?P<jy>[0-9]{{1,4}}|元|[〇一二三四五六七八九十百千]{{1,8}})年)?"
    rf"(?P<jm>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})月(?P<jd>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})日(?!間)"
    rf"|\b(?P<em>{_MONTH}) (?P<ed>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9])(?:,? (?P<ey>[0-9]{{4}})(?![0-9]))?"
    rf"|(?<![0-9])(?P<bd>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<bm>{_MONTH})\b(?:,? (?P<by>[0-9]{{4}})(?![0-9]))?"
)
_HINT = re.compile(
    r"年|月|時|正午|:[0-9]{2}|-[0-9]{1,2}[-/]|/[0-9]{1,2}[-/]|a(?<=[0-9\s].)\.?m\b|p(?<=[0-9\s].)\.?m\b|noon|midnight"
    rf"|half past|quarter past|{'|'.join(_MONTHS)}"
)
"""A date or a time of day holds one of these; most passages hold none."""
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}


def date(m: re.Match[str]) -> str | None:
    """ISO form of a match of the date pattern, ``--03-05`` without a year; None for what is no date."""
    if m["y"]:
        year, month, day = m["y"], m["m"], m["d"]
    elif m["jm"]:
        year, month, day = m["jy"], m["jm"], m["jd"]
    else:
        year, day = m["ey"] or m["by"], m["ed"] or m["bd"]
        month = str(1 + _MONTHS.index((m["em"] or m["bm"]).lower()))
    parts = [Fraction(1) if x == "元" else japanese_value(x) if x else None for x in (year, month, day)]
    if parts[1] is None or parts[2] is None or not (1 <= parts[1] <= 12 and 1 <= parts[2] <= 31):
        return None
    if parts[0] is None:
        return f"--{int(parts[1]):02d}-{int(parts[2]):02d}"
    return f"{int(parts[0]) + _ERAS.get(m['era'] or '', 0):04d}-{int(parts[1]):02d}-{int(parts[2]):02d}"


def clock(m: re.Match[str]) -> str | None:
    """``HH:MM`` of a match of the time-of-day pattern; None for what is no time."""
    minute = 0
    if m["noon"]:
        return "12:00"
    if m["midnight"]:
        return "00:00"
    if m["past"]:
        if m["pw"].lower() not in WORDS:
            return None
        hour, minute, late = (
            WORDS[m["pw"].lower()],
            30 if m["past"].lower() == "half" else 15,
            (m["day"] or "") in ("afternoon", "evening"),
        )
    elif m["h"]:
        parts = [japanese_value(x) if x else Fraction(0) for x in (m["h"], m["m"])]
        if None in parts:
            return None
        hour, minute = int(parts[0] or 0), 30 if m["hh"] else int(parts[1] or 0)
        late = (m["half"] or "") in ("午後", "夜", "夕方")
    else:
        half = (m["ap1"] or m["ap2"] or "").lower()
        hour, minute, late = int(m["H"] or m["h12"]), int(m["M"] or 0), half == "p"
        if half == "a" and hour == 12:
            hour = 0
    if late and hour < 12:
        hour += 12
    return f"{hour:02d}:{minute:02d}" if hour <= 24 and minute < 60 else None


def dates(text: str) -> list[tuple[int, int, str]]:
    """Dates and times of day of a folded text: (start, end, ISO form)."""
    if not _HINT.search(text.lower()):
        return []
    found = [(m.start(), m.end(), value) for m in _DATE.finditer(text) if (value := date(m))]
    taken, at = sorted(found), 0
    for m in _TIME_OF_DAY.finditer(text):
        while at < len(taken) and taken[at][1] <= m.start():
            at += 1
        inside = at < len(taken) and taken[at][0] <= m.start()
        if not inside and (value := clock(m)):
            found.append((m.start(), m.end(), value))
    return sorted(found)
