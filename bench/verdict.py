"""The finding in words, by rules from the statistics: what the adapter keeps, loses and gains, and what is not settled.

A difference is called when its 95 % interval leaves zero; it is called kept when the whole interval lies within
`MARGIN`; anything else the run cannot tell, and the sentence says so.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from bench.comparison import Comparison, Difference, Metric, Pair, Recovery, Row, Sentence, plain
from bench.elicitation import METRICS as ELICITED
from bench.records import Elicit

Kind = Literal["keeps", "loses", "gains", "unsure", "note"]
MARGIN = {"share": 0.05, "count": 0.5}
"""How far an interval may reach for a metric to count as kept: 5 points, half a step."""
HIDDEN = 0.5
"""Share of a loss that must come back under elicitation for it to count as hidden."""
_WAYS: dict[Elicit, str] = {"none": "asked plainly", "ask": "when asked for it", "prefill": "when begun for it"}
_NAMES = {"arithmetic": "Word problems", "entity_ladder": "Entities", "travel": "Travel plans"}
_TOLD = {
    "right": "answers right",
    "steps": "steps shown",
    "self_checks": "traces that check themselves",
    "truncated": "cut off by the token budget",
}
"""The headline metrics, as the sentences name them."""


def verdict(comparison: Comparison) -> tuple[Sentence, ...]:
    """All sentences, the families in the report's order. One arm alone has none but what is missing."""
    found: list[Sentence] = []
    if len(comparison.arms) > 1:
        rows = [r for r in comparison.families if r.elicit == "none"] or comparison.families
        for row in rows:
            found += _family(row, comparison.arms, {m.name: m for m in comparison.metrics}, rows)
        for row in rows:
            found += _elicited(row, comparison)
        found += _corrections(comparison)
        found += _ladder(comparison)
        found += _wrong_facts(comparison)
    if comparison.owed:
        found.append(_note("owed", f"{comparison.owed} generations are still owed; all figures are partial."))
    return tuple(found)


def _family(row: Row, arms: tuple[str, ...], metrics: dict[str, Metric], rows: Sequence[Row]) -> Iterator[Sentence]:
    name = _name(row, rows)
    for metric, words in _TOLD.items():
        change = row.differences[metric]
        before, after = (change.means[arm] for arm in arms[:2])
        if before is None or after is None or (metric == "truncated" and before == after == 0):
            continue
        kind = metrics[metric].kind
        text = f"{name}, {words}: {number(before, kind)} → {number(after, kind)} ({_interval(change, kind)})"
        yield _sentence(_call(change, kind), metric, text + _ending(change, kind), row)


def _note(topic: str, text: str) -> Sentence:
    return Sentence(kind="note", topic=topic, texts={"en": text, "ja": text})


def _sentence(kind: Kind, topic: str, text: str, row: Row) -> Sentence:
    return Sentence(kind=kind, topic=topic, texts={"en": text, "ja": text}, family=row.family, format=row.format)


def _name(row: Row, rows: Sequence[Row]) -> str:
    """The family, with what else tells its row from the others."""
    apart = [row.format] if len({r.format for r in rows}) > 1 else []
    apart += [_WAYS[row.elicit]] if row.elicit != "none" else []
    return _NAMES[row.family] + (f" ({', '.join(apart)})" if apart else "")


def _elicited(row: Row, comparison: Comparison) -> Iterator[Sentence]:
    """Lost or only hidden: what of each loss comes back when it is asked for, or begun for the model."""
    arm = comparison.arms[1]
    kinds = {m.name: m.kind for m in comparison.metrics}
    for metric in ELICITED:
        lost = row.differences[metric]
        found = [
            r
            for r in comparison.recoveries
            if (r.family, r.format, r.arm, r.metric) == (row.family, row.format, arm, metric)
        ]
        if not found or lost.difference is None or lost.high is None or lost.high >= 0:
            continue  # not asked, or not lost for certain
        kind = kinds[metric]
        ways = ", ".join(f"{number(r.elicited, kind)} {_WAYS[r.elicit]}" for r in found)
        text = f"{_name(row, comparison.families)}, {_TOLD[metric]} by {arm}: {number(found[0].plain, kind)}, {ways}"
        yield _note("elicited", f"{text}: {_recovered(max(found, key=_gain), -lost.difference)}.")


def _gain(recovery: Recovery) -> float:
    return recovery.elicited - recovery.plain


