import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from bench.stats.multiple import holm


@pytest.mark.parametrize("seed", range(5))
def test_it_is_holms(seed: int) -> None:
    p = np.random.default_rng(seed).uniform(0, 0.2, 12).round(2)
    assert holm(p.tolist()) == pytest.approx(multipletests(p, method="holm")[1], abs=1e-9)


def test_one_test_is_as_it_was_and_none_is_none() -> None:
    assert holm([0.03]) == [0.03]
    assert holm([]) == []
