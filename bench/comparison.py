"""Judgments of several arms -> the tables that the report shows.

Every number here is a mean per arm over the same items, or a paired difference (arm - reference) with an interval.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from bench.records import Elicit, Family, Generation, Item, Judgment, Lang, Record, Request, Trace
from bench.scores import Place, Score
from bench.stats import cluster_interval


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
    format: str
    """Prompt format; formats are never mixed in one number."""
    elicit: Elicit = "none"
    """How reasoning was elicited; never mixed either."""
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
    """One item (in one prompt format, way of eliciting and sample) with the arms beside one another."""

    item: Item
    elicit: Elicit = "none"
    sides: dict[str, Side]
    """Arm -> side; an arm whose generation is still owed is missing."""


class Sentence(Record):
    """One finding of the verdict, in words."""

    kind: Literal["keeps", "loses", "gains", "unsure", "note"]
    text: str


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
    """One row a family and prompt format."""
    rows: tuple[Row, ...]
    """Format x pack x language x variant x book x rung."""
    recoveries: tuple[Recovery, ...] = ()
    """What eliciting brings back, where the run elicited."""
    scores: tuple[Score, ...] = ()
    """Figures beyond the cells: drops of variants, gaps of the ladder, travel's row."""
    pairs: tuple[Pair, ...]
    owed: int
    """Requests that have no generation yet."""


METRICS = (
    Metric(name="right", label="Right", kind="share", better="more"),
    Metric(name="stated", label="Stated", kind="share", better="more"),
    Metric(name="truncated", label="Cut off", kind="share", better="less"),
    Metric(name="new_tokens", label="Tokens", kind="count"),
    Metric(name="steps", label="Steps", kind="count"),
    Metric(name="step_recall", label="Step recall", kind="share", better="more"),
    Metric(name="derived", label="Answer derived", kind="share", better="more"),
    Metric(name="claims", label="Claims", kind="count"),
    Metric(name="claims_wrong", label="False claims", kind="count", better="less"),
    Metric(name="self_checks", label="Self-checks", kind="share"),
    Metric(name="corrections", label="Corrections", kind="share"),
    Metric(name="backtrackings", label="Backtracking", kind="count"),
    Metric(name="hard_micro", label="Hard constraints", kind="share", better="more"),
    Metric(name="commonsense_micro", label="Commonsense", kind="share", better="more"),
)
"""What the tables show. A share with "Self-checks": traces with at least one; "Corrections": with one that put a wrong
result right."""


