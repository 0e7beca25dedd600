"""Figures beyond the cells of the scoreboard, such as gaps between rungs: of each arm, with intervals.

A score is a mean of observations. Each observation is of one *unit* (an item, or the items of a draw that are set
against one another), so that two arms can be compared unit by unit.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from bench.records import Elicit, Family, Record
from bench.stats.intervals import cluster_interval

Place = tuple[Family, str, Elicit]
"""Family, prompt format and way of eliciting: never mixed in one number."""


class Figure(Record):
    """A mean with its interval."""

    value: float
    low: float | None = None
    """95 % interval; None where there are too few clusters to draw one."""
    high: float | None = None
    n: int
    """Number of observations."""
    clusters: int
    """Number of clusters that the bootstrap resampled."""


class Score(Record):
    """One figure of every arm, on the items of one family, prompt format and way of eliciting."""

    family: Family
    format: str
    elicit: Elicit = "none"
    name: str
    """A key of `LABELS`."""
    group: str = ""
    """The part of the family that it is about, e.g. a variant; empty for the whole."""
    figures: dict[str, Figure]
    """Arm -> figure; an arm without observations is missing."""
    differences: dict[str, Figure]
    """Arm -> arm minus the first, over the units that both have; empty where their units are not the same by nature."""


LABELS: dict[str, str] = {
    "variant_drop": "Change against the base variant",
    "knowledge_gap": "Knowledge gap",
    "reasoning_gap": "Reasoning gap",
    "closed_recalled": "Closed, fact recalled right",
    "closed_not_recalled": "Closed, fact recalled wrong",
    "wrong_fact": "Wrong answers that follow from a wrong fact",
    "from_memory": "Counterfactual, answered from memory",
    "delivery": "Delivery",
    "delivery_strict": "Delivered as a block",
    "commonsense_micro": "Commonsense micro",
    "commonsense_macro": "Commonsense macro",
    "hard_micro": "Hard micro",
    "hard_macro": "Hard macro",
    "hard_given_commonsense": "Hard given commonsense",
    "final": "Final",
}
"""Score -> how the report names it."""
GAPS = {"variant_drop", "knowledge_gap", "reasoning_gap"}
"""Scores that are differences of shares; all others are shares."""


class Observation(NamedTuple):
    """One value of one arm."""

    unit: Hashable
    """What is observed: the same in all arms."""
    cluster: Hashable
    """What is resampled together with it."""
    draw: Hashable
    """Its cluster where all units are of one cluster."""
    value: float


def score(
    place: Place,
    name: str,
    observed: Mapping[str, Sequence[Observation]],
    *,
    group: str = "",
    paired: bool = True,
) -> Score | None:
    """A score from the observations of each arm, the reference arm first.

    Parameters
    ----------
    paired : whether the arms observe the same units, so that their difference means something.

    Returns
    -------
    None where no arm observed anything.
    """
    figures = {arm: found for arm, values in observed.items() if (found := figure(values))}
    if not figures:
        return None
    differences = {}
    if paired:
        (_, first), *others = observed.items()
        before = {o.unit: o.value for o in first}
        for arm, values in others:
            both = [o._replace(value=o.value - before[o.unit]) for o in values if o.unit in before]
            if found := figure(both):
                differences[arm] = found
    family, format, elicit = place
    return Score(
        family=family, format=format, elicit=elicit, name=name, group=group, figures=figures, differences=differences
    )


def figure(observations: Sequence[Observation]) -> Figure | None:
    """Mean and interval; clusters are the observations' own, or their draws where all are of one cluster."""
    if not observations:
        return None
    clusters = [o.cluster for o in observations]
    if len(set(clusters)) == 1:
        clusters = [o.draw for o in observations]
    values = [o.value for o in observations]
    interval = cluster_interval(values, clusters)
    low, high = interval or (None, None)
    return Figure(value=sum(values) / len(values), low=low, high=high, n=len(values), clusters=len(set(clusters)))
