"""Values summed by cluster: all that a clustered mean, its interval and its test need to know of them."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Clusters = Sequence[Hashable] | NDArray[np.intp]


@dataclass(frozen=True)
class Clustered:
    """Values by cluster."""

    sums: Floats
    """[clusters, metrics]"""
    sizes: Floats
    """[clusters] number of values of each; the same for all metrics."""

    @property
    def count(self) -> int:
        """Number of clusters."""
        return len(self.sizes)

    @property
    def means(self) -> Floats:
        """[metrics] over all values, not over clusters."""
        return np.asarray(self.sums.sum(axis=0) / self.sizes.sum(), dtype=float)


def codes(clusters: Clusters) -> NDArray[np.intp]:
    """[n] a number for each cluster, from 0: in the order in which they first come, of an array in ascending order."""
    if isinstance(clusters, np.ndarray):
        return np.asarray(np.unique(clusters, return_inverse=True)[1], dtype=np.intp)
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(c, len(numbers)) for c in clusters], dtype=np.intp)


def clustered(values: ArrayLike, clusters: Clusters) -> Clustered:
    """Sum values by cluster.

    Parameters
    ----------
    values : [n] or [n, metrics], without gaps.
    clusters : [n] the cluster of each.
    """
    x = np.asarray(values, dtype=float)
    x = x.reshape(len(x), -1)
    index = codes(clusters)
    sizes = np.bincount(index)
    sums = np.stack([np.bincount(index, column, len(sizes)).astype(float) for column in x.T], axis=1)
    return Clustered(sums, sizes.astype(float))


def standard_error(values: Clustered) -> Floats:
    """[metrics] of the mean, by the linearised ratio of cluster sums to cluster sizes (Cochran 1977, 6.4).

    NaN with fewer than two clusters.
    """
    if values.count < 2:
        return np.full(values.sums.shape[1], np.nan)
    residuals = values.sums - values.means * values.sizes[:, None]
    squares = (residuals**2).sum(axis=0) * values.count / (values.count - 1)
    return np.asarray(np.sqrt(squares) / values.sizes.sum(), dtype=float)
