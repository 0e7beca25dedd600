"""The records of a comparison: what a report, a table or a program reads of a run.

Every mean says over how many generations it was taken and how many have no value; every difference is paired (the same
items in both arms) and stands with its interval. `Place` fields (`family`, `format`, `elicit`) are never mixed in one
number.
"""

from typing import Literal

from pydantic import Field

from bench.records import Elicit, Family, Generation, Item, Judgment, Lang, Outcome, Record, Request, Trace
from bench.scores import Score

ClusteredBy = Literal["template", "entity", "instance"]


class Metric(Record):
    """How a metric is named and printed."""

    name: str
    label: str
    """As the report's column head."""
    ja: str
    """The same in Japanese."""
    kind: Literal["share", "count"]
    """A share is printed in per cent, a count with one decimal."""
    better: Literal["more", "less"] | None = None
    """None where more is neither better nor worse."""
    role: Literal["headline", "detail", "bound"] = "detail"
    """Headline metrics are called in the verdict and corrected together (Holm); bounds say what cut-off texts hide."""


class Mean(Record):
    """A metric in one arm, over all of that arm's generations that have it."""

    value: float | None
    """None where no generation has one."""
    n: int
    """Generations that have a value."""
    missing: int = 0
    """Generations for which the metric is not defined; they are in no mean."""
    low: float | None = None
    """95 % interval of a share (Wilson, with the effective sample size of the clusters); None for counts."""
    high: float | None = None


class Difference(Record):
    """One metric of an arm against the reference, on the items that have it in both."""

    metric: str
    arm: str = ""
    """The arm that is compared with the reference."""
    means: dict[str, float | None]
    """Reference and arm -> mean over these items."""
    n: int
    """Number of these items."""
    difference: float | None = None
    """Mean of arm - reference over these items; None where there are none."""
    low: float | None = None
    """95 % interval of the difference; None where there are too few clusters to draw one."""
    high: float | None = None
    clusters: int = 0
    """Number of clusters that the bootstrap resampled."""
    clustered_by: ClusteredBy = "template"
    p: float | None = None
    """Two-sided p by clusters (`bench.stats.paired.paired_p`); None where there are too few of them."""
    adjusted: float | None = None
    """The same after Holm over all headline metrics of all plainly asked boards and arms; None for other metrics."""
    better: int | None = None
    """Of a metric that is 0 or 1: items on which only the arm has it."""
    worse: int | None = None
    """Items on which only the reference has it."""
    mcnemar: float | None = None
    """Exact McNemar p of these two counts, which takes items for independent; None for other metrics."""
    detectable: float | None = None
    """Smallest true difference that this many clusters would have shown with 80 % power at the 5 % level."""


class Measure(Record):
    """A metric on a set of items: every arm, and every arm against the reference."""

    means: dict[str, Mean]
    """Arm -> mean."""
    differences: dict[str, Difference]
    """Arm -> difference to the reference arm, which itself has none."""


class Row(Record):
    """A cell of the scoreboard: the items that share these properties (None: all of them)."""

    family: Family
    format: str
    """Prompt format; formats are never mixed in one number."""
    elicit: Elicit = "none"
    """How reasoning was elicited; never mixed either."""
    pack: str | None = None
    template: str | None = None
    lang: Lang | None = None
    variant: str | None = None
    book: str | None = None
    rung: int | None = None
    items: int
    measures: dict[str, Measure]
    """Metric name -> measure."""


class Side(Record):
    """What one arm made of an item."""

    request: Request
    generation: Generation
    trace: Trace
    judgment: Judgment


class Pair(Record):
    """One item (in one prompt format, way of eliciting and sample) with the arms beside one another."""

    item: Item
    elicit: Elicit = "none"
    sides: dict[str, Side]
    """Arm -> side; an arm whose generation is still owed, or beyond a limit, is missing."""
    limits: dict[str, str] = Field(default_factory=dict)
    """Arm -> the limit (`bench.limits`) that its generation exceeds."""


class Outcomes(Record):
    """How one arm's generations ended; outcomes are never merged."""

    family: Family
    format: str
    elicit: Elicit = "none"
    arm: str
    counts: dict[Outcome, int]
    owed: int = 0
    """Requests without a generation."""
    limited: int = 0
    """Generations beyond a limit of the analysis; they are in no other figure."""


class Flips(Record):
    """What became of each outcome of the reference arm in another arm, on the same items."""

    family: Family
    format: str
    elicit: Elicit = "none"
    arm: str
    counts: dict[Outcome, dict[Outcome, int]]
    """Outcome of the reference -> outcome of the arm -> items; all outcomes are keys."""


class SelfChecks(Record):
    """What became of an arm's self-checks."""

    family: Family
    format: str
    elicit: Elicit = "none"
    arm: str
    traces: int
    with_check: int
    """Traces that check themselves at least once."""
    ends: dict[str, int]
    """``confirmed``, ``corrected``, ``broke``, ``changed``, ``inconclusive`` -> number of checks; all are keys."""


