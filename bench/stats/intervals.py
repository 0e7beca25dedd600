"""Intervals: of paired differences by clusters, of single rates by Wilson's score."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from bench.stats.clusters import Clustered, Clusters, Floats, clustered, standard_error

RESAMPLES = 10_000
FEWEST_CLUSTERS = 5
"""With fewer clusters no interval is drawn: two or three say next to nothing of the others that there could be."""
RESAMPLED = 10
"""From so many clusters on they are resampled; fewer are too few to resample."""
RARE = 10
"""Fewer items than this that moved, or that did not, are too few to learn from them how such items spread."""
_CACHED = 256
"""Draws of so many clusters are kept: most cells of a run have one of a few numbers of clusters."""
_CHUNK = 1 << 21
"""Draws that are counted at a time: what fits the processor's cache is counted twice as fast."""


def paired_intervals(differences: Floats, clusters: Clusters, *, seed: int = 0) -> Floats | None:
    """95 % intervals of mean paired differences: the method that clusters and values allow.

    From `RESAMPLED` clusters on it is `bootstrap`, with fewer `student`. Where all differences are -1, 0 or 1 (of what
    is right or not) and nearly none or nearly all are 0, the interval is widened to hold `flips`, for the others cannot
    see what happened to no item: of twelve items of which none changed, that the next will not is not certain.

    Parameters
    ----------
    differences : [n, metrics] paired.
    clusters : [n] the cluster of each.

    Returns
    -------
    [metrics, 2] low and high, or None with fewer than `FEWEST_CLUSTERS` clusters.
    """
    summed = clustered(differences, clusters)
    if summed.count < FEWEST_CLUSTERS:
        return None
    found = bootstrap(summed, seed=seed) if summed.count >= RESAMPLED else student(summed)
    signs = np.isin(differences, (-1, 0, 1)).all(axis=0)
    moved = (differences != 0).sum(axis=0)
    signs &= (moved < RARE) | (len(differences) - moved < RARE)
    least = flips(differences[:, signs])
    found[signs, 0] = np.minimum(found[signs, 0], least[:, 0])
    found[signs, 1] = np.maximum(found[signs, 1], least[:, 1])
    return found


def cluster_interval(values: ArrayLike, clusters: Clusters, *, seed: int = 0) -> tuple[float, float] | None:
    """The interval of one metric, as `paired_intervals`.

    Parameters
    ----------
    values : [n] paired differences.
    clusters : [n] the cluster of each.
    """
    if not len(clusters):
        return None
    found = paired_intervals(np.asarray(values, dtype=float)[:, None], clusters, seed=seed)
    return None if found is None else (float(found[0, 0]), float(found[0, 1]))


def bootstrap(values: Clustered, *, level: float = 0.95, resamples: int = RESAMPLES, seed: int = 0) -> Floats:
    """Intervals of the means, resampling whole clusters (Field & Welsh 2007, "Bootstrapping clustered data").

    The percentiles are widened for few clusters, the expanded percentile interval of Hesterberg 2015 ("What teachers
    should know about the bootstrap"): plain percentile intervals are too short by a factor of sqrt((n-1)/n), and use
    normal quantiles where Student's are due.

    Returns
    -------
    [metrics, 2] low and high.
    """
    count = values.count
    both = np.column_stack([values.sums, values.sizes])
    totals = np.concatenate([drawn @ both for drawn in _draws(count, resamples, seed)])
    means = totals[:, :-1] / totals[:, -1:]
    wide = np.sqrt(count / (count - 1)) * special.stdtrit(count - 1, (1 - level) / 2)
    tail = float(special.ndtr(wide))
    return np.asarray(np.quantile(means, [tail, 1 - tail], axis=0).T, dtype=float)


def student(values: Clustered, *, level: float = 0.95) -> Floats:
    """[metrics, 2] intervals of the means by Student's t, clusters - 1 degrees of freedom (Donald & Lang 2007).

    For few clusters: all that a bootstrap can draw from five lies between their extremes, and covers too little.
    """
    half = special.stdtrit(values.count - 1, (1 + level) / 2) * standard_error(values)
    return np.stack([values.means - half, values.means + half], axis=1)


def flips(signs: Floats, *, level: float = 0.95) -> Floats:
    """[metrics, 2] intervals of the mean of independent -1, 0 and 1, sensible where one of them never comes.

    The share of 1 minus the share of -1, from Wilson's limits of both (square-and-add, Newcombe 1998 and Zou & Donner
    2008, with the two shares taken for uncorrelated).
    """
    n = len(signs)
    up, down = (signs > 0).mean(axis=0), (signs < 0).mean(axis=0)
    (up_low, up_high), (down_low, down_high) = (wilson(share * n, n, level=level) for share in (up, down))
    low = up - down - np.sqrt((up - up_low) ** 2 + (down_high - down) ** 2)
    high = up - down + np.sqrt((up_high - up) ** 2 + (down - down_low) ** 2)
    return np.stack([np.maximum(low, -1), np.minimum(high, 1)], axis=1)


def wilson(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson's score interval of a rate (Wilson 1927); within [0, 1], and no point even for 0 of n.

    Parameters
    ----------
    successes, n : counts, or effective counts (`effective_size`), of one shape.

    Returns
    -------
    low, high : of the same shape; NaN where n is 0.
    """
    k, total = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    z = float(special.ndtri((1 + level) / 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = k / total
        centre = (rate + z**2 / (2 * total)) / (1 + z**2 / total)
        half = z / (1 + z**2 / total) * np.sqrt(rate * (1 - rate) / total + z**2 / (4 * total**2))
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def effective_size(values: Clustered, *, level: float = 0.95) -> Floats:
    """[metrics] the number of independent items that would tell a rate as well as these clustered ones.

    n over the design effect (Kish 1965), which is taken for at least 1, and less again by the squared ratio of the
    normal quantile to Student's for clusters - 1 degrees of freedom (Korn & Graubard 1998), since the design effect of
    few clusters is itself uncertain. n itself where the values do not vary or there are fewer than `FEWEST_CLUSTERS`
    clusters.
    """
    n, count = values.sizes.sum(), values.count
    rate = values.means
    alone = rate * (1 - rate) / n
    if count < FEWEST_CLUSTERS:
        return np.full(len(rate), n)
    usable = alone > 0
    effect = np.where(usable, standard_error(values) ** 2 / np.where(usable, alone, 1), 1.0)
    tail = (1 + level) / 2
    few = np.where(usable, (special.ndtri(tail) / special.stdtrit(count - 1, tail)) ** 2, 1.0)
    return np.asarray(n / np.maximum(effect, 1.0) * few, dtype=float)


def _draws(count: int, resamples: int, seed: int) -> Iterator[Floats]:
    """How often each resample draws each cluster: blocks of [rows, count], `resamples` rows in all."""
    if count <= _CACHED:
        yield _kept(count, resamples, seed)
        return
    random = np.random.default_rng(seed)
    rows = max(1, _CHUNK // count)
    for start in range(0, resamples, rows):
        yield _drawn(count, min(rows, resamples - start), random)


@lru_cache(maxsize=8)
def _kept(count: int, resamples: int, seed: int) -> Floats:
    return _drawn(count, resamples, np.random.default_rng(seed))


def _drawn(count: int, rows: int, random: np.random.Generator) -> Floats:
    index = random.integers(0, count, size=(rows, count), dtype=np.int32)
    index += np.arange(rows, dtype=np.int32)[:, None] * count
    return np.bincount(index.ravel(), minlength=rows * count).reshape(rows, count).astype(float)
