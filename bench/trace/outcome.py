"""What became of a result that was checked."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal

from bench.records import Candidate, Claim, Span

Outcome = Literal["confirmed", "corrected", "broke", "changed", "inconclusive"]
AHEAD = 8
"""Candidates behind a failed check that are looked at for another result."""


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
        within = self._candidates[first] if first < last else None
        if disagrees:
            other = self._other(before, first, last if agrees else first + AHEAD)
            if before is not None and other is not None:
                return _changed(before, other)
            after = within or (self._candidates[last] if last < len(self._candidates) else None)
            retracted = self._first_retracted is not None and self._first_retracted <= span[0]
            if retracted and after is not None:
                return "corrected" if after.right or not self._reference else "changed"
            return "confirmed" if agrees else "inconclusive"
        if before is not None and within is not None:
            result = self._candidates[last - 1]
            known = within.value == before.value or self._first[result.value] < span[0]
            if known or (agrees and restated):
                return "confirmed"
            return _changed(before, result)
        return "confirmed" if agrees else "inconclusive"

    def _other(self, before: Candidate | None, first: int, last: int) -> Candidate | None:
        """The next candidate that differs from the one before."""
        following = self._candidates[first : min(last, first + AHEAD)]
        return next((c for c in following if before is not None and c.value != before.value), None)


def _changed(before: Candidate, after: Candidate) -> Outcome:
    if before.right or after.right:
        return "corrected" if after.right else "broke"
    return "changed"