def plain(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs that were asked plainly; all of them where the run only elicited."""
    return [p for p in pairs if p.elicit == "none"] or list(pairs)


def by_place(pairs: Iterable[Pair], family: Family) -> dict[Place, list[Pair]]:
    """A family's pairs that have a side, by what is never mixed in one number."""
    found: dict[Place, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.item.family == family and pair.sides:
            found[family, any_side(pair).request.format, pair.elicit].append(pair)
    return found


def any_side(pair: Pair) -> Side:
    """The first side of a pair that has one: prompt format and sample are the same in all."""
    return next(iter(pair.sides.values()))


_FAMILIES: tuple[Family, ...] = ("arithmetic", "entity_ladder", "travel")


def values(side: Side) -> dict[str, float | None]:
    """The metrics of one generation; None where a metric is not defined for it."""
    own, judged = side.trace.metrics, side.judgment.metrics
    outcomes = [e.outcome for e in side.trace.episodes if e.kind == "verification"]
    return {
        "right": None if side.judgment.outcome == "ambiguous" else float(side.judgment.outcome == "right"),
        "stated": float(side.judgment.outcome in ("right", "wrong", "ambiguous")),
        "truncated": float(side.trace.health.truncated),
        "new_tokens": float(side.generation.new_tokens),
        "self_checks": float(bool(outcomes)),
        "corrections": float("corrected" in outcomes),
        "derived": float(own.get("answer_matches_trace") == 1) if side.trace.answer.value is not None else None,
        **{name: _number(own.get(name)) for name in ("steps", "claims", "claims_wrong", "backtrackings")},
        **{name: _number(judged.get(name)) for name in ("step_recall", "hard_micro", "commonsense_micro")},
    }


def compare(
    requests: Iterable[Request],
    generations: Mapping[str, Generation],
    traces: Mapping[str, Trace],
    judgments: Mapping[str, Judgment],
) -> Comparison:
    """Put the arms of a run beside one another.

    Parameters
    ----------
    requests : the plan; the first arm that it names is the reference.
    generations, traces, judgments : by request key; what is missing is still owed.
    """
    arms: dict[str, None] = {}
    sides: dict[tuple[str, str, Elicit, int], dict[str, Side]] = defaultdict(dict)
    items: dict[tuple[str, str, Elicit, int], Item] = {}
    owed = 0
    for request in requests:
        arms.setdefault(request.arm)
        place = (request.item.id, request.format, request.elicit, request.sample)
        items[place] = request.item
        if request.key not in judgments:
            owed += 1
            continue
        sides[place][request.arm] = Side(
            request=request,
            generation=generations[request.key],
            trace=traces[request.key],
            judgment=judgments[request.key],
        )
    pairs = tuple(Pair(item=item, elicit=place[2], sides=sides[place]) for place, item in items.items())
    table = [_Entry(pair, {arm: values(side) for arm, side in pair.sides.items()}) for pair in pairs if pair.sides]
    families = _rows(table, tuple(arms), lambda e: (e.item.family, e.format, e.elicit))
    rows = _rows(
        table,
        tuple(arms),
        lambda e: (
            e.item.family,
            e.format,
            e.elicit,
            e.item.pack,
            e.item.lang,
            e.item.variant,
            e.item.book,
            e.item.rung,
        ),
    )
    return Comparison(
        arms=tuple(arms),
        metrics=METRICS,
        verdict=(),
        families=families,
        rows=rows,
        pairs=pairs,
        owed=owed,
    )


class _Entry:
    """A pair with its numbers, for grouping."""

    def __init__(self, pair: Pair, numbers: dict[str, dict[str, float | None]]) -> None:
        self.item = pair.item
        request = next(iter(pair.sides.values())).request
        self.format, self.elicit = request.format, pair.elicit
        self.numbers = numbers


_LABELS = ("family", "format", "elicit", "pack", "lang", "variant", "book", "rung")


def _rows(
    table: Sequence[_Entry], arms: tuple[str, ...], key: Callable[[_Entry], tuple[object, ...]]
) -> tuple[Row, ...]:
    groups: dict[tuple[object, ...], list[_Entry]] = defaultdict(list)
    for entry in table:
        groups[key(entry)].append(entry)
    rows = []
    for labels, entries in groups.items():
        differences = {m.name: difference(m.name, entries, arms) for m in METRICS}
        named = dict(zip(_LABELS, labels, strict=False))
        rows.append(Row.model_validate({**named, "items": len(entries), "differences": differences}))
    return tuple(sorted(rows, key=_order))


def difference(metric: str, entries: Sequence[_Entry], arms: tuple[str, ...]) -> Difference:
    """A metric over the items that have it in every arm; the difference is the second arm's to the first."""
    complete = [e for e in entries if all(e.numbers.get(arm, {}).get(metric) is not None for arm in arms)]
    means: dict[str, float | None] = dict.fromkeys(arms)
    if not complete:
        return Difference(metric=metric, means=means, n=0)
    columns = {arm: [e.numbers[arm][metric] or 0.0 for e in complete] for arm in arms}
    means = {arm: sum(column) / len(column) for arm, column in columns.items()}
    if len(arms) < 2:
        return Difference(metric=metric, means=means, n=len(complete))
    gaps = [after - before for before, after in zip(columns[arms[0]], columns[arms[1]], strict=True)]
    kind, clusters = clusters_of([e.item for e in complete])
    interval = cluster_interval(gaps, clusters)
    return Difference(
        metric=metric,
        means=means,
        n=len(complete),
        difference=sum(gaps) / len(gaps),
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        clusters=len(set(clusters)),
        clustered_by=kind,
    )


def clusters_of(items: Sequence[Item]) -> tuple[Literal["template", "entity", "instance"], list[tuple[object, ...]]]:
    """What is resampled together: an entity's items on the ladder, else a template's; within one template, draws."""
    if all(item.entity for item in items):
        return "entity", [(item.pack, item.entity) for item in items]
    if len({(item.pack, item.template) for item in items}) > 1:
        return "template", [(item.pack, item.template) for item in items]
    return "instance", [(item.instance,) for item in items]


def _order(row: Row) -> tuple[object, ...]:
    books = ("probe", "closed", "open", "open_noise", "masked", "counterfactual")
    book = books.index(row.book) if row.book in books else len(books)
    return (
        _FAMILIES.index(row.family),
        row.format,
        row.elicit,
        row.pack or "",
        row.lang or "",
        row.variant or "",
        book,
        row.rung or 0,
    )


def _number(value: float | int | None) -> float | None:
    return None if value is None else float(value)
