"""What a variant of a word problem costs: right in the variant minus right in the base variant of the same draw."""

from collections import defaultdict
from collections.abc import Iterator

from bench.comparison import Comparison, Pair, any_side, by_place, values
from bench.scores import Observation, Score, score

Draw = tuple[str, str, int, str, int]
"""Pack, template, instance, language, sample."""


def variant_scores(comparison: Comparison) -> tuple[Score, ...]:
    """The drop of every variant, for each prompt format and way of eliciting."""
    found = []
    for place, pairs in by_place(comparison.pairs, "arithmetic").items():
        draws: dict[Draw, dict[str, Pair]] = defaultdict(dict)
        for pair in pairs:
            item = pair.item
            draw = (item.pack, item.template, item.instance, item.lang, any_side(pair).request.sample)
            draws[draw][item.variant] = pair
        for variant in dict.fromkeys(pair.item.variant for pair in pairs if pair.item.variant != "base"):
            drops = {arm: list(_drops(draws, variant, arm)) for arm in comparison.arms}
            found.append(score(place, "variant_drop", drops, group=variant))
    return tuple(one for one in found if one)


def _drops(draws: dict[Draw, dict[str, Pair]], variant: str, arm: str) -> Iterator[Observation]:
    for draw, pairs in draws.items():
        rights = [_right(pairs.get(name), arm) for name in ("base", variant)]
        if rights[0] is not None and rights[1] is not None:
            yield Observation(draw, draw[:2], draw[:3], rights[1] - rights[0])


def _right(pair: Pair | None, arm: str) -> float | None:
    return values(pair.sides[arm])["right"] if pair is not None and arm in pair.sides else None
