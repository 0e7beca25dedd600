"""What a smaller token budget would have given, without generating again.

Under a budget of b tokens the text would be the first b tokens of the same text. If it had ended by then, nothing
changes; if not, it is cut off, and counts as not right. So neither tokens nor another analysis are needed, and the
curve is never too high. It can be a little too low: a text that is cut between an answer that it has stated whole (a
box, a complete travel plan) and its end counts in a run of that budget, and here only once it has ended.
"""

from collections.abc import Iterator

import numpy as np

from bench.comparison.records import BudgetCurve, BudgetPoint
from bench.comparison.table import Index, Table
from bench.scores import Place
from bench.stats.clusters import clustered
from bench.stats.intervals import effective_size, wilson

POINTS = 48
"""Budgets of a curve, evenly spaced up to the run's own; the usual ones (128, 256, … that it holds) come in between."""
_USUAL = tuple(128 << doublings for doublings in range(11))


def budget_curves(table: Table) -> Iterator[BudgetCurve]:
    """The curve of every place and arm that has generations, where the length of each is known."""
    for place, index in table.places().items():
        for column, arm in enumerate(table.arms):
            if (curve := _curve(table, place, index, column, arm)) is not None:
                yield curve


def budgets(own: int) -> list[int]:
    """The budgets of a curve, ascending, the last the run's own."""
    even = (round(own * point / POINTS) for point in range(1, POINTS + 1))
    return sorted({budget for budget in (*even, *_USUAL) if 0 < budget <= own})


def _curve(table: Table, place: Place, index: Index, column: int, arm: str) -> BudgetCurve | None:
    rights = table.values[index, column, table.names.index("right")]
    index, rights = index[~np.isnan(rights)], rights[~np.isnan(rights)]
    if not len(index):
        return None
    sides = [table.pairs[row].sides[arm] for row in index]
    known = [side.generation.new_tokens for side in sides if side.generation.new_tokens is not None]
    if len(known) < len(sides):
        return None
    lengths = np.array(known)
    cut = np.array([side.trace.health.truncated for side in sides])
    points = budgets(max(side.request.sampling.max_new_tokens for side in sides))
    ended = lengths[:, None] <= np.array(points)
    right = clustered(ended * rights[:, None], table.clusters(index)[1])
    size = effective_size(right)
    low, high = wilson(right.means * size, size)
    truncated = (~ended | cut[:, None]).mean(axis=0)
    family, format, elicit = place
    return BudgetCurve(
        family=family,
        format=format,
        elicit=elicit,
        arm=arm,
        n=len(index),
        points=tuple(
            BudgetPoint(budget=b, right=float(r), truncated=float(t), low=float(lo), high=float(hi))
            for b, r, t, lo, hi in zip(points, right.means, truncated, low, high, strict=True)
        ),
    )
