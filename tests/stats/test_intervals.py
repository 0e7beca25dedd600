import itertools

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from bench.stats.clusters import clustered
from bench.stats.intervals import FEWEST_CLUSTERS, cluster_interval, cluster_intervals, effective_size, wilson


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


def test_many_metrics_at_once_are_each_metric_alone() -> None:
    random = np.random.default_rng(7)
    values, clusters = random.normal(size=(90, 4)), random.integers(0, 12, 90).tolist()
    together = cluster_intervals(clustered(values, clusters))
    assert together is not None
    for column in range(4):
        assert tuple(together[column]) == pytest.approx(cluster_interval(values[:, column], clusters), abs=1e-12)


def test_clusters_too_many_to_keep_their_draws_are_drawn_in_blocks() -> None:
    values = np.random.default_rng(8).normal(2, 1, 1000)
    low, high = cluster_interval(values, range(1000)) or (0, 0)
    assert (low, high) == pytest.approx(stats.t.interval(0.95, 999, values.mean(), stats.sem(values)), abs=0.01)
    assert (low, high) == cluster_interval(values, range(1000))


@pytest.mark.parametrize(("k", "n"), [(0, 8), (3, 8), (8, 8), (71, 100)])
def test_wilsons_interval(k: int, n: int) -> None:
    found = [float(end) for end in wilson(k, n)]
    assert found == pytest.approx(proportion_confint(k, n, method="wilson"), abs=1e-9)


def test_no_items_have_no_rate() -> None:
    assert np.isnan(wilson([0], [0])).all()


def test_items_that_agree_within_clusters_count_as_fewer() -> None:
    rates = np.repeat([0, 1, 1, 0, 1, 1], 10)
    clusters = np.repeat(np.arange(6), 10)
    few, many = ((stats.norm.ppf(0.975) / stats.t.ppf(0.975, n - 1)) ** 2 for n in (6, 60))
    assert effective_size(clustered(rates, clusters))[0] == pytest.approx(5 * few, abs=1e-9)  # one mean is taken
    assert effective_size(clustered(rates, range(60)))[0] == pytest.approx(59 * many, abs=1e-9)
    assert effective_size(clustered(np.tile([0, 1], 30), clusters))[0] == pytest.approx(60 * few)  # at most the items
    assert effective_size(clustered(np.ones(60), clusters))[0] == 60  # nothing varies
    assert effective_size(clustered(rates, clusters // 2))[0] == 60  # too few clusters to tell


def test_resampling_is_that_of_whole_clusters_one_draw_at_a_time() -> None:
    random = np.random.default_rng(9)
    values, clusters = random.normal(size=40), random.integers(0, 7, 40)
    drawn = np.random.default_rng(0).integers(0, 7, size=(500, 7), dtype=np.int32)
    order = list(dict.fromkeys(sorted(clusters.tolist())))
    means = [np.concatenate([values[clusters == order[c]] for c in row]).mean() for row in drawn]
    tail = stats.norm.cdf(np.sqrt(7 / 6) * stats.t.ppf(0.025, 6))
    found = cluster_interval(values, clusters, resamples=500)
    assert found == pytest.approx(np.quantile(means, [tail, 1 - tail]), abs=1e-9)
