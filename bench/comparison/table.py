"""The long table: every value of every metric, with what it is a value of. All else is a selection of it.

A row is (instance, template, pack, family, language, book, rung, variant, format, elicit, arm, sample, metric, value).
It is held as an array [pairs, arms, metrics], the labels once a pair, so that a paired difference is a subtraction.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.comparison.metrics import NAMES, values
from bench.comparison.records import ClusteredBy, Pair, Side
from bench.records import Elicit, Family, Item, Lang
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


class Table:
    """The values of a run.

    Parameters
    ----------
    pairs : those without any side are left out.
    arms : the reference first.
    """

    def __init__(self, pairs: Sequence[Pair], arms: Sequence[str]) -> None:
        self.arms = tuple(arms)
        self.pairs = tuple(pair for pair in pairs if pair.sides)
        self.labels = tuple(_label(pair) for pair in self.pairs)
        shape = (len(self.pairs), len(self.arms), len(NAMES))
        self.values = np.full(shape, np.nan)
        """[pairs, arms, metrics]; NaN where a metric is not defined, and where the generation is still owed."""
        self.present = np.zeros(shape[:2], dtype=bool)
        """[pairs, arms] whether there is a generation."""
        for row, pair in enumerate(self.pairs):
            for column, arm in enumerate(self.arms):
                if (side := pair.sides.get(arm)) is not None:
                    self.values[row, column] = [np.nan if v is None else v for v in _numbers(side)]
                    self.present[row, column] = True
        items = [label.item for label in self.labels]
        self._template = codes([(i.pack, i.template) for i in items])
        self._entity = codes([(i.pack, i.entity) if i.entity else None for i in items])
        self._instance = codes([(i.pack, i.template, i.instance) for i in items])
        self._named = np.array([bool(i.entity) for i in items], dtype=bool)

    def clusters(self, rows: Index) -> tuple[ClusteredBy, Index]:
        """What is resampled together, and the cluster of each of these pairs.

        An entity's items on the ladder, else a template's; within one template, draws.
        """
        if len(rows) and self._named[rows].all():
            return "entity", self._entity[rows]
        templates = self._template[rows]
        if len(np.unique(templates)) > 1:
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
                for metric, value in zip(NAMES, self.values[row, column].tolist(), strict=True):
                    yield Entry(*head, *place, metric, None if np.isnan(value) else value)


def _label(pair: Pair) -> Label:
    request = next(iter(pair.sides.values())).request
    return Label(pair.item, request.format, pair.elicit, request.sample)


def _numbers(side: Side) -> list[float | None]:
    found = values(side)
    return [found[name] for name in NAMES]


def clusters_of(items: Sequence[Item]) -> tuple[ClusteredBy, list[tuple[object, ...]]]:
    """What is resampled together of these items, as `Table.clusters`."""
    if all(item.entity for item in items):
        return "entity", [(item.pack, item.entity) for item in items]
    if len({(item.pack, item.template) for item in items}) > 1:
        return "template", [(item.pack, item.template) for item in items]
    return "instance", [(item.pack, item.template, item.instance) for item in items]
