"""A selection of the table -> its means and paired differences, all metrics at once."""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator

import numpy as np
from numpy.typing import NDArray

from bench.comparison.records import Difference, Mean, Measure, Row
from bench.comparison.table import Index, Label, Table
from bench.stats.clusters import Floats, clustered
from bench.stats.intervals import effective_size, paired_intervals, wilson
from bench.stats.paired import mcnemar, paired_p
from bench.stats.power import detectable

_FAMILIES = ("arithmetic", "entity_ladder", "travel", "imported")
_BOOKS = ("probe", "closed", "open", "open_noise", "masked", "counterfactual")


def rows(table: Table, key: Callable[[Label], dict[str, object] | None], *, tested: bool = False) -> tuple[Row, ...]:
    """One row for each value of `key`, in reading order.

    Parameters
    ----------
    key : fields of `Row` that the items of a row share; None leaves an item out.
    tested : whether differences get their p values and detectable effects.
    """
    shared = [key(label) for label in table.labels]
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for at, fields in enumerate(shared):
        if fields is not None:
            groups[tuple(fields.values())].append(at)
    found = []
    for members in groups.values():
        index = np.array(members, dtype=np.intp)
        row = {"items": len(index), "measures": measures(table, index, tested=tested)}
        found.append(Row.model_validate({**(shared[members[0]] or {}), **row}))
    return tuple(sorted(found, key=_order))


def measures(table: Table, index: Index, *, tested: bool = False) -> dict[str, Measure]:
    """Every metric over these pairs."""
    means: dict[str, dict[str, Mean]] = defaultdict(dict)
    differences: dict[str, dict[str, Difference]] = defaultdict(dict)
    for column, arm in enumerate(table.arms):
        for name, mean in means_of(table, index, column).items():
            means[name][arm] = mean
        if column:
            for change in _differences(table, index, column, tested=tested):
                differences[change.metric][arm] = change
    return {name: Measure(means=means[name], differences=differences[name]) for name in table.names}


def means_of(table: Table, index: Index, column: int) -> dict[str, Mean]:
    """Every metric of one arm over these pairs, by its column in the table."""
    found = {}
    values, present = table.values[index, column], int(table.present[index, column].sum())
    for metrics, kept in _alike(values):
        if not kept.any():
            found.update({m: Mean(value=None, n=0, missing=present) for m in metrics})
            continue
        summed = clustered(values[kept][:, metrics], table.clusters(index[kept])[1])
        n, size = int(kept.sum()), effective_size(summed)
        low, high = wilson(summed.means * size, size)
        for at, m in enumerate(metrics):
            share = table.metrics[m].kind == "share"
            found[m] = Mean(
                value=float(summed.means[at]),
                n=n,
                missing=present - n,
                low=float(low[at]) if share else None,
                high=float(high[at]) if share else None,
            )
    return {name: found[m] for m, name in enumerate(table.names)}


def _differences(table: Table, index: Index, column: int, *, tested: bool) -> Iterator[Difference]:
    reference, arm = table.arms[0], table.arms[column]
    before, after = table.values[index, 0], table.values[index, column]
    for metrics, kept in _alike(after - before):
        if not kept.any():
            for m in metrics:
                yield Difference(metric=table.names[m], arm=arm, means={reference: None, arm: None}, n=0)
            continue
        first, second = before[kept][:, metrics], after[kept][:, metrics]
        kind, clusters = table.clusters(index[kept])
        summed = clustered(second - first, clusters)
        intervals = paired_intervals(second - first, clusters)
        tests = _tests(second - first, clusters, table.binary[metrics]) if tested else {}
        for at, m in enumerate(metrics):
            counts = _discordant(first[:, at], second[:, at]) if table.binary[m] else {}
            most = 1.0 if table.metrics[m].kind == "share" else math.inf
            fields = {key: _known(column_[at]) for key, column_ in tests.items()}
            yield Difference(
                metric=table.names[m],
                arm=arm,
                means={reference: float(first[:, at].mean()), arm: float(second[:, at].mean())},
                n=len(first),
                difference=float(summed.means[at]),
                low=None if intervals is None else max(float(intervals[at, 0]), -most),
                high=None if intervals is None else min(float(intervals[at, 1]), most),
                clusters=summed.count,
                clustered_by=kind,
                better=counts.get("better"),
                worse=counts.get("worse"),
                mcnemar=mcnemar(counts["better"], counts["worse"]) if counts and tested else None,
                **fields,
            )


def _tests(differences: Floats, clusters: Index, binary: NDArray[np.bool_]) -> dict[str, Floats]:
    summed = clustered(differences, clusters)
    smallest = np.where(binary, detectable(summed, binary=True), detectable(summed, binary=False))
    return {"p": paired_p(differences, clusters), "detectable": smallest}


def _discordant(first: Floats, second: Floats) -> dict[str, int]:
    return {"better": int((second > first).sum()), "worse": int((second < first).sum())}


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _alike(values: Floats) -> Iterator[tuple[list[int], NDArray[np.bool_]]]:
    """The metrics in groups that have their values on the same pairs, with these pairs: each is computed at once."""
    known = ~np.isnan(values)
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for metric in range(values.shape[1]):
        groups[known[:, metric].tobytes()].append(metric)
    for metrics in groups.values():
        yield metrics, known[:, metrics[0]]


def _order(row: Row) -> tuple[object, ...]:
    book = _BOOKS.index(row.book) if row.book in _BOOKS else len(_BOOKS)
    place = (_FAMILIES.index(row.family), row.format, row.elicit)
    return (*place, row.pack or "", row.template or "", row.lang or "", row.variant or "", book, row.rung or 0)
