"""The order of the examples: random, with examples of like length in a batch, so that little of it is padding."""

from collections.abc import Sequence
from random import Random

WINDOW = 32
"""Batches among whose examples those of like length are brought together; these batches are shuffled again, since
lengths go with kinds of examples, which a training should see in turn."""


def arrange(lengths: Sequence[int], batch: int, total: int, seed: int) -> list[int]:
    """Indices of examples, batch after batch; every example once before any comes again.

    The batch of the longest example comes first, so that memory runs out early or never.

    Parameters
    ----------
    lengths : tokens of each example.
    batch : examples of a batch.
    total : examples to be seen, repetitions counted.
    """
    rng, stream = Random(seed), list[int]()
    while len(stream) < total:
        stream += rng.sample(range(len(lengths)), len(lengths))
    whole = total - total % batch
    batches: list[list[int]] = []
    for at in range(0, whole, WINDOW * batch):
        near = sorted(stream[at : min(at + WINDOW * batch, whole)], key=lengths.__getitem__)
        window = [near[i : i + batch] for i in range(0, len(near), batch)]
        rng.shuffle(window)
        batches += window
    if batches:
        first = max(range(len(batches)), key=lambda n: max(lengths[i] for i in batches[n]))
        batches.insert(0, batches.pop(first))
    return [i for each in batches for i in each] + stream[whole:total]
