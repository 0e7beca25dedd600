import itertools
from collections import Counter

import numpy as np
import pytest

from bench.stats.samples import maj_at, pass_at


@pytest.mark.parametrize(("n", "right"), [(5, 0), (5, 2), (5, 5), (6, 1)])
def test_pass_at_is_the_mean_over_all_choices(n: int, right: int) -> None:
    for k in range(1, n + 1):
        chosen = [any(i < right for i in choice) for choice in itertools.combinations(range(n), k)]
        assert pass_at(k, n, right) == pytest.approx(sum(chosen) / len(chosen), abs=1e-9)


def majority(votes: list[int | None], right: list[bool]) -> float:
    counts = Counter(vote for vote in votes if vote is not None)
    first = [vote for vote, count in counts.items() if count == max(counts.values())]
    true = {vote for vote, holds in zip(votes, right, strict=True) if holds}
    return sum(vote in true for vote in first) / len(first) if first else 0.0


@pytest.mark.parametrize("seed", range(6))
def test_maj_at_is_the_mean_over_all_choices(seed: int) -> None:
    drawn = np.random.default_rng(seed).integers(0, 4, 8).tolist()
    votes = [vote or None for vote in drawn]
    right = [vote == 1 or (vote == 2 and seed % 2 == 1) for vote in votes]  # two right answers, for odd seeds
    for k in range(1, 9):
        choices = list(itertools.combinations(range(8), k))
        expected = sum(majority([votes[i] for i in c], [right[i] for i in c]) for c in choices) / len(choices)
        assert maj_at(k, votes, right) == pytest.approx(expected, abs=1e-9)


def test_nobody_votes_and_it_is_wrong() -> None:
    assert maj_at(2, [None, None], [False, False]) == 0


def test_many_samples_are_quickly_done_and_exact() -> None:
    assert pass_at(32, 256, 1) == pytest.approx(32 / 256, abs=1e-12)
    assert maj_at(1, [i % 9 for i in range(128)], [i % 9 == 0 for i in range(128)]) == pytest.approx(15 / 128)


@pytest.mark.parametrize("k", [0, 3])
def test_more_than_there_are_is_an_error(k: int) -> None:
    with pytest.raises(ValueError, match="samples"):
        pass_at(k, 2, 1)
    with pytest.raises(ValueError, match="samples"):
        maj_at(k, [1, 2], [True, False])
