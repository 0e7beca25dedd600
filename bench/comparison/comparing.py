"""Generations, traces and judgments of a run -> pairs -> the comparison."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bench.comparison.budget import budget_curves
from bench.comparison.constraints import constraint_rates
from bench.comparison.correction import corrected
from bench.comparison.measures import rows
from bench.comparison.metrics import METRICS
from bench.comparison.outcomes import flips, outcomes
from bench.comparison.records import Comparison, Pair, Side
from bench.comparison.sampled import sampled_scores
from bench.comparison.self_checks import self_checks
from bench.comparison.strength import strength_curves, strengths
from bench.comparison.table import Label, Table
from bench.records import Elicit, Family, Generation, Item, Judgment, Request, Trace
from bench.scores import Place

Where = tuple[str, str, Elicit, int]
"""Item id, prompt format, way of eliciting and sample: what the arms have in common."""


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


class Limited(NamedTuple):
    """What one arm made of an item, where that is beyond a limit of the analysis."""

    request: Request
    generation: Generation
    judgment: Judgment


@dataclass(frozen=True)
class Sides:
    """The arms of a run beside one another."""

    arms: tuple[str, ...]
    """The reference first."""
    pairs: tuple[Pair, ...]
    """In the order of the plan."""
    owed: tuple[Request, ...] = ()
    """Requests without a generation."""
    unscored: int = 0
    """Generations without a trace or a judgment; they are in no pair."""
    limited: tuple[Limited, ...] = ()
    """Generations beyond a limit; their pairs name it."""


def beside(
    requests: Iterable[Request],
    generations: Mapping[str, Generation],
    traces: Mapping[str, Trace],
    judgments: Mapping[str, Judgment],
) -> Sides:
    """Put what the arms of a run made of each item beside one another.

    Parameters
    ----------
    requests : the plan; the first arm that it names is the reference.
    generations, traces, judgments : by request key.
    """
    arms: dict[str, None] = {}
    sides: dict[Where, dict[str, Side]] = defaultdict(dict)
    items: dict[Where, Item] = {}
    limits: dict[Where, dict[str, str]] = defaultdict(dict)
    owed: list[Request] = []
    limited: list[Limited] = []
    unscored = 0
    for request in requests:
        arms.setdefault(request.arm)
        place = (request.item.id, request.format, request.elicit, request.sample)
        items[place] = request.item
        generation = generations.get(request.key)
        trace, judgment = traces.get(request.key), judgments.get(request.key)
        if generation is None:
            owed.append(request)
        elif judgment is not None and judgment.outcome == "limit":
            limits[place][request.arm] = judgment.reason
            limited.append(Limited(request, generation, judgment))
        elif trace is None or judgment is None:
            unscored += 1
        else:
            side = Side(request=request, generation=generation, trace=trace, judgment=judgment)
            sides[place][request.arm] = side
    pairs = tuple(
        Pair(item=item, elicit=place[2], sides=sides[place], limits=limits.get(place, {}))
        for place, item in items.items()
    )
    return Sides(tuple(arms), pairs, tuple(owed), unscored, tuple(limited))


def compare(
    requests: Iterable[Request],
    generations: Mapping[str, Generation],
    traces: Mapping[str, Trace],
    judgments: Mapping[str, Judgment],
) -> Comparison:
    """The comparison of a run, without verdict and scores; parameters as in `beside`."""
    return compared(beside(requests, generations, traces, judgments))


def compared(sides: Sides) -> Comparison:
    """Everything that is computed of arms beside one another, without verdict and scores."""
    arms, pairs = sides.arms, sides.pairs
    table = Table(pairs, arms)
    whole = {arm for arm, (_, strength) in strengths(pairs).items() if strength in (0, 1)}
    return Comparison(
        arms=arms,
        metrics=METRICS,
        verdict=(),
        families=corrected(rows(table, _place, tested=True), whole),
        rows=rows(table, _cell),
        templates=rows(table, _template),
        ladder=rows(table, _rung),
        outcomes=tuple(outcomes(table, sides.owed, [one.request for one in sides.limited])),
        flips=tuple(flips(table)),
        checks=tuple(self_checks(table)),
        budgets=tuple(budget_curves(table)),
        constraints=tuple(constraint_rates(table)),
        strengths=tuple(strength_curves(table)),
        sampled=tuple(sampled_scores(table)),
        pairs=pairs,
        owed=len(sides.owed),
        unscored=sides.unscored,
        limited=len(sides.limited),
    )


def _place(label: Label) -> dict[str, object]:
    return {"family": label.item.family, "format": label.format, "elicit": label.elicit}


def _cell(label: Label) -> dict[str, object]:
    item = label.item
    part = {"pack": item.pack, "lang": item.lang, "variant": item.variant, "book": item.book, "rung": item.rung}
    return _place(label) | part


def _template(label: Label) -> dict[str, object]:
    return _place(label) | {"pack": label.item.pack, "template": label.item.template}


def _rung(label: Label) -> dict[str, object] | None:
    if label.item.family != "entity_ladder":
        return None
    return _place(label) | {"book": label.item.book, "rung": label.item.rung}
