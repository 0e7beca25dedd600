"""How often the plans of each arm meet each kind of travel constraint."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from bench.comparison.measures import measures
from bench.comparison.records import ConstraintRate, Metric, Side
from bench.comparison.table import Table

_LEVELS = ("commonsense", "hard")


def constraint_rates(table: Table) -> Iterator[ConstraintRate]:
    """Commonsense first, by predicate, in the order in which the packs name them."""
    places = {place: index for place, index in table.places().items() if place[0] == "travel"}
    for (_, format, elicit), index in places.items():
        pairs = [table.pairs[row] for row in index]
        worlds = [pair.item.reference.world for pair in pairs]
        kinds = dict.fromkeys((c.level, c.check) for world in worlds if world for c in world.constraints)
        ordered = sorted(kinds, key=lambda kind: _LEVELS.index(kind[0]))
        metrics = [Metric(name="/".join(kind), label=kind[1], ja=kind[1], kind="share") for kind in ordered]
        part = Table(pairs, table.arms, metrics=metrics, numbers=lambda side: _met(side))
        found = measures(part, np.arange(len(part.pairs), dtype=np.intp))
        for (level, check), metric in zip(ordered, metrics, strict=True):
            yield ConstraintRate(format=format, elicit=elicit, check=check, level=level, measure=found[metric.name])


def _met(side: Side) -> dict[str, float | None]:
    """Share of an item's constraints of each kind that its plan meets; a kind that it does not have is missing."""
    world = side.request.item.reference.world
    passed = {result.id for result in side.judgment.constraints if result.passed}
    kinds: dict[str, list[bool]] = defaultdict(list)
    for constraint in world.constraints if world else ():
        kinds[f"{constraint.level}/{constraint.check}"].append(constraint.id in passed)
    return defaultdict(lambda: None, {kind: sum(met) / len(met) for kind, met in kinds.items()})
