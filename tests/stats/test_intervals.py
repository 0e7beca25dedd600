import itertools

import numpy as np
import pytest
from scipy import stats

from bench.stats.intervals import FEWEST_CLUSTERS, cluster_interval


def test_it_is_the_expanded_percentile_of_all_resamples_of_whole_clusters() -> None:
    values, clusters = [1, 2, 9, 4, 5, 6, 0], list("aabcdee")
    groups = [[v for v, c in zip(values, clusters, strict=True) if c == k] for k in "abcde"]
    means = []
    for draw in itertools.product(groups, repeat=5):
        pooled = [v for group in draw for v in group]
        means.append(sum(pooled) / len(pooled))
    tail = stats.norm.cdf(np.sqrt(5 / 4) * stats.t.ppf(0.025, 4))
    low, high = cluster_interval(values, clusters, resamples=200_000) or (0, 0)
    assert low == pytest.approx(np.quantile(means, tail), abs=0.05)
    assert high == pytest.approx(np.quantile(means, 1 - tail), abs=0.05)


def test_many_independent_values_agree_with_students_interval() -> None:
    values = np.random.default_rng(1).normal(3, 2, 400)
    low, high = cluster_interval(values, range(400)) or (0, 0)
    expected = stats.t.interval(0.95, 399, values.mean(), stats.sem(values))
    assert (low, high) == pytest.approx(expected, abs=0.03)


def test_values_that_agree_within_clusters_give_a_wider_interval() -> None:
    values = np.repeat(np.random.default_rng(1).normal(0, 1, 12), 20)
    together = cluster_interval(values, np.repeat(np.arange(12), 20).tolist()) or (0, 0)
    apart = cluster_interval(values, range(240)) or (0, 0)
    assert together[1] - together[0] > 3 * (apart[1] - apart[0])


def test_it_is_seeded() -> None:
    values = np.random.default_rng(2).normal(0, 1, 30)
    assert cluster_interval(values, range(30)) == cluster_interval(values, range(30))
    assert cluster_interval(values, range(30), seed=1) != cluster_interval(values, range(30))


def test_too_few_clusters_have_no_interval() -> None:
    few = FEWEST_CLUSTERS - 1
    assert cluster_interval(range(3 * few), [i % few for i in range(3 * few)]) is None
    assert cluster_interval([], []) is None
