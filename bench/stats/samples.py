"""Several samples of one prompt: would one of k be right, would the majority of k? Both without bias, from n >= k.

The plain way, to take the first k of the n samples, throws the others away; the naive one, 1 - (1 - c/n) ** k, is
biased (Chen et al. 2021, "Evaluating large language models trained on code"). Both functions are the exact mean over
all choices of k of the n samples.
"""

from collections.abc import Hashable, Sequence
from fractions import Fraction
from math import comb


def pass_at(k: int, n: int, right: int) -> float:
    """Mean over all k of n samples of whether at least one is right.

    Raises
    ------
    ValueError
        k is not in 1 … n.
    """
    if not 1 <= k <= n:
        raise ValueError(f"k = {k} of {n} samples")
    return float(1 - Fraction(comb(n - right, k), comb(n, k)))


def maj_at(k: int, votes: Sequence[Hashable | None], right: Sequence[bool]) -> float:
    """Mean over all k of n samples of whether their most frequent answer is right.

    Parameters
    ----------
    votes : [n] the answers; None for a sample without one, which does not vote.
    right : [n] whether each answer is right; the same for equal answers.

    A tie is broken at random: its right share counts. Where nobody votes, it is wrong.

    Raises
    ------
    ValueError
        k is not in 1 … n.
    """
    n = len(votes)
    if not 1 <= k <= n:
        raise ValueError(f"k = {k} of {n} samples")
    counts: dict[Hashable, int] = {}
    true: dict[Hashable, bool] = {}
    for vote, holds in zip(votes, right, strict=True):
        if vote is not None:
            counts[vote] = counts.get(vote, 0) + 1
            true[vote] = holds
    silent = n - sum(counts.values())
    total = sum(
        (comb(count, j) * _wins(j, k - j, [c for other, c in counts.items() if other != answer], silent))
        for answer, count in counts.items()
        if true[answer]
        for j in range(1, min(k, count) + 1)
    )
    return float(Fraction(total) / comb(n, k))


def _wins(votes: int, rest: int, others: Sequence[int], silent: int) -> Fraction:
    """Ways to choose `rest` more samples so that no other answer has more than `votes`, a tie of t counted as 1/t."""
    ways: dict[tuple[int, int], int] = {(0, 1): 1}
    """(chosen, answers that have `votes`) -> number of ways."""
    for count in others:
        grown: dict[tuple[int, int], int] = {}
        for (chosen, tied), number in ways.items():
            for j in range(min(count, votes, rest - chosen) + 1):
                state = (chosen + j, tied + (j == votes))
                grown[state] = grown.get(state, 0) + number * comb(count, j)
        ways = grown
    return sum(
        (Fraction(number * comb(silent, rest - chosen), tied) for (chosen, tied), number in ways.items()), Fraction(0)
    )
