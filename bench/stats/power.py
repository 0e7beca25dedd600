"""The smallest effect that a run could have seen: without it, "no difference" means nothing."""

import numpy as np
from scipy import special

from bench.stats.clusters import Clustered, Floats, standard_error
from bench.stats.intervals import FEWEST_CLUSTERS

LEVEL, POWER = 0.05, 0.8


def detectable(values: Clustered, *, binary: bool, level: float = LEVEL, power: float = POWER) -> Floats:
    """[metrics] the smallest true mean difference that is found at `level` (two-sided) with probability `power`.

    From the standard error of the clustered differences and Student's quantiles for clusters - 1 degrees of freedom
    (Bloom 1995, "Minimum detectable effects"). Where the metric is 0 or 1, at least the shift with which enough
    clusters move for the test to reach `level` at all: a run in which nothing moved has a standard error of 0, and
    could not have seen every effect for that.

    Returns
    -------
    NaN with too few clusters for a test, or where values that are not binary do not vary.
    """
    freedom = values.count - 1
    if values.count < FEWEST_CLUSTERS:
        return np.full(values.sums.shape[1], np.nan)
    factor = float(special.stdtrit(freedom, 1 - level / 2) + special.stdtrit(freedom, power))
    by_error = factor * standard_error(values)
    if not binary:
        return np.where(by_error > 0, by_error, np.nan)
    return np.asarray(np.maximum(by_error, least_shift(values.count, values.sizes.sum(), level, power)), dtype=float)


def least_shift(clusters: int, items: float, level: float = LEVEL, power: float = POWER) -> float:
    """The share of items that must move, all one way, for enough clusters to move, with `power`, to reach `level`.

    With k clusters moved one way the p of the sign-flip test is 2 / 2 ** k; of few clusters all must move. Items are
    taken to move independently.

    Returns
    -------
    NaN with too few clusters for a test.
    """
    if clusters < FEWEST_CLUSTERS:
        return float("nan")
    needed = min(int(np.ceil(np.log2(2 / level))), clusters)
    moved = float(special.bdtri(needed - 1, clusters, 1 - power))  # share with which that many move
    return float(1 - (1 - moved) ** (clusters / items))
