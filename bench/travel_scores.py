"""Travel's whole row, after TravelPlanner (Xie et al. 2024): delivery, commonsense and hard constraints, final.

One number alone misleads: with 80 % of all constraints met, no plan at all may meet them all. So micro (share of the
constraints met, a mean over plans), macro (share of plans that meet them all), hard given commonsense (macro of the
hard ones among plans that meet all commonsense ones) and final (everything met) stand side by side.
"""

from collections.abc import Callable, Iterator, Sequence

from bench.comparison import Comparison, Pair, any_side, by_place
from bench.records import Judgment
from bench.scores import Observation, Place, Score, score

ROW: dict[str, Callable[[Judgment], float | int | None]] = {
    "delivery": lambda j: j.metrics.get("delivered"),
    "delivery_strict": lambda j: float(j.delivery == "strict"),
    "commonsense_micro": lambda j: j.metrics.get("commonsense_micro"),
    "commonsense_macro": lambda j: j.metrics.get("commonsense_macro"),
    "hard_micro": lambda j: j.metrics.get("hard_micro"),
    "hard_macro": lambda j: j.metrics.get("hard_macro"),
    "hard_given_commonsense": lambda j: j.metrics.get("hard_macro") if j.metrics.get("commonsense_macro") else None,
    "final": lambda j: float(j.outcome == "right"),
}
"""Score -> its value for a judgment; None where the judgment has none."""
_CONDITIONAL = {"hard_given_commonsense"}


def travel_scores(comparison: Comparison) -> tuple[Score, ...]:
    """The row of all plans, of free questions and of closed worlds, for each prompt format and way of eliciting."""
    places = by_place(comparison.pairs, "travel")
    return tuple(
        found for place, pairs in places.items() for found in _of_place(place, pairs, comparison.arms) if found
    )


def _of_place(place: Place, pairs: Sequence[Pair], arms: Sequence[str]) -> Iterator[Score | None]:
    closed = [p for p in pairs if _closed(p)]
    free = [p for p in pairs if not _closed(p)]
    parts = [("", pairs)] + ([("free", free), ("closed world", closed)] if free and closed else [])
    for group, part in parts:
        for name, value in ROW.items():
            observed = {arm: list(_observed(part, arm, value)) for arm in arms}
            yield score(place, name, observed, group=group, paired=name not in _CONDITIONAL)


def _closed(pair: Pair) -> bool:
    """Whether the plan is to be made in a closed world of places."""
    world = pair.item.reference.world
    return world is not None and bool(world.stops)


def _observed(
    pairs: Sequence[Pair], arm: str, value: Callable[[Judgment], float | int | None]
) -> Iterator[Observation]:
    for pair in pairs:
        found = value(pair.sides[arm].judgment) if arm in pair.sides else None
        if found is not None:
            item = pair.item
            draw = (item.pack, item.template, item.instance)
            yield Observation((item.id, any_side(pair).request.sample), draw[:2], draw, float(found))
