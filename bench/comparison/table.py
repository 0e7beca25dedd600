"""The long table: every value of every metric, with what it is a value of. All else is a selection of it.

A row is (instance, template, pack, family, language, book, rung, variant, format, elicit, arm, sample, metric, value).
It is held as an array [pairs, arms, metrics], the labels once a pair, so that a paired difference is a subtraction.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.comparison.metrics import METRICS, values
from bench.comparison.records import ClusteredBy, Metric, Pair, Side
from bench.records import Elicit, Family, Item, Lang
from bench.scores import Place
from bench.stats.clusters import codes

Index = NDArray[np.intp]


class Entry(NamedTuple):
    """One row of the long table."""

    instance: int
    template: str
    pack: str
    family: Family
    lang: Lang
    book: str | None
    rung: int | None
    variant: str
    format: str
    elicit: Elicit
    arm: str
    sample: int
    metric: str
    value: float | None
    """None where the metric is not defined for this generation."""


class Label(NamedTuple):
    """What a pair is of; prompt format, way of eliciting and sample are the same in all its arms."""

    item: Item
    format: str
    elicit: Elicit
    sample: int

    @property
    def place(self) -> Place:
        """What is never mixed in one number."""
        return self.item.family, self.format, self.elicit


class Table:
    """The values of a run.

    Parameters
    ----------
    pairs : those without any side are left out.
    arms : the reference first.
    metrics : the columns.
    numbers : the metrics of a generation by name; None where one is not defined.
    """

    def __init__(
        self,
        pairs: Sequence[Pair],
        arms: Sequence[str],
        *,
        metrics: Sequence[Metric] = METRICS,
        numbers: Callable[[Side], Mapping[str, float | None]] = values,
    ) -> None:
        self.arms = tuple(arms)
        self.metrics = tuple(metrics)
        self.names = tuple(metric.name for metric in metrics)
        self.pairs = tuple(pair for pair in pairs if pair.sides)
        self.labels = tuple(_label(pair) for pair in self.pairs)
        shape = (len(self.pairs), len(self.arms), len(self.names))
        self.values = np.full(shape, np.nan)
        """[pairs, arms, metrics]; NaN where a metric is not defined, and where the generation is still owed."""
        self.present = np.zeros(shape[:2], dtype=bool)
        """[pairs, arms] whether there is a generation."""
        for row, pair in enumerate(self.pairs):
            for column, arm in enumerate(self.arms):
                if (side := pair.sides.get(arm)) is not None:
                    found = numbers(side)
                    known = (found[name] for name in self.names)
                    self.values[row, column] = [np.nan if value is None else value for value in known]
                    self.present[row, column] = True
        shares = np.array([metric.kind == "share" for metric in metrics], dtype=bool)
        self.binary = shares & (np.isnan(self.values) | np.isin(self.values, (0, 1))).all(axis=(0, 1))
        """[metrics] whether every value is 0 or 1."""
        items = [label.item for label in self.labels]
        self._template = codes([(i.pack, i.template) for i in items])
        self._entity = codes([(i.pack, i.entity) if i.entity else None for i in items])
        self._instance = codes([(i.pack, i.template, i.instance) for i in items])
        self._imported = np.array([i.family == "imported" for i in items], dtype=bool)
        self._named = np.array([bool(i.entity) for i in items], dtype=bool)

    def places(self) -> dict[Place, Index]:
        """The pairs of each family, prompt format and way of eliciting, as an index into them."""
        found: dict[Place, list[int]] = defaultdict(list)
        for row, label in enumerate(self.labels):
            found[label.place].append(row)
        return {place: np.array(rows, dtype=np.intp) for place, rows in found.items()}

    def clusters(self, rows: Index) -> tuple[ClusteredBy, Index]:
        """What is resampled together, and the cluster of each of these pairs.

        An entity's items on the ladder, else a template's; within one template, draws. Imported questions are draws.
        """
        if len(rows) and self._named[rows].all():
            return "entity", self._entity[rows]
        templates = self._template[rows]
        if len(np.unique(templates)) > 1 and not self._imported[rows].all():
            return "template", templates
        return "instance", self._instance[rows]

    def entries(self) -> Iterator[Entry]:
        """The rows of the long table, of generations that there are."""
        for row, label in enumerate(self.labels):
            i = label.item
            for column, arm in enumerate(self.arms):
                if not self.present[row, column]:
                    continue
                head = (i.instance, i.template, i.pack, i.family, i.lang, i.book, i.rung, i.variant)
                place = (label.format, label.elicit, arm, label.sample)
                for metric, value in zip(self.names, self.values[row, column].tolist(), strict=True):
                    yield Entry(*head, *place, metric, None if np.isnan(value) else value)


def _label(pair: Pair) -> Label:
    request = next(iter(pair.sides.values())).request
    return Label(pair.item, request.format, pair.elicit, request.sample)


def clusters_of(items: Sequence[Item]) -> tuple[ClusteredBy, list[tuple[object, ...]]]:
    """What is resampled together of these items, as `Table.clusters`."""
    if all(item.entity for item in items):
        return "entity", [(item.pack, item.entity) for item in items]
    imported = all(item.family == "imported" for item in items)
    if len({(item.pack, item.template) for item in items}) > 1 and not imported:
        return "template", [(item.pack, item.template) for item in items]
    return "instance", [(item.pack, item.template, item.instance) for item in items]
