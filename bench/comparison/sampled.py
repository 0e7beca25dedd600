"""Several samples of each item: is one of k right (pass@k), is the majority of k (maj@k)?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from bench.comparison.records import Side
from bench.comparison.table import Label, Table
from bench.scores import Observation, Place, Score, score
from bench.stats.samples import maj_at, pass_at


def sampled_scores(table: Table) -> Iterator[Score]:
    """``pass_at`` and ``maj_at`` of every place for k = 1, 2, 4, … and all samples; nothing with one sample an item.

    An answer that is right by another reading only is left out. A travel plan is no vote: there is no majority of
    plans.
    """
    samples = 1 + max((label.sample for label in table.labels), default=0)
    if samples == 1:
        return
    sizes = sorted(
        {1 << doublings for doublings in range(samples.bit_length()) if 1 << doublings <= samples} | {samples}
    )
    for place, index in table.places().items():
        items: dict[str, list[int]] = defaultdict(list)
        for row in index:
            items[table.labels[row].item.id].append(int(row))
        for name in ("pass_at", "maj_at") if place[0] != "travel" else ("pass_at",):
            for k in sizes:
                if found := _score(table, place, name, k, list(items.values())):
                    yield found


def _score(table: Table, place: Place, name: str, k: int, items: Sequence[Sequence[int]]) -> Score | None:
    observed: Mapping[str, list[Observation]] = {arm: [] for arm in table.arms}
    for rows in items:
        for arm in table.arms:
            sides = [table.pairs[row].sides[arm] for row in rows if arm in table.pairs[row].sides]
            sides = [side for side in sides if side.judgment.outcome != "ambiguous"]
            if len(sides) >= k:
                observed[arm].append(_observed(table.labels[rows[0]], _value(name, k, sides)))
    return score(place, name, observed, group=str(k))


def _value(name: str, k: int, sides: Sequence[Side]) -> float:
    right = [side.judgment.outcome == "right" for side in sides]
    if name == "pass_at":
        return pass_at(k, len(sides), sum(right))
    stated = [side.judgment.outcome in ("right", "wrong") for side in sides]
    # Values that are written alike can differ in unit, and so in being right.
    votes = [(side.judgment.value, r) if s else None for side, r, s in zip(sides, right, stated, strict=True)]
    return maj_at(k, votes, right)


def _observed(label: Label, value: float) -> Observation:
    item = label.item
    draw = (item.pack, item.template, item.instance)
    return Observation(item.id, (item.pack, item.entity) if item.entity else draw[:2], draw, value)
