"""Every cell of the comparison as rows of text, for the table that the browser makes when it is asked for."""

from collections.abc import Sequence

from pydantic import JsonValue

from bench.comparison import Comparison, Metric, Row
from bench.shown import shown
from bench.verdict import number

NAMES = ("format", "elicit", "pack", "lang", "variant", "book", "rung", "items")
"""What a cell is of, a column each."""


def cells(comparison: Comparison) -> JsonValue:
    """Columns that tell the cells apart, labels of the metrics in both languages, and a row of texts for each cell."""
    rows = comparison.rows
    names = [name for name in NAMES if name == "items" or len({getattr(row, name) for row in rows}) > 1]
    metrics = [metric for metric in comparison.metrics if metric.role != "bound" and _measured(rows, metric)]
    texts: list[JsonValue] = []
    for row in rows:
        told: list[JsonValue] = [shown(str(getattr(row, name) or "")) for name in names]
        texts.append(told + [_means(row, metric, comparison.arms) for metric in metrics])
    return {
        "names": list(names),
        "labels": {"en": [metric.label for metric in metrics], "ja": [metric.ja for metric in metrics]},
        "rows": texts,
    }


def _measured(rows: Sequence[Row], metric: Metric) -> bool:
    measures = [row.measures[metric.name] for row in rows if metric.name in row.measures]
    return any(mean.n for measure in measures for mean in measure.means.values())


def _means(row: Row, metric: Metric, arms: Sequence[str]) -> str:
    """The arms' means, in their order."""
    measure = row.measures.get(metric.name)
    means = [measure.means[arm].value if measure and arm in measure.means else None for arm in arms]
    return "–" if all(mean is None for mean in means) else " → ".join(number(mean, metric.kind) for mean in means)
