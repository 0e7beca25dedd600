import itertools

import numpy as np
import pytest
from scipy.stats import permutation_test, ttest_1samp
from statsmodels.stats.contingency_tables import mcnemar as reference

from bench.stats.clusters import clustered
from bench.stats.intervals import RESAMPLED
from bench.stats.paired import EXACT, FLIPS, mcnemar, paired_p, sign_flip, student


@pytest.mark.parametrize(("better", "worse"), [(0, 0), (1, 0), (0, 6), (3, 11), (40, 22)])
def test_mcnemar_is_the_exact_one(better: int, worse: int) -> None:
    expected = reference([[5, better], [worse, 9]], exact=True).pvalue if better + worse else 1.0
    assert mcnemar(better, worse) == pytest.approx(expected, abs=1e-9)


def test_flips_of_single_items_are_scipys_permutation_test_of_paired_samples() -> None:
    random = np.random.default_rng(5)
    before, after = random.normal(size=10), random.normal(0.5, size=10)
    expected = permutation_test(
        (after, before), lambda x, y, axis: np.mean(x - y, axis=axis), permutation_type="samples", n_resamples=np.inf
    ).pvalue
    assert sign_flip(clustered(after - before, range(10)))[0] == pytest.approx(expected, abs=1e-9)


def test_whole_clusters_are_flipped_and_each_metric_has_its_own_p() -> None:
    random = np.random.default_rng(6)
    values, clusters = random.normal(0.3, size=(30, 3)).round(1), np.repeat(np.arange(6), 5)
    values[:, 2] = np.where(clusters[:] < 4, 0, values[:, 2])
    sums = np.array([values[clusters == c].sum(axis=0) for c in range(6)])
    flipped = np.array([np.array(signs) @ sums for signs in itertools.product((-1, 1), repeat=6)])
    expected = (np.abs(flipped) >= np.abs(sums.sum(axis=0)) - 1e-9).mean(axis=0)
    assert sign_flip(clustered(values, clusters)) == pytest.approx(expected, abs=1e-9)


def test_with_0_and_1_and_single_items_it_is_mcnemar() -> None:
    values = [1] * 3 + [-1] * 8 + [0] * 20
    assert sign_flip(clustered(values, range(31)))[0] == pytest.approx(mcnemar(3, 8), abs=1e-9)


def test_many_clusters_are_flipped_at_random_with_a_seed() -> None:
    values = np.array([1] * 9 + [-1] * 21)
    assert np.count_nonzero(values) > EXACT
    exact = mcnemar(9, 21)
    found = sign_flip(clustered(values, range(30)))[0]
    assert found == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / FLIPS))
    assert found == sign_flip(clustered(values, range(30)))[0]
    assert found != sign_flip(clustered(values, range(30)), seed=1)[0]


def test_p_is_never_0_and_1_where_nothing_moved() -> None:
    assert sign_flip(clustered(np.ones(40), range(40)))[0] == pytest.approx(1 / (FLIPS + 1))
    assert sign_flip(clustered(np.zeros(40), range(40)))[0] == 1


def test_students_t_of_clusters_of_one_is_the_t_test() -> None:
    values = np.random.default_rng(8).normal(0.4, size=(9, 2))
    expected = ttest_1samp(values, 0).pvalue
    assert student(clustered(values, range(9))) == pytest.approx(expected, abs=1e-9)
    assert student(clustered(np.zeros((9, 1)), range(9))) == [1]


def test_many_clusters_are_flipped_and_few_have_students_t() -> None:
    random = np.random.default_rng(9)
    for count, expected in ((RESAMPLED, sign_flip), (RESAMPLED - 1, student)):
        clusters = np.repeat(np.arange(count), 4)
        values = random.normal(0.5, size=(4 * count, 2))
        assert paired_p(values, clusters) == pytest.approx(expected(clustered(values, clusters)))


def test_few_clusters_that_all_moved_alike_are_no_more_certain_than_their_items() -> None:
    values, clusters = -np.ones((15, 1)), np.repeat(np.arange(5), 3)
    assert 0 < paired_p(values, clusters)[0] < 0.001
    assert paired_p(values[:5], np.arange(5))[0] == pytest.approx(2 / 2**5)


def test_too_few_clusters_have_no_p() -> None:
    assert np.isnan(paired_p(np.ones((40, 2)), np.repeat(np.arange(4), 10))).all()
