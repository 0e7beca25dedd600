"""What became of a result that was checked."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal

from bench.records import Candidate, Claim, Span

Outcome = Literal["confirmed", "corrected", "broke", "changed", "inconclusive"]
AHEAD = 8
"""Candidates within a check that are looked at."""


class Results:
    """The candidates of a text and what it took back, to look up what stood before and behind a check.

    Parameters
    ----------
    candidates, claims : of the text, in order.
    reference : whether there is a reference answer; without one no correction is told from another change.
    """

    def __init__(self, candidates: Sequence[Candidate], claims: Sequence[Claim], *, reference: bool) -> None:
        self._candidates = candidates
        self._starts = [c.span[0] for c in candidates]
        self._first: dict[str, int] = {}
        """Where each value first stood as a candidate."""
        for c in candidates:
            self._first.setdefault(c.value, c.span[0])
        self._reference = reference
        self._first_retracted = min((c.span[1] for c in claims if c.retracted), default=None)

    def outcome(self, span: Span, *, agrees: bool, disagrees: bool, restated: bool) -> Outcome:
        """The candidate before a check against the one within or behind it, else the text's own verdict.

        Parameters
        ----------
        span : the check.
        agrees : its last verdict in words agrees with the result.
        disagrees : some sentence of it does not.
        restated : the value of a candidate before comes again in it.
        """
        first, last = bisect_left(self._starts, span[0]), bisect_left(self._starts, span[1])
        before = self._candidates[first - 1] if first else None
        within = self._candidates[first : min(last, first + AHEAD)]
        behind = self._candidates[last] if last < len(self._candidates) else None
        if disagrees:
            following = within if agrees or behind is None else [*within, behind]
            # What a check ends with is its result; values before that are parts of it.
            ends = [*reversed(within), *following[len(within) :]]
            other = next((c for c in ends if before is not None and c.value != before.value), None)
            if before is not None and other is not None:
                return _changed(before, other)
            retracted = self._first_retracted is not None and self._first_retracted <= span[0]
            if retracted and following:
                return "corrected" if following[0].right or not self._reference else "changed"
            return "confirmed" if agrees else "inconclusive"
        if before is not None and within:
            result = within[-1]
            known = self._first[result.value] < span[0] or (agrees and restated)
            stands = before.value in [c.value for c in within] or (behind is not None and behind.value == before.value)
            return "confirmed" if known or stands else _changed(before, result)
        return "confirmed" if agrees else "inconclusive"


def _changed(before: Candidate, after: Candidate) -> Outcome:
    if before.right or after.right:
        return "corrected" if after.right else "broke"
    return "changed"
