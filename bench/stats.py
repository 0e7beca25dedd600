"""Intervals of paired differences, with items clustered by template or entity.

Items of one template share its wording and its difficulty; resampling them one by one would pretend to more evidence
than there is. So whole clusters are resampled (Field & Welsh 2007, "Bootstrapping clustered data").
"""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

RESAMPLES = 10_000
FEWEST_CLUSTERS = 5
"""With fewer clusters no interval is drawn: a bootstrap of two or three has next to nothing to resample."""


def cluster_interval(
    values: ArrayLike,
    clusters: Sequence[Hashable],
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> tuple[float, float] | None:
    """Bootstrap interval of the mean of `values`, resampling whole clusters.

    The percentiles are widened for few clusters, the expanded percentile interval of Hesterberg 2015 ("What teachers
    should know about the bootstrap"): plain percentile intervals are too short by a factor of sqrt((n-1)/n), and use
    normal quantiles where Student's are due.

    Parameters
    ----------
    values : [n] paired differences.
    clusters : [n] the cluster of each.

    Returns
    -------
    (low, high), or None with fewer than `FEWEST_CLUSTERS` clusters.
    """
    x = np.asarray(values, dtype=float)
    labels = {c: i for i, c in enumerate(dict.fromkeys(clusters))}
    count = len(labels)
    if count < FEWEST_CLUSTERS:
        return None
    index = np.array([labels[c] for c in clusters])
    sums, sizes = np.bincount(index, x, count), np.bincount(index, minlength=count)
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=resamples)
    means = (drawn @ sums) / (drawn @ sizes)
    wide = np.sqrt(count / (count - 1)) * stats.t.ppf((1 - level) / 2, count - 1)
    tail = float(stats.norm.cdf(wide))
    low, high = np.quantile(means, [tail, 1 - tail])
    return float(low), float(high)
