"""Means of observations, with intervals, and their differences unit by unit."""

import pytest

from bench.scores import LABELS, Figure, Observation, figure, score
from bench.stats.intervals import cluster_interval

PLACE = ("arithmetic", "raw", "none")


def observed(values: list[float], clusters: str | None = None) -> list[Observation]:
    names = clusters or "abcdefghij"
    return [Observation(i, names[i % len(names)], ("draw", i), value) for i, value in enumerate(values)]


def test_a_figure_is_the_mean_with_the_interval_of_its_clusters() -> None:
    values = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0]
    found = figure(observed(values))
    assert found is not None
    assert (found.value, found.n, found.clusters) == (5 / 8, 8, 8)
    assert (found.low, found.high) == cluster_interval(values, list("abcdefgh"))


def test_observations_of_one_cluster_are_resampled_by_draw() -> None:
    found = figure(observed([1.0, 0.0, 1.0, 0.0, 1.0], "a"))
    assert found is not None
    assert found.clusters == 5
    assert found.low is not None


def test_few_clusters_have_no_interval_and_nothing_has_no_figure() -> None:
    assert figure(observed([1.0, 0.0, 1.0], "ab")) == Figure(value=2 / 3, n=3, clusters=2)
    assert figure([]) is None


def test_a_difference_is_of_the_units_that_both_arms_have() -> None:
    found = score(PLACE, "final", {"base": observed([1, 1, 1, 0]), "adapter": observed([0, 1])})
    assert found is not None
    assert found.figures["base"].value == 0.75
    (difference,) = found.differences.values()
    assert difference == Figure(value=-0.5, n=2, clusters=2)


def test_arms_that_observe_different_units_have_no_difference() -> None:
    found = score(PLACE, "final", {"base": observed([1]), "adapter": observed([0])}, paired=False)
    assert found is not None
    assert found.differences == {}


@pytest.mark.parametrize("arms", [{}, {"base": []}, {"base": [], "adapter": []}])
def test_no_observations_no_score(arms: dict[str, list[Observation]]) -> None:
    assert score(PLACE, "final", arms) is None


def test_an_arm_without_observations_is_left_out() -> None:
    found = score(PLACE, "final", {"base": observed([1]), "adapter": []})
    assert found is not None
    assert (set(found.figures), found.differences) == ({"base"}, {})


def test_labels_are_told_apart() -> None:
    assert len(set(LABELS.values())) == len(LABELS)
