"""A comparison as JSON for programs: everything but the texts. `docs/comparison-json.md` has the keys.

What is there keeps its name and its meaning within a format; a new key may come without a new one.
"""

from typing import Any

from bench.comparison import Comparison, Pair, Side, any_side, values
from bench.runs import Manifest

FORMAT = "comparison/1"


def summary(comparison: Comparison, manifest: Manifest) -> dict[str, Any]:
    """The comparison, how its run was made, and every item's outcome in every arm, all as JSON values."""
    told = comparison.model_dump(mode="json", exclude={"pairs"})
    return {
        "format": FORMAT,
        "run": manifest.model_dump(mode="json"),
        **told,
        "pairs": [_pair(pair) for pair in comparison.pairs],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    """What was asked, in names, and what became of it; an arm that is still owed or beyond a limit has no side."""
    item = pair.item
    named = {"pack", "template", "family", "instance", "lang", "variant", "book", "entity", "rung"}
    request = any_side(pair).request if pair.sides else None
    return {
        "item": item.id,
        **item.model_dump(mode="json", include=named),
        "format": request.format if request else None,
        "elicit": pair.elicit,
        "sample": request.sample if request else None,
        "sides": {arm: _side(side) for arm, side in pair.sides.items()},
        "limits": pair.limits,
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "key": side.request.key,
        "outcome": side.judgment.outcome,
        "reason": side.judgment.reason,
        "finish_reason": side.generation.finish_reason,
        "seconds": side.generation.seconds,
        "metrics": values(side),
    }
