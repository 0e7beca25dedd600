import itertools

import numpy as np
import pytest
from statsmodels.stats.power import TTestPower

from bench.stats.clusters import clustered, standard_error
from bench.stats.power import detectable, least_shift


def test_many_clusters_agree_with_the_power_of_the_t_test() -> None:
    values = np.random.default_rng(1).normal(0, 3, 200)
    effect = detectable(clustered(values, range(200)), binary=False)[0]
    expected = TTestPower().solve_power(nobs=200, alpha=0.05, power=0.8) * values.std(ddof=1)
    assert effect == pytest.approx(expected, rel=0.01)


def test_clusters_that_agree_within_leave_less_to_see() -> None:
    values = np.repeat(np.random.default_rng(2).normal(size=10), 8)
    together, apart = (detectable(clustered(values, c), binary=False)[0] for c in (np.repeat(range(10), 8), range(80)))
    assert together > 2 * apart


def test_it_is_students_quantiles_times_the_standard_error() -> None:
    values = clustered(np.random.default_rng(3).normal(size=(40, 2)), np.repeat(np.arange(8), 5))
    assert detectable(values, binary=False) == pytest.approx((2.364624252 + 0.896029645) * standard_error(values), 1e-8)


@pytest.mark.parametrize(("clusters", "items"), [(6, 6), (8, 24)])
def test_the_least_shift_lets_enough_clusters_move_with_the_power_asked_for(clusters: int, items: int) -> None:
    shift = least_shift(clusters, items)
    moves = 1 - (1 - shift) ** (items / clusters)
    chance = sum(
        np.prod([moves if one else 1 - moves for one in moved])
        for moved in itertools.product((0, 1), repeat=clusters)
        if 2 / 2 ** sum(moved) <= 0.05
    )
    assert chance == pytest.approx(0.8, abs=1e-9)


def test_of_few_clusters_all_must_move() -> None:
    assert 1 - (1 - least_shift(5, 25)) ** 5 == pytest.approx(0.8**0.2)


def test_too_few_clusters_could_have_seen_nothing() -> None:
    assert np.isnan(least_shift(4, 100))
    assert np.isnan(detectable(clustered(np.zeros(20), [i % 4 for i in range(20)]), binary=True)).all()
    assert np.isnan(detectable(clustered([1.0, 2.0], "aa"), binary=False)).all()


def test_a_binary_metric_that_never_moved_is_bounded_and_a_count_is_unknown() -> None:
    still = clustered(np.zeros(40), range(40))
    assert detectable(still, binary=True)[0] == pytest.approx(least_shift(40, 40))
    assert np.isnan(detectable(still, binary=False)[0])
