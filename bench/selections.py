"""Named subsets of the packs, so that two people who say ``quick`` have asked the same questions.

A *cell* is what a figure is drawn from: on the ladder one template on one rung in one book, elsewhere one variant of a
pack, in one language. A selection says how many instances a cell gets; its seed is fixed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench import packs
from bench.packs.loading import Pack
from bench.records import Family, Item

SEED = 3442
"""Of the packs' draws, in every selection."""


@dataclass(frozen=True)
class Selection:
    """What of the packs is asked."""

    name: str
    about: str
    """What it is for, as the command line tells it."""
    cell: dict[Family, int]
    """Instances of a cell."""
    templates: dict[Family, int] = field(default_factory=dict)
    """Templates of each pack, spread over it; all of them where a family is not named."""
    leave_out: frozenset[str] = frozenset()
    """Variants and books that are not asked."""


SELECTIONS = {
    s.name: s
    for s in (
        Selection(
            "quick",
            "minutes: whether anything large has changed",
            cell={"arithmetic": 3, "entity_ladder": 2, "travel": 1},
            templates={"arithmetic": 3, "entity_ladder": 1, "travel": 3},
            leave_out=frozenset(["plus1", "big", "reworded", "open_noise"]),
        ),
        Selection(
            "standard",
            "about an hour for a 32B model at 200 tokens a second",
            cell={"arithmetic": 5, "entity_ladder": 2, "travel": 1},
            templates={"arithmetic": 5, "entity_ladder": 1},
            leave_out=frozenset(["big", "reworded", "open_noise"]),
        ),
        Selection(
            "full",
            "200 instances a cell: half-width of a 95 % interval about 6 points",
            cell={"arithmetic": 200, "entity_ladder": 200, "travel": 200},
        ),
    )
}


def select(pack: Pack, selection: Selection, *, seed: int = SEED, limit: int | None = None) -> list[Item]:
    """The items of a pack that a selection asks.

    Parameters
    ----------
    seed : of the draws; another one gives other numbers for the same cells.
    limit : instances of each template, instead of the selection's number.
    """
    names = [item.id for item in pack.spec.items]
    family = pack.spec.items[0].family
    chosen = spread(names, selection.templates.get(family))
    # The ladder's cells lie within a template; elsewhere the templates of a pack share them.
    shared = 1 if family == "entity_ladder" else len(chosen)
    count = limit if limit is not None else math.ceil(selection.cell[family] / shared)
    items = packs.expand(pack, seed=seed, limit=count)
    return [
        item
        for item in items
        if item.template in chosen and item.variant not in selection.leave_out and item.book not in selection.leave_out
    ]


def spread(names: Sequence[str], count: int | None) -> list[str]:
    """`count` of the names, evenly from the whole list, the first among them; all where there are no more.

    >>> spread(["a", "b", "c", "d"], 2)
    ['a', 'c']
    """
    if count is None or count >= len(names):
        return list(names)
    return [names[i * len(names) // count] for i in range(count)]
