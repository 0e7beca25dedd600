"""The scores as the report shows them: tables of text, cell by cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.comparison import Comparison
from bench.scores import GAPS, LABELS, Figure, Place, Score
from bench.travel_scores import ROW
from bench.verdict import number, signed


@dataclass(frozen=True)
class Cell:
    """A figure in words."""

    text: str
    interval: str = ""
    """Its 95 % interval; empty where there is none."""


@dataclass(frozen=True)
class Line:
    """A row of a table."""

    head: tuple[str, ...]
    """What the row is about, one cell for each of the table's leading columns."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table of scores."""

    caption: str
    leading: tuple[str, ...]
    """Heads of the columns that say what a row is about."""
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str
    """How it is to be read."""


_CAPTIONS = {"arithmetic": "Variants", "entity_ladder": "Fact or reasoning", "travel": "The whole row"}
_NOTES = {
    "arithmetic": "Right in the variant minus right in the base variant of the same draw, in points.",
    "entity_ladder": "Gaps: right for the best-known entity of a draw minus right for the least-known, in points; the "
    "knowledge gap from memory, the reasoning gap with the fact given. A wrong answer follows from a wrong fact where "
    "it is what the value that the text states for the fact would give or, where the text states none, the value that "
    "the arm gave when asked for the fact alone.",
    "travel": "Micro: share of the constraints met, a mean over plans; macro: share of plans that meet them all; hard "
    "given commonsense: macro of the hard ones among plans that meet all commonsense ones; final: plans that meet "
    "everything.",
}


def table(comparison: Comparison, place: Place) -> Table | None:
    """The scores of one family, prompt format and way of eliciting; None where there are none."""
    scores = [s for s in comparison.scores if (s.family, s.format, s.elicit) == place]
    if not scores:
        return None
    build = _row_of_travel if place[0] == "travel" else _one_line_each
    return build(scores, comparison.arms, place)


def _one_line_each(scores: Sequence[Score], arms: Sequence[str], place: Place) -> Table:
    two = len(arms) > 1
    lines = []
    for score in scores:
        cells = [figure(score.figures.get(arm), gap=score.name in GAPS) for arm in arms]
        cells += [figure(score.difference, gap=True)] if two else []
        counts = [str(score.figures[arm].n) if arm in score.figures else "0" for arm in arms]
        cells.append(Cell(counts[0] if len(set(counts)) == 1 else ", ".join(counts)))
        label = score.group if place[0] == "arithmetic" else ", ".join(filter(None, (LABELS[score.name], score.group)))
        lines.append(Line((label,), tuple(cells)))
    leading = ("Variant",) if place[0] == "arithmetic" else ("Score",)
    heads = (*arms, *(("Difference",) if two else ()), "Observations")
    return Table(_CAPTIONS[place[0]], leading, heads, tuple(lines), _NOTES[place[0]])


def _row_of_travel(scores: Sequence[Score], arms: Sequence[str], place: Place) -> Table:
    lines = []
    for group in dict.fromkeys(score.group for score in scores):
        row = {score.name: score for score in scores if score.group == group}
        for arm in arms:
            plans = row["final"].figures.get(arm)
            cells = [figure(row[name].figures.get(arm) if name in row else None) for name in ROW]
            lines.append(Line((group or "all plans", arm), (*cells, Cell(str(plans.n if plans else 0)))))
        if len(arms) > 1:
            cells = [figure(row[name].difference if name in row else None, gap=True) for name in ROW]
            both = row["final"].difference
            lines.append(Line((group or "all plans", "difference"), (*cells, Cell(str(both.n if both else 0)))))
    heads = (*(LABELS[name] for name in ROW), "Plans")
    return Table(_CAPTIONS["travel"], ("Questions", "Arm"), heads, tuple(lines), _NOTES["travel"])


def figure(found: Figure | None, *, gap: bool = False) -> Cell:
    """A figure in words, with its interval where there is one; a gap with its sign, in points."""
    if found is None:
        return Cell("–")
    shown = signed if gap else number
    if found.low is None or found.high is None:
        return Cell(shown(found.value, "share"))
    return Cell(shown(found.value, "share"), " to ".join(shown(end, "share") for end in (found.low, found.high)))


def tables(comparison: Comparison) -> Iterator[tuple[Place, Table]]:
    """Every table, by its place."""
    for place in dict.fromkeys((s.family, s.format, s.elicit) for s in comparison.scores):
        found = table(comparison, place)
        if found is not None:
            yield place, found