def _recovered(best: Recovery, lost: float) -> str:
    if best.low is None or best.high is None:
        return "too few clusters to tell lost from hidden"
    if best.low <= 0:
        return "lost" if best.high < HIDDEN * lost else "cannot tell lost from hidden"
    share = _gain(best) / lost
    return "hidden, not lost" if share >= HIDDEN else f"mostly lost, {100 * share:.0f} % of it comes back"


def _call(change: Difference, kind: str) -> Kind:
    if change.low is None or change.high is None:
        return "unsure"
    if change.low > 0 or change.high < 0:
        return "gains" if change.low > 0 else "loses"
    return "keeps" if max(-change.low, change.high) <= MARGIN[kind] else "unsure"


def _ending(change: Difference, kind: str) -> str:
    if change.low is None:
        return f"; {change.clusters} {change.clustered_by}s are too few for an interval."
    return ": cannot tell." if _call(change, kind) == "unsure" else "."


def _interval(change: Difference, kind: str) -> str:
    unit = " points" if kind == "share" else ""
    text = f"{signed(change.difference, kind)}{unit}"
    if change.low is not None and change.high is not None:
        text += f", {signed(change.low, kind)} to {signed(change.high, kind)}"
    return text


def _corrections(comparison: Comparison) -> Iterator[Sentence]:
    told = []
    for arm in comparison.arms:
        outcomes = [
            e.outcome
            for pair in plain(comparison.pairs)
            if arm in pair.sides
            for e in pair.sides[arm].trace.episodes
            if e.kind == "verification"
        ]
        if outcomes:
            ends = (
                f"{outcomes.count('corrected')} corrected a wrong result, {outcomes.count('broke')} spoilt a right one"
            )
            told.append(f"{arm}: {len(outcomes)} self-checks, of which {ends}")
        else:
            told.append(f"{arm}: no self-check")
    yield _note("corrections", "; ".join(told).capitalize() + ".")


def _ladder(comparison: Comparison) -> Iterator[Sentence]:
    """Whether what is lost down the ladder is the fact (closed book falls) or the reasoning (open book falls too)."""
    pairs = [p for p in plain(comparison.pairs) if p.item.rung is not None and p.item.book in ("closed", "open")]
    rungs = sorted({p.item.rung for p in pairs if p.item.rung is not None})
    if len(rungs) < 2:
        return
    for arm in comparison.arms:
        shares = {
            (book, rung): _share(pairs, arm, book, rung)
            for book in ("closed", "open")
            for rung in (rungs[0], rungs[-1])
        }
        closed = [shares["closed", rung] for rung in (rungs[0], rungs[-1])]
        opened = [shares["open", rung] for rung in (rungs[0], rungs[-1])]
        if None in closed or None in opened:
            continue
        text = (
            f"{arm.capitalize()}, best-known entity → least-known: {number(closed[0], 'share')} → "
            f"{number(closed[1], 'share')} from memory, {number(opened[0], 'share')} → {number(opened[1], 'share')} "
            "with the fact given."
        )
        yield _note("ladder", text)


def _wrong_facts(comparison: Comparison) -> Iterator[Sentence]:
    """How many of the wrong answers from memory are sound reasoning from a wrong fact."""
    scores = [score for score in comparison.scores if score.name == "wrong_fact"]
    scores = [score for score in scores if score.elicit == "none"] or scores
    for score in scores:
        told = [
            f"{arm}: {figure.n} wrong answers from memory, {number(figure.value, 'share')} of which follow from "
            "a wrong fact"
            for arm, figure in score.figures.items()
        ]
        apart = f" ({score.format})" if len({s.format for s in scores}) > 1 else ""
        text = "; ".join(told) + apart
        yield _note("ladder", text[0].upper() + text[1:] + ".")


def _share(pairs: Sequence[Pair], arm: str, book: str, rung: int) -> float | None:
    sides = [p.sides[arm] for p in pairs if p.item.book == book and p.item.rung == rung and arm in p.sides]
    return sum(s.judgment.outcome == "right" for s in sides) / len(sides) if sides else None


def number(value: float | None, kind: str) -> str:
    """A mean as text: a share in per cent, a count with one decimal."""
    if value is None:
        return "–"
    return f"{100 * value:.0f} %" if kind == "share" else f"{value:.1f}"


def signed(value: float | None, kind: str) -> str:
    """A difference as text, with its sign; a share in points."""
    if value is None:
        return "–"
    text = f"{100 * value:+.0f}" if kind == "share" else f"{value:+.1f}"
    return text.replace("-", "−")
