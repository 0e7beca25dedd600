"""Lost or only hidden: what comes back when reasoning is asked for, or begun for the model.

An arm that shows no steps may still be able to. The same items are asked plainly and elicited (`bench.prompts`), and
the paired difference within the arm tells: what eliciting brings back was hidden, what it does not was lost.
"""

from collections import defaultdict
from collections.abc import Sequence

from bench.comparison import Comparison, Pair, Recovery, clusters_of, values
from bench.records import Elicit, Family
from bench.stats.intervals import cluster_interval

METRICS = ("right", "steps", "self_checks")
"""What may be hidden."""
ELICITED: tuple[Elicit, ...] = ("ask", "prefill")

Place = tuple[Family, str]
"""Family and prompt format."""


def recoveries(comparison: Comparison) -> tuple[Recovery, ...]:
    """Every arm's change from plain to elicited, by family, prompt format, way of eliciting and metric."""
    asked: dict[tuple[Place, str, int], dict[Elicit, Pair]] = defaultdict(dict)
    for pair in comparison.pairs:
        for side in list(pair.sides.values())[:1]:
            request = side.request
            asked[(pair.item.family, request.format), pair.item.id, request.sample][pair.elicit] = pair
    by_place: dict[Place, list[dict[Elicit, Pair]]] = defaultdict(list)
    for (place, _, _), ways in asked.items():
        by_place[place].append(ways)
    return tuple(
        found
        for place, items in by_place.items()
        for arm in comparison.arms
        for elicit in ELICITED
        for metric in METRICS
        if (found := _recovery(place, items, arm, elicit, metric))
    )


def _recovery(
    place: Place, items: Sequence[dict[Elicit, Pair]], arm: str, elicit: Elicit, metric: str
) -> Recovery | None:
    rows = []
    for ways in items:
        if {"none", elicit} <= ways.keys() and all(arm in ways[e].sides for e in ("none", elicit)):
            plain, elicited = (values(ways[e].sides[arm])[metric] for e in ("none", elicit))
            if plain is not None and elicited is not None:
                rows.append((ways["none"].item, plain, elicited))
    if not rows:
        return None
    interval = cluster_interval([after - before for _, before, after in rows], clusters_of([r[0] for r in rows])[1])
    return Recovery(
        family=place[0],
        format=place[1],
        arm=arm,
        elicit=elicit,
        metric=metric,
        plain=sum(r[1] for r in rows) / len(rows),
        elicited=sum(r[2] for r in rows) / len(rows),
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        n=len(rows),
    )
