"""Judgments of several arms -> the tables that the report shows.

Every number here is a mean per arm over the same items, or a paired difference (arm - reference) with an interval.
"""

from typing import Literal

from bench.records import Family, Generation, Item, Judgment, Lang, Record, Request, Trace


class Metric(Record):
    """How a metric is named and printed."""

    name: str
    label: str
    """As the report's column head."""
    kind: Literal["share", "count"]
    """A share is printed in per cent, a count with one decimal."""
    better: Literal["more", "less"] | None = None
    """None where more is neither better nor worse."""


class Difference(Record):
    """One metric on the same items in two arms."""

    metric: str
    means: dict[str, float | None]
    """Arm -> mean over the items that have a value in every arm."""
    n: int
    """Number of these items."""
    difference: float | None = None
    """Mean of arm - reference over these items; None where there are none."""
    low: float | None = None
    """95 % interval of the difference; None where there are too few clusters to draw one."""
    high: float | None = None
    clusters: int = 0
    """Number of clusters that the bootstrap resampled."""
    clustered_by: Literal["template", "entity", "instance"] = "template"


class Row(Record):
    """A cell of the scoreboard: the items that share these properties (None: all of them)."""

    family: Family
    pack: str | None = None
    lang: Lang | None = None
    variant: str | None = None
    book: str | None = None
    rung: int | None = None
    items: int
    differences: dict[str, Difference]
    """Metric name -> difference."""


class Side(Record):
    """What one arm made of an item."""

    request: Request
    generation: Generation
    trace: Trace
    judgment: Judgment


class Pair(Record):
    """One item (in one prompt format and sample) with the arms beside one another."""

    item: Item
    sides: dict[str, Side]
    """Arm -> side; an arm whose generation is still owed is missing."""


class Sentence(Record):
    """One finding of the verdict, in words."""

    kind: Literal["keeps", "loses", "gains", "unsure", "note"]
    text: str


class Comparison(Record):
    """All that a report shows of a run."""

    arms: tuple[str, ...]
    """The first is the reference."""
    metrics: tuple[Metric, ...]
    verdict: tuple[Sentence, ...]
    families: tuple[Row, ...]
    """One row a family."""
    rows: tuple[Row, ...]
    """Pack x language x variant x book x rung."""
    pairs: tuple[Pair, ...]
    owed: int
    """Requests that have no generation yet."""
