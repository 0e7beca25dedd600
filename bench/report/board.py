"""The scoreboard in words: a line a metric, with each arm's mean and its difference to the reference arm."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bench.comparison import Comparison, Difference, Mean, Measure, Metric, Row
from bench.records import Lang
from bench.report.words import Words, fill
from bench.verdict import call, number, signed, word

WIDTH, EDGE = 160.0, 6.0
"""Width of an interval's drawing in SVG units, and what stays free at its ends."""


@dataclass(frozen=True)
class Interval:
    """A difference on a line with zero in its middle, in SVG units."""

    dot: float
    low: float | None
    high: float | None

    @property
    def length(self) -> float:
        """Of the bar; at least one unit, so that it can be seen."""
        return round(max(1.0, (self.high or 0.0) - (self.low or 0.0)), 1)


@dataclass(frozen=True)
class Change:
    """An arm against the reference, on one metric."""

    arm: str
    difference: str
    interval: str
    """Its ends, or why there is none."""
    p: str
    call: str
    """What the statistics allow to say of it, in a word or two, as the verdict does."""
    tone: Literal["better", "worse", "moved", "kept", "unsure"]
    """The same as the page colours it; ``moved`` where more is neither better nor worse."""
    n: int
    drawn: Interval | None


@dataclass(frozen=True)
class Line:
    """One metric."""

    metric: Metric
    label: str
    means: Mapping[str, str]
    """Arm -> its mean over all of its items that have the metric, and how many these are where some have not."""
    changes: Mapping[str, Change]
    """Arm -> its change; without the reference."""
    n: int
    """Items of the reference arm that have the metric."""


@dataclass(frozen=True)
class Board:
    """A family's scoreboard, in one prompt format and way of eliciting."""

    row: Row
    headline: tuple[Line, ...]
    detail: tuple[Line, ...]
    clusters: str
    """What the intervals resample; empty without intervals."""
    detectable: str
    """The smallest change of the first headline metric that could have been seen; empty where it is not known."""


def boards(comparison: Comparison, lang: Lang, words: Words) -> Iterator[Board]:
    """A board for each family, prompt format and way of eliciting; those asked plainly first."""
    for row in sorted(comparison.families, key=lambda row: row.elicit != "none"):
        lines = list(_lines(row, comparison, lang, words))
        changes = [change for line in lines for change in row.measures[line.metric.name].differences.values()]
        counts = sorted({_clusters(change, words) for change in changes if change.clusters})
        yield Board(
            row=row,
            headline=tuple(line for line in lines if line.metric.role == "headline"),
            detail=tuple(line for line in lines if line.metric.role != "headline"),
            clusters=", ".join(counts),
            detectable=_detectable(row, lines),
        )


def _lines(row: Row, comparison: Comparison, lang: Lang, words: Words) -> Iterator[Line]:
    cut = row.measures.get("truncated")
    whole = cut is None or all(not mean.value for mean in cut.means.values())
    for metric in comparison.metrics:
        measure = row.measures.get(metric.name)
        if measure is None or not any(mean.n for mean in measure.means.values()):
            continue
        if metric.role == "bound" and whole:
            continue  # nothing was cut off: both bounds are the share itself
        reach = _reach(comparison.families, metric)
        yield Line(
            metric=metric,
            label=metric.ja if lang == "ja" else metric.label,
            means={arm: mean_text(mean, metric) for arm, mean in measure.means.items()},
            changes={arm: _change(d, metric, reach, lang, words) for arm, d in measure.differences.items() if d.n},
            n=next(mean.n for mean in measure.means.values()),
        )


def _change(change: Difference, metric: Metric, reach: float, lang: Lang, words: Words) -> Change:
    headline = metric.role == "headline"
    return Change(
        arm=change.arm,
        difference=signed(change.difference, metric.kind),
        interval=_ends(change, metric, words),
        p=probability(change.adjusted if headline and change.adjusted is not None else change.p),
        call=word(change, metric)[lang],
        tone=tone(change, metric),
        n=change.n,
        drawn=interval(change, reach),
    )


def _ends(change: Difference, metric: Metric, words: Words) -> str:
    if change.low is None or change.high is None:
        return fill(words["board"]["too_few"], clusters=_clusters(change, words))
    low, high = change.low, change.high
    if metric.kind == "share":  # Student's interval does not know that differences of shares end there
        low, high = max(low, -1.0), min(high, 1.0)
    return f"{signed(low, metric.kind)} … {signed(high, metric.kind)}"


def _clusters(change: Difference, words: Words) -> str:
    return fill(words["board"][change.clustered_by], n=change.clusters)


def _detectable(row: Row, lines: Sequence[Line]) -> str:
    """Of the arm that is the hardest to tell from the reference."""
    for line in lines:
        found = [change.detectable for change in row.measures[line.metric.name].differences.values()]
        known = [value for value in found if value is not None]
        if line.metric.name == "right" and known:
            return signed(max(known), line.metric.kind).lstrip("+")
    return ""


def mean_text(mean: Mean, metric: Metric) -> str:
    """A mean, with what is missing from it: ``97 % (68/72)`` is of 68 generations, 4 more have no value."""
    text = number(mean.value, metric.kind)
    return f"{text} ({mean.n}/{mean.n + mean.missing})" if mean.n and mean.missing else text


def tone(change: Difference, metric: Metric) -> Literal["better", "worse", "moved", "kept", "unsure"]:
    """How a call is coloured. Of headline metrics fewer is a loss, as in the verdict; of others more may be neither."""
    called = call(change, metric)
    if called == "keeps":
        return "kept"
    if called not in ("gains", "loses"):
        return "unsure"
    if metric.better is None and metric.role != "headline":
        return "moved"
    return "better" if called == "gains" else "worse"


def probability(p: float | None) -> str:
    """A p as it is printed: three decimals, never 0."""
    if p is None:
        return ""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def interval(change: Difference, reach: float) -> Interval | None:
    """Place a difference and its interval on a line from -`reach` to `reach`; None where there is no difference."""
    if change.difference is None:
        return None

    def at(value: float) -> float:
        share = max(-1.0, min(1.0, value / reach))
        return round(WIDTH / 2 + share * (WIDTH / 2 - EDGE), 1)

    low, high = (None if end is None else at(end) for end in (change.low, change.high))
    return Interval(at(change.difference), low, high)


def _reach(rows: Sequence[Row], metric: Metric) -> float:
    """How far a metric's line reaches from zero: 1 for shares, else to the farthest end in any of the rows."""
    if metric.kind == "share":
        return 1.0
    measures: Iterator[Measure] = (row.measures[metric.name] for row in rows if metric.name in row.measures)
    found = [d for measure in measures for d in measure.differences.values()]
    ends = [abs(end) for d in found for end in (d.difference, d.low, d.high) if end is not None]
    return max(ends, default=0.0) or 1.0
