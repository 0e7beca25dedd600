"""What a trace found in a text, as numbers: the browser cuts the text at their ends and draws them.

A mark is three integers: what it is (an index into `KINDS`, plus the number of kinds times an index into `LABELS`),
where it begins (from the beginning of the mark before), and its length. Of steps, which are many, only the beginnings
are told. Positions are UTF-16 units, which is how a browser counts; the records count code points.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from bench.records import Span, Trace

KINDS = ("reasoning", "response", "check", "turn", "true", "false", "candidate", "loop", "switch", "answer")
"""What can be seen in a text, in the order of the legend."""
LABELS = (
    "",
    "confirmed",
    "corrected",
    "broke",
    "changed",
    "inconclusive",
    "retracted",
    "conflicting",
    "right",
    "wrong",
)
"""What is said of a mark beside its kind."""


_WIDE = re.compile("[\U00010000-\U0010ffff]")
"""Code points of two units."""


class Mark(NamedTuple):
    """A span that is to be seen in the text."""

    span: Span
    """In code points."""
    kind: str
    """One of `KINDS`."""
    label: str = ""
    """One of `LABELS`."""
    note: str = ""
    """What else is known of it, as shown when it is pointed at."""


def marks(trace: Trace) -> Iterator[Mark]:
    """Everything in a trace that the report shows in its text."""
    if trace.reasoning:
        yield Mark(trace.reasoning, "reasoning")
    if trace.response:
        yield Mark(trace.response, "response")
    for episode in trace.episodes:
        yield Mark(episode.span, "check" if episode.kind == "verification" else "turn", episode.outcome or "")
    for claim in trace.claims:
        told = f"{claim.left} {claim.relation} {claim.right}" if not claim.holds else ""
        yield Mark(claim.span, "true" if claim.holds else "false", "retracted" if claim.retracted else "", told)
    for candidate in trace.candidates:
        label = "" if candidate.right is None else "right" if candidate.right else "wrong"
        yield Mark(candidate.span, "candidate", label)
    if trace.health.loop:
        yield Mark(trace.health.loop, "loop")
    for span in trace.health.language_switches:
        yield Mark(span, "switch")
    if trace.answer.span:
        yield Mark(trace.answer.span, "answer", "conflicting" if trace.answer.status == "conflicting" else "")


class Units:
    """Code points of a text -> its UTF-16 units."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._wide = [match.start() for match in _WIDE.finditer(text)]

    def at(self, position: int) -> int:
        """The unit at which a code point begins; what lies outside the text is clipped."""
        inside = min(max(position, 0), self._length)
        return inside + bisect_left(self._wide, inside)


def steps(trace: Trace, units: Units) -> list[int]:
    """Where the steps begin, each counted from the one before."""
    starts = sorted(units.at(start) for start, _ in trace.steps)
    return [start - before for before, start in pairwise([0, *starts])]


def packed(found: Iterator[Mark], units: Units) -> tuple[list[int], dict[str, str]]:
    """Marks as the browser reads them: three integers each, sorted by where they begin, and the notes by their number.

    Empty ones are left out.
    """
    placed = []
    for mark in found:
        start, end = units.at(mark.span[0]), units.at(mark.span[1])
        if start < end:
            what = KINDS.index(mark.kind) + len(KINDS) * LABELS.index(mark.label)
            placed.append((start, -end, what, mark.note))
    numbers: list[int] = []
    notes: dict[str, str] = {}
    before = 0
    for n, (start, negative, what, note) in enumerate(sorted(placed)):
        numbers += (what, start - before, -negative - start)
        before = start
        if note:
            notes[str(n)] = note[:200]
    return numbers, notes
