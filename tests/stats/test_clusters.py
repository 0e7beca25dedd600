import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from bench.stats.clusters import clustered, codes, standard_error


def test_clusters_are_numbered_in_the_order_in_which_they_come() -> None:
    assert codes(["b", "a", "b", None]).tolist() == [0, 1, 0, 2]
    assert codes(np.array([7, 3, 7])).tolist() == [1, 0, 1]


def test_sums_and_sizes_are_those_of_each_cluster() -> None:
    found = clustered([[1, 10], [2, 20], [4, 40]], ["x", "y", "x"])
    assert found.sums.tolist() == [[5, 50], [2, 20]]
    assert found.sizes.tolist() == [2, 1]
    assert (found.count, found.means.tolist()) == (2, [pytest.approx(7 / 3), pytest.approx(70 / 3)])


def test_the_standard_error_is_that_of_a_clustered_regression_on_a_constant() -> None:
    random = np.random.default_rng(3)
    values, clusters = random.normal(size=(60, 2)), random.integers(0, 9, 60)
    found = standard_error(clustered(values, clusters))
    for column in (0, 1):
        fit = OLS(values[:, column], np.ones(60)).fit(
            cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False}
        )
        # statsmodels without its correction of n - 1 parameters leaves out clusters / (clusters - 1)
        assert found[column] == pytest.approx(float(fit.bse[0]) * np.sqrt(9 / 8), abs=1e-9)


def test_with_each_item_its_own_cluster_it_is_the_usual_one() -> None:
    values = np.random.default_rng(4).normal(size=20)
    assert standard_error(clustered(values, range(20)))[0] == pytest.approx(values.std(ddof=1) / np.sqrt(20), abs=1e-12)


def test_one_cluster_has_none() -> None:
    assert np.isnan(standard_error(clustered([1, 2], "aa"))).all()
