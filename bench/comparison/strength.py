"""What an adapter does at strengths between 0 and 1: answers, steps and self-checks against its strength."""

from collections.abc import Iterator

from bench.comparison.measures import means_of
from bench.comparison.records import Pair, StrengthCurve, StrengthPoint
from bench.comparison.table import Table

FEWEST = 3
"""Points without which there is no curve: the base, and two strengths."""


def strength_curves(table: Table) -> Iterator[StrengthCurve]:
    """The curve of every place and adapter that was run at several strengths."""
    arms = strengths(table.pairs)
    reference = table.arms[0] if table.arms else ""
    adapters = dict.fromkeys(adapter for adapter, _ in arms.values() if adapter is not None)
    for place, index in table.places().items():
        for adapter in adapters:
            own = [(strength, arm) for arm, (key, strength) in arms.items() if key == adapter and arm != reference]
            points = [(0.0, reference), *sorted(own)]
            columns = [table.arms.index(arm) for _, arm in points]
            common = index[table.present[index][:, columns].all(axis=1)]
            if len(points) < FEWEST or not len(common):
                continue
            family, format, elicit = place
            yield StrengthCurve(
                family=family,
                format=format,
                elicit=elicit,
                adapter=adapter,
                points=tuple(
                    StrengthPoint(arm=arm, strength=strength, means=means_of(table, common, column))
                    for (strength, arm), column in zip(points, columns, strict=True)
                ),
            )


def strengths(pairs: tuple[Pair, ...]) -> dict[str, tuple[str | None, float]]:
    """Arm -> its adapter and strength, of the arms that have a generation."""
    return {arm: (side.request.adapter, side.request.strength) for pair in pairs for arm, side in pair.sides.items()}
