"""Tests of paired differences: exact McNemar for items; for clusters sign flips, or Student's t where they are few."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from bench.stats.clusters import Clustered, Clusters, Floats, clustered, standard_error
from bench.stats.intervals import FEWEST_CLUSTERS, RESAMPLED

EXACT = 12
"""Up to so many clusters that differ, all their sign patterns are tried (4096); beyond, `FLIPS` random ones."""
FLIPS = 20_000
"""A random pattern can show no p below 1 / (FLIPS + 1)."""
_ROUNDING = 1e-9
"""Sums that differ by less, relative to the observed one, are the same sum added up in another order."""
_CHUNK = 1 << 21


def paired_p(differences: Floats, clusters: Clusters) -> Floats:
    """Two-sided p of each metric's mean difference: the test that the number of clusters allows.

    From `RESAMPLED` clusters on it is `sign_flip`. Fewer have too few sign patterns (of 5 all moved one way, no p is
    below 2 / 32): with them it is Student's t of the clustered mean, as the interval is, but never less than flips of
    single items give. For clusters that all moved alike, as they do when everything broke, have a standard error of 0.

    Parameters
    ----------
    differences : [n, metrics] paired.
    clusters : [n] the cluster of each.

    Returns
    -------
    [metrics]; NaN with fewer than `FEWEST_CLUSTERS` clusters.
    """
    summed = clustered(differences, clusters)
    if summed.count < FEWEST_CLUSTERS:
        return np.full(differences.shape[1], np.nan)
    if summed.count >= RESAMPLED:
        return sign_flip(summed)
    return np.maximum(student(summed), sign_flip(clustered(differences, np.arange(len(differences)))))


def student(values: Clustered) -> Floats:
    """[metrics] two-sided p of Student's t of the clustered mean, clusters - 1 degrees of freedom; 1 where it is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(values.means) / standard_error(values)
    return np.where(values.means == 0, 1.0, 2 * special.stdtr(values.count - 1, -t))


def mcnemar(better: int, worse: int) -> float:
    """Two-sided p of the exact McNemar test (McNemar 1947; the binomial of the discordant pairs).

    Parameters
    ----------
    better, worse : pairs that are 1 in only the one, and only the other arm. Items are taken for independent.
    """
    return min(1.0, 2 * float(special.bdtr(min(better, worse), better + worse, 0.5)))


def sign_flip(values: Clustered, *, seed: int = 0) -> Floats:
    """Two-sided p of each metric's mean difference, under flips of the sign of whole clusters (Fisher 1935).

    Under the null hypothesis a cluster's difference is as likely to have the other sign. All patterns of signs are
    tried where at most `EXACT` clusters differ from 0 at all; else `FLIPS` random ones, the observed one counted among
    them (Phipson & Smyth 2010), so that p is never 0.

    Parameters
    ----------
    values : paired differences by cluster.

    Returns
    -------
    [metrics]
    """
    found = np.ones(values.sums.shape[1])
    many = []
    for column, sums in enumerate(values.sums.T):
        moved = sums[sums != 0]
        if len(moved) > EXACT:
            many.append(column)
        elif len(moved):
            found[column] = np.mean(_reaches(_patterns(len(moved)) @ moved, sums.sum()))
    if many:
        found[many] = _at_random(values.sums[:, many], seed)
    return found


def _at_random(sums: Floats, seed: int) -> Floats:
    random = np.random.default_rng(seed)
    observed = sums.sum(axis=0)
    hits = np.zeros(sums.shape[1])
    rows = max(1, _CHUNK // len(sums))
    for start in range(0, FLIPS, rows):
        size = (min(rows, FLIPS - start), len(sums))
        signs = 2.0 * random.integers(0, 2, size=size, dtype=np.int8) - 1
        hits += _reaches(signs @ sums, observed).sum(axis=0)
    return np.asarray((hits + 1) / (FLIPS + 1), dtype=float)


def _reaches(totals: Floats, observed: Floats | float) -> NDArray[np.bool_]:
    return np.asarray(np.abs(totals) >= np.abs(observed) * (1 - _ROUNDING))


@lru_cache(maxsize=EXACT + 1)
def _patterns(count: int) -> Floats:
    """[2 ** count, count] all patterns of signs."""
    bits = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
    return np.asarray(2 * bits - 1, dtype=float)
