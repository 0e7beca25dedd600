"""Which passages of a text may hold arithmetic: the surroundings of its relation signs, from mark to mark.

Most of a text is prose, and most signs stand beside an unknown (``x = 5``). Only what is left is cut into tokens.
"""

import re
import string
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from bench.records import Span
from bench.trace.spoken import TOTALS, VERBS

_SIGN = re.compile(
    r"(?:[=<>≤≥≦≧≠≈≒≃]|\\(?:leq?|geq?|leqslant|geqslant|neq?|lt|gt|approx|simeq)(?![a-zA-Z]))"
    r"(?!\s{0,9}(?!about|approx|roughly|around|nearly|almost)[A-Za-z])"
)
_SPOKEN = re.compile(
    rf"[0-9)}}%$!²³][^\x00-\x7f、。はで]{{0,3}}"
    rf"(?P<sign>,?\s{VERBS}\s+(?=[-$£€\\(]{{0,4}}(?:[0-9]|[dt]?frac|about|approx|roughly))"
    rf"|{TOTALS}|\s?[はで](?=\s?約?[¥$]?[0-9]))"
)
"""The signs behind which a number may stand."""
_UNKNOWN = re.compile(r"(?<![A-Za-zα-ωΑ-Ω\\])(?:[a-z]|(?<![A-Za-z] )[A-Z])\s{0,9}$")
"""A letter before a sign; a capital one behind a word may belong to a unit ("5 people from school B = …")."""
_MARK = re.compile(
    r"[,.;?。、；？\n](?:(?<=[,.;?])(?<!\\.)(?=\s)(?!\s(?:for|making|giving) a )"
    r"|(?<=[。；？])|(?<=、)(?!合|全部|計)|(?<=\n)[ \t\r]*\n(?!\s*[=<>≤≥≈≠&\\]))"
)
"""No arithmetic goes on over these, unless they stand in brackets."""
LETTER_UNITS = frozenset(["m", "g", "h", "L", "l", "s", "t"])
"""Letters that are a unit behind a number, rather than an unknown."""
_BEFORE, _AFTER = 300, 200
_PROSE = string.ascii_letters + string.whitespace + ".,;:'\"?"
_WORDS = 4
"""How many words around the arithmetic are read."""


def passages(folded: str, end: int) -> Iterator[Span]:
    """The passages of ``folded[:end]`` that hold a sign between two numbers, in order; time is linear in its length."""
    marks = [0, *(m.start() for m in _MARK.finditer(folded, 0, end)), end]
    written = (m.span() for m in _SIGN.finditer(folded, 0, end))
    spoken = (m.span("sign") for m in _SPOKEN.finditer(folded, 0, end))
    start = stop = -1
    for begin, past in sorted([*written, *spoken]):
        if _UNKNOWN.search(folded, max(0, begin - 12), begin) and not _letter_unit(folded, begin):
            continue
        left, right = _left(folded, marks, begin), _right(folded, marks, past)
        if left <= stop:
            stop = max(stop, right)
            continue
        if stop >= 0:
            yield _trimmed(folded, start, stop)
        start, stop = left, right
    if stop >= 0:
        yield _trimmed(folded, start, stop)


def _letter_unit(folded: str, at: int) -> bool:
    """Is the single letter before `at` a unit ("5 m")?"""
    return folded[max(0, at - 10) : at].rstrip()[-1:] in LETTER_UNITS


def _left(folded: str, marks: Sequence[int], sign: int) -> int:
    """The last mark before a sign, outside of brackets; no further than `_BEFORE`, and then at white space."""
    i = bisect_right(marks, sign) - 1
    while sign - marks[i] < _BEFORE and i and _depth(folded[marks[i] : sign]) < 0:
        i -= 1
    if sign - marks[i] <= _BEFORE:
        return marks[i]
    gap = re.compile(r"\s").search(folded, sign - _BEFORE, sign)
    return gap.end() if gap else sign - _BEFORE


def _right(folded: str, marks: Sequence[int], sign: int) -> int:
    i = bisect_left(marks, sign)
    while marks[i] - sign < _AFTER and i + 1 < len(marks) and _depth(folded[sign : marks[i]]) > 0:
        i += 1
    return min(marks[i], sign + _AFTER)


def _depth(passage: str) -> int:
    """How many more brackets are opened than closed."""
    return passage.count("(") + passage.count("{") - passage.count(")") - passage.count("}")


def _trimmed(folded: str, start: int, stop: int) -> Span:
    """A passage without the prose before its first number and behind its last, but for the nearest words."""
    passage = folded[start:stop]
    first, last = len(passage) - len(passage.lstrip(_PROSE)), len(passage.rstrip(_PROSE))
    for _ in range(_WORDS):
        first = max(0, passage.rfind(" ", 0, first))
        last = passage.find(" ", last + 1) % (len(passage) + 1)
    return start + first, start + last