class BudgetPoint(Record):
    """What a smaller token budget would have given."""

    budget: int
    """``--max-new-tokens``."""
    right: float
    """Share of the generations that are right within the budget; a text that it cuts off is not right."""
    truncated: float
    low: float | None = None
    """95 % interval of `right` (Wilson, as `Mean`)."""
    high: float | None = None


class BudgetCurve(Record):
    """Accuracy and truncation of one arm under every smaller token budget, from the one run.

    Under a smaller budget the text would be the beginning of the same text (of a sampled one: a beginning as likely),
    so it is right within `budget` tokens where it is right and has ended by then. Never more than a run of that budget
    would give; less by the texts that would be cut off between their answer and their end (`bench.comparison.budget`).
    """

    family: Family
    format: str
    elicit: Elicit = "none"
    arm: str
    n: int
    """Generations; those that are right by another reading only are left out, as in `right`."""
    points: tuple[BudgetPoint, ...]
    """By budget, ascending; the last is the run's own."""


class ConstraintRate(Record):
    """How often the plans of each arm meet one kind of travel constraint."""

    format: str
    elicit: Elicit = "none"
    check: str
    """Registered predicate, e.g. ``total_at_most``."""
    level: Literal["commonsense", "hard"]
    measure: Measure
    """Share of the plans asked for it that meet it; a plan that was not delivered meets none."""


class StrengthPoint(Record):
    """The metrics of one arm of a strength curve."""

    arm: str
    strength: float
    """Factor on the adapter's contribution; 0 is the base."""
    means: dict[str, Mean]
    """Metric name -> mean over the items that all arms of the curve answered."""


class StrengthCurve(Record):
    """What an adapter does at strengths between 0 and 1."""

    family: Family
    format: str
    elicit: Elicit = "none"
    adapter: str
    """Key of the adapter."""
    points: tuple[StrengthPoint, ...]
    """By strength, ascending, from the base."""


class Sentence(Record):
    """One finding of the verdict, in words."""

    kind: Literal["keeps", "loses", "gains", "unsure", "note"]
    topic: str
    """What it is about: a headline metric's name, ``corrections``, ``ladder``, ``elicited``, ``strength``, ``power``,
    ``paired``, ``owed`` …"""
    texts: dict[Lang, str]
    """Language -> the sentence."""
    arm: str | None = None
    """The arm that is compared with the reference; None where it is about all."""
    family: Family | None = None
    format: str | None = None
    """Prompt format, where the run has several."""

    @property
    def text(self) -> str:
        """In English."""
        return self.texts["en"]


class Recovery(Record):
    """What eliciting brings back in one arm: a metric of the same items, asked plainly and elicited."""

    family: Family
    format: str
    arm: str
    elicit: Elicit
    metric: str
    plain: float
    """Mean over the items asked plainly."""
    elicited: float
    """Mean over the same items, elicited."""
    low: float | None = None
    """95 % interval of the paired difference; None where there are too few clusters to draw one."""
    high: float | None = None
    n: int


class Comparison(Record):
    """All that a report shows of a run."""

    arms: tuple[str, ...]
    """The first is the reference."""
    metrics: tuple[Metric, ...]
    verdict: tuple[Sentence, ...]
    families: tuple[Row, ...]
    """One row a family, prompt format and way of eliciting: the boards."""
    rows: tuple[Row, ...]
    """Format x pack x language x variant x book x rung."""
    templates: tuple[Row, ...] = ()
    """Place x pack x template."""
    ladder: tuple[Row, ...] = ()
    """Place x book x rung, all packs and languages of the ladder together."""
    outcomes: tuple[Outcomes, ...] = ()
    """Place x arm."""
    flips: tuple[Flips, ...] = ()
    """Place x arm but the reference."""
    checks: tuple[SelfChecks, ...] = ()
    """Place x arm."""
    budgets: tuple[BudgetCurve, ...] = ()
    """Place x arm."""
    constraints: tuple[ConstraintRate, ...] = ()
    """Travel: place x constraint."""
    strengths: tuple[StrengthCurve, ...] = ()
    """Place x adapter, where the run has arms of several strengths."""
    recoveries: tuple[Recovery, ...] = ()
    """What eliciting brings back, where the run elicited."""
    scores: tuple[Score, ...] = ()
    """Figures beyond the cells: drops of variants, gaps of the ladder, travel's row."""
    sampled: tuple[Score, ...] = ()
    """``pass_at`` and ``maj_at``, with the number of samples k as group, where there are several samples."""
    pairs: tuple[Pair, ...]
    owed: int
    """Requests that have no generation yet."""
    unscored: int = 0
    """Generations that are not analysed and judged yet; they are in no figure."""
    limited: int = 0
    """Generations beyond a limit of the analysis; they are in no figure."""
