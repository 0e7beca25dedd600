"""Which sentences check a result: a chain of two states over what was observed of each sentence.

Every observation carries two weights, one for entering a check and one for staying in it. The probability that a
sentence belongs to a check takes the whole text into account (forward-backward), so that a verdict draws in the
computation before it. The weights stand in ``verification.json`` with their source.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import exp
from typing import NamedTuple

from bench.trace.evidence import Observed

WEIGHTS = "verification.json"


class Weights(NamedTuple):
    """The weights of the chain."""

    threshold: float
    """A sentence this probable belongs to a check."""
    bias: tuple[float, float]
    weights: dict[str, tuple[float, float]]
    """By the name of the observation: of entering a check, of staying in one."""


@cache
def weights() -> Weights:
    """The packaged weights."""
    data = json.loads((files("bench.trace") / WEIGHTS).read_text("utf-8"))
    pairs = {name: (float(w["enter"]), float(w["stay"])) for name, w in data["weights"].items()}
    return Weights(float(data["threshold"]), pairs.pop("bias"), pairs)


def probabilities(observed: Sequence[Observed]) -> list[float]:
    """How probable it is that each sentence belongs to a check, in order; linear time."""
    known = weights()
    odds = [_odds(sentence.features, known) for sentence in observed]
    forward = []
    out, inside = 1.0, 0.0
    for enter, stay in odds:
        out, inside = out + inside, out * enter + inside * stay
        total = out + inside
        out, inside = out / total, inside / total
        forward.append((out, inside))
    found = [0.0] * len(odds)
    out = inside = 1.0
    for i in range(len(odds) - 1, -1, -1):
        no, yes = forward[i][0] * out, forward[i][1] * inside
        found[i] = yes / (no + yes)
        enter, stay = odds[i]
        out, inside = out + enter * inside, out + stay * inside
        total = out + inside
        out, inside = out / total, inside / total
    return found


def _odds(features: set[str], known: Weights) -> tuple[float, float]:
    enter, stay = known.bias
    for name in features:
        if pair := known.weights.get(name):
            enter += pair[0]
            stay += pair[1]
    return exp(enter), exp(stay)
