"""Holm's correction over the declared family: every headline metric of every plainly asked board and whole arm.

Arms at another strength than 1 are points of a curve and called nothing, so they are not in it.
"""

from collections.abc import Collection, Sequence

from bench.comparison.metrics import HEADLINE
from bench.comparison.records import Difference, Measure, Row
from bench.stats.multiple import holm


def corrected(boards: Sequence[Row], arms: Collection[str]) -> tuple[Row, ...]:
    """The boards with adjusted p values.

    Parameters
    ----------
    arms : those that the verdict calls.
    """
    asked = [row for row in boards if row.elicit == "none"] or boards
    tested = [
        change
        for row in asked
        for metric in HEADLINE
        for change in row.measures[metric].differences.values()
        if change.arm in arms and change.p is not None
    ]
    adjusted = dict(zip(map(id, tested), holm([change.p or 0.0 for change in tested]), strict=True))
    return tuple(
        row.model_copy(update={"measures": {name: _with(found, adjusted) for name, found in row.measures.items()}})
        for row in boards
    )


def _with(measure: Measure, adjusted: dict[int, float]) -> Measure:
    changes: dict[str, Difference] = {
        arm: change.model_copy(update={"adjusted": adjusted.get(id(change))})
        for arm, change in measure.differences.items()
    }
    return measure.model_copy(update={"differences": changes})
