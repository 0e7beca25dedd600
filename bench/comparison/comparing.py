"""Generations, traces and judgments of a run -> pairs -> the comparison."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

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
    owed: list[Request] = []
    for request in requests:
        arms.setdefault(request.arm)
        place = (request.item.id, request.format, request.elicit, request.sample)
        items[place] = request.item
        if request.key not in judgments:
            owed.append(request)
            continue
        sides[place][request.arm] = Side(
            request=request,
            generation=generations[request.key],
            trace=traces[request.key],
            judgment=judgments[request.key],
        )
    pairs = tuple(Pair(item=item, elicit=place[2], sides=sides[place]) for place, item in items.items())
    table = Table(pairs, tuple(arms))
    whole = {arm for arm, (_, strength) in strengths(pairs).items() if strength in (0, 1)}
    return Comparison(
        arms=tuple(arms),
        metrics=METRICS,
        verdict=(),
        families=corrected(rows(table, _place, tested=True), whole),
        rows=rows(table, _cell),
        templates=rows(table, _template),
        ladder=rows(table, _rung),
        outcomes=tuple(outcomes(table, owed)),
        flips=tuple(flips(table)),
        checks=tuple(self_checks(table)),
        budgets=tuple(budget_curves(table)),
        constraints=tuple(constraint_rates(table)),
        strengths=tuple(strength_curves(table)),
        sampled=tuple(sampled_scores(table)),
        pairs=pairs,
        owed=len(owed),
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
