import itertools

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from bench.stats.clusters import clustered
from bench.stats.intervals import (
    FEWEST_CLUSTERS,
    RESAMPLED,
    bootstrap,
    cluster_interval,
    effective_size,
    flips,
    paired_intervals,
    student,
    wilson,
)


def test_it_is_the_expanded_percentile_of_all_resamples_of_whole_clusters() -> None:
    values, clusters = [1, 2, 9, 4, 5, 6, 0], list("aabcdee")
    groups = [[v for v, c in zip(values, clusters, strict=True) if c == k] for k in "abcde"]
    means = []
    for draw in itertools.product(groups, repeat=5):
        pooled = [v for group in draw for v in group]
        means.append(sum(pooled) / len(pooled))
    tail = stats.norm.cdf(np.sqrt(5 / 4) * stats.t.ppf(0.025, 4))
    ((low, high),) = bootstrap(clustered(values, clusters), resamples=200_000)
    assert low == pytest.approx(np.quantile(means, tail), abs=0.05)
    assert high == pytest.approx(np.quantile(means, 1 - tail), abs=0.05)


def test_few_clusters_have_students_interval() -> None:
    values = np.random.default_rng(3).normal(1, 2, RESAMPLED - 1)
    expected = stats.t.interval(0.95, RESAMPLED - 2, values.mean(), stats.sem(values))
    assert cluster_interval(values, range(RESAMPLED - 1)) == pytest.approx(expected, abs=1e-9)
    assert student(clustered(values, range(RESAMPLED - 1)))[0] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("up", "down", "n"), [(0, 0, 12), (0, 12, 12), (3, 5, 40), (1, 0, 400)])
def test_flips_are_the_difference_of_two_shares_by_square_and_add(up: int, down: int, n: int) -> None:
    limits = [proportion_confint(k, n, method="wilson") for k in (up, down)]
    d = (up - down) / n
    low = d - np.hypot(up / n - limits[0][0], limits[1][1] - down / n)
    high = d + np.hypot(limits[0][1] - up / n, down / n - limits[1][0])
    signs = np.array([1.0] * up + [-1.0] * down + [0.0] * (n - up - down))
    assert flips(signs[:, None])[0] == pytest.approx([max(low, -1), min(high, 1)], abs=1e-9)


def test_what_happened_to_no_item_may_happen_to_the_next() -> None:
    z2 = stats.norm.ppf(0.975) ** 2
    for n in (12, 400):  # Wilson's limit of none of n, on both sides
        assert cluster_interval(np.zeros(n), range(n)) == pytest.approx((-z2 / (n + z2), z2 / (n + z2)), abs=1e-9)
    low, high = cluster_interval(-np.ones(12), np.arange(12)) or (0, 0)
    assert (low, high > -0.8) == (-1, True)
    assert cluster_interval(np.full(12, 0.25), range(12)) == (0.25, 0.25)  # no share: nothing is known of its values


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
    values, clusters = random.normal(size=(90, 4)), random.integers(0, 12, 90)
    values[:, 1] = np.sign(values[:, 1])
    together = paired_intervals(values, clusters)
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
    means = [np.concatenate([values[clusters == c] for c in row]).mean() for row in drawn]
    tail = stats.norm.cdf(np.sqrt(7 / 6) * stats.t.ppf(0.025, 6))
    found = bootstrap(clustered(values, clusters), resamples=500)[0]
    assert found == pytest.approx(np.quantile(means, [tail, 1 - tail]), abs=1e-9)
