"""The order of the examples: random, and within a step arranged so that little is padding.

The examples of a step are drawn at random; only which of them are computed together goes by length. A step's gradient
is the mean over all of its tokens, so that it is the same in any arrangement. Batches of like length across steps
would be another training: a step of short answers alone weighs each of their tokens many times as much as a step of
long ones does.
"""

from collections.abc import Sequence
from random import Random


def arrange(lengths: Sequence[int], batch: int, accumulation: int, total: int, seed: int) -> list[int]:
    """Indices of examples, batch after batch; every example once before any comes again.

    The batch of the longest example comes first, so that memory runs out early or never.

    Parameters
    ----------
    lengths : tokens of each example.
    batch : examples of a batch.
    accumulation : batches of a step.
    total : examples to be seen, repetitions counted.
    """
    rng, stream = Random(seed), list[int]()
    while len(stream) < total:
        stream += rng.sample(range(len(lengths)), len(lengths))
    size = batch * accumulation
    steps = [
        sorted(stream[at : min(at + size, total)], key=lengths.__getitem__, reverse=True)
        for at in range(0, total, size)
    ]
    longest = max(range(max(1, total // size)), key=lambda n: lengths[steps[n][0]])
    steps.insert(0, steps.pop(longest))
    return [i for step in steps for i in step]
