"""How generations ended in each arm, and what became of each outcome of the reference in another arm."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from bench.comparison.records import Flips, Outcomes, Pair
from bench.comparison.table import Table
from bench.records import Elicit, Outcome, Request
from bench.scores import Place

OUTCOMES: tuple[Outcome, ...] = tuple(outcome for outcome in get_args(Outcome) if outcome != "limit")
"""Of what is in a figure."""


def outcomes(table: Table, owed: Sequence[Request], limited: Sequence[Request] = ()) -> Iterator[Outcomes]:
    """The outcomes of every place and arm.

    Parameters
    ----------
    owed : requests of the plan without a generation.
    limited : those whose generation is beyond a limit.
    """
    left = Counter((_place(request), request.arm) for request in owed)
    beyond = Counter((_place(request), request.arm) for request in limited)
    places = dict.fromkeys((*table.places(), *(place for place, _ in (*left, *beyond))))
    index = table.places()
    for place in places:
        pairs = [table.pairs[row] for row in index.get(place, ())]
        for arm in table.arms:
            ends = Counter(pair.sides[arm].judgment.outcome for pair in pairs if arm in pair.sides)
            family, format, elicit = place
            counts = {outcome: ends[outcome] for outcome in OUTCOMES}
            yield Outcomes(
                family=family,
                format=format,
                elicit=elicit,
                arm=arm,
                counts=counts,
                owed=left[place, arm],
                limited=beyond[place, arm],
            )


def flips(table: Table) -> Iterator[Flips]:
    """Outcome of the reference -> outcome of the arm, over the items that both have."""
    reference, *others = table.arms
    for place, index in table.places().items():
        pairs = [table.pairs[row] for row in index]
        for arm in others:
            ends = Counter(
                _ends(pair, reference, arm) for pair in pairs if reference in pair.sides and arm in pair.sides
            )
            family, format, elicit = place
            counts = {before: {after: ends[before, after] for after in OUTCOMES} for before in OUTCOMES}
            yield Flips(family=family, format=format, elicit=elicit, arm=arm, counts=counts)


def _ends(pair: Pair, reference: str, arm: str) -> tuple[Outcome, Outcome]:
    return pair.sides[reference].judgment.outcome, pair.sides[arm].judgment.outcome


def _place(request: Request) -> Place:
    elicit: Elicit = request.elicit
    return request.item.family, request.format, elicit
