"""The ladder's scores: what falls from the best-known entity of a draw to the least-known, and why.

Knowledge gap
    Right in the closed book, best-known minus least-known entity of the same draw.
Reasoning gap
    The same in the open book. About 0 where the reasoning is whole: what falls in the closed book alone is the fact.
Given recall
    Right in the closed book, among entities whose fact the same arm recalls in the probe, and among those whose fact it
    does not.
Wrong fact
    Among wrong closed answers, the share that follows from a value that the text states for the fact or, where it
    states none, from the value that the same arm gave in the probe.
From memory
    Counterfactual answers that are what the true fact would give.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from bench.comparison import Comparison, Pair, any_side, by_place, values
from bench.recall import derived, stated
from bench.records import Item
from bench.scores import Observation, Place, Score, score


def ladder_scores(comparison: Comparison) -> tuple[Score, ...]:
    """All scores of the ladder, for each prompt format and way of eliciting."""
    places = by_place(comparison.pairs, "entity_ladder")
    return tuple(
        found for place, pairs in places.items() for found in _of_place(place, pairs, comparison.arms) if found
    )


def _of_place(place: Place, pairs: Sequence[Pair], arms: Sequence[str]) -> Iterator[Score | None]:
    closed = [pair for pair in pairs if pair.item.book == "closed"]
    for group, part in _parts(pairs):
        for name, book in (("knowledge_gap", "closed"), ("reasoning_gap", "open")):
            gaps = {arm: list(_gaps((p for p in part if p.item.book == book), arm)) for arm in arms}
            yield score(place, name, gaps, group=group)
    recalls = {arm: _recalls(pairs, arm) for arm in arms}
    for name, wanted in (("closed_recalled", True), ("closed_not_recalled", False)):
        found = {
            arm: [o for p in closed if recalls[arm].get(_fact(p)) is wanted for o in _right(p, arm)] for arm in arms
        }
        yield score(place, name, found, paired=False)
    probed = {arm: _probed(pairs, arm) for arm in arms}
    sound = {arm: [o for p in closed for o in _wrong(p, arm, probed[arm].get(_fact(p)))] for arm in arms}
    yield score(place, "wrong_fact", sound, paired=False)
    supposed = [pair for pair in pairs if pair.item.book == "counterfactual"]
    memory = {
        arm: [_observed(p, float(p.sides[arm].judgment.reason == "from_memory")) for p in supposed if arm in p.sides]
        for arm in arms
    }
    yield score(place, "from_memory", memory)


def _parts(pairs: Sequence[Pair]) -> Iterator[tuple[str, Sequence[Pair]]]:
    """The whole, and those templates whose entities are of like size, where they are not the whole."""
    yield "", pairs
    banded = [pair for pair in pairs if pair.item.band]
    if banded and len(banded) < sum(pair.item.book != "probe" for pair in pairs):
        yield "within a band of size", banded


def _gaps(pairs: Iterable[Pair], arm: str) -> Iterator[Observation]:
    """Of every draw, right for its best-known entity minus right for its least-known."""
    draws: dict[tuple[object, ...], list[tuple[Item, float]]] = defaultdict(list)
    for pair in pairs:
        for observation in _right(pair, arm):
            item = pair.item
            unit: tuple[object, ...] = (
                item.pack,
                item.template,
                item.instance,
                item.lang,
                any_side(pair).request.sample,
            )
            draws[unit].append((item, observation.value))
    for unit, asked in draws.items():
        asked.sort(key=lambda one: one[0].rung or 0)
        (top, best), (bottom, least) = asked[0], asked[-1]
        if top.rung != bottom.rung:
            yield Observation(unit, (top.pack, top.entity, bottom.entity), unit[:3], best - least)


def _right(pair: Pair, arm: str) -> Iterator[Observation]:
    """Right or not; nothing where the arm has no side or its answer is right by another reading of the fact only."""
    right = values(pair.sides[arm])["right"] if arm in pair.sides else None
    if right is not None:
        yield _observed(pair, right)


def _observed(pair: Pair, value: float) -> Observation:
    item = pair.item
    unit = (item.id, any_side(pair).request.sample)
    return Observation(unit, (item.pack, item.entity), (item.pack, item.template, item.instance), value)


# ---------------------------------------------------------------- recall


def _fact(pair: Pair) -> tuple[object, ...]:
    """The fact that an item turns on: packs that ask about the same entity share its probe."""
    item = pair.item
    return item.entity, item.entity_name, item.lang, item.reference.fact, any_side(pair).request.sample


def _recalls(pairs: Iterable[Pair], arm: str) -> dict[tuple[object, ...], bool]:
    """Fact -> whether the arm's probe is right; an answer that is right by another reading only counts neither way."""
    probes = [p for p in pairs if p.item.book == "probe" and arm in p.sides]
    outcomes = {_fact(p): p.sides[arm].judgment.outcome for p in probes}
    return {fact: outcome == "right" for fact, outcome in outcomes.items() if outcome != "ambiguous"}


def _probed(pairs: Iterable[Pair], arm: str) -> dict[tuple[object, ...], Fraction]:
    """Fact -> the number that the arm gave in the probe."""
    probes = [p for p in pairs if p.item.book == "probe" and arm in p.sides]
    return {_fact(p): number for p in probes if (number := _number(p.sides[arm].judgment.value)) is not None}


def _wrong(pair: Pair, arm: str, probed: Fraction | None) -> Iterator[Observation]:
    """Of a wrong closed answer, whether it follows from a wrong fact."""
    side, derivation = pair.sides.get(arm), pair.item.reference.derivation
    if side is None or side.judgment.outcome != "wrong" or derivation is None:
        return
    follows = side.judgment.reason == "wrong_fact"
    if not follows and probed is not None and next(stated(pair.item, side.generation.text), None) is None:
        follows = derived(derivation, probed) == _number(side.judgment.value)
    yield _observed(pair, float(follows))


def _number(text: str | None) -> Fraction | None:
    try:
        return Fraction(text) if text is not None and len(text) <= 1000 else None
    except (ValueError, ZeroDivisionError):
        return None
