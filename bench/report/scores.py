"""The scores as the report shows them: tables of text, cell by cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.comparison import Comparison
from bench.report.words import Words
from bench.scores import GAPS, Figure, Place, Score
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


_CAPTIONS = {"arithmetic": "variants", "entity_ladder": "ladder", "travel": "travel"}


def tables(comparison: Comparison, words: Words) -> dict[Place, list[Table]]:
    """Every table, by the family, prompt format and way of eliciting that it belongs to."""
    found: dict[Place, list[Table]] = {}
    for scores, build in ((comparison.scores, _of_family), (comparison.sampled, _of_samples)):
        for place in dict.fromkeys((s.family, s.format, s.elicit) for s in scores):
            own = [s for s in scores if (s.family, s.format, s.elicit) == place]
            found.setdefault(place, []).append(build(own, comparison.arms, place, words))
    return found


def _of_family(scores: Sequence[Score], arms: Sequence[str], place: Place, words: Words) -> Table:
    said, family = words["board"], place[0]
    leading: tuple[str, ...]
    if family == "travel":
        leading, heads = (said["questions"], said["arm"]), (*(words["scores"][name] for name in ROW), said["plans"])
        lines = tuple(_travel_lines(scores, arms, words))
    else:
        leading = (said["variant"] if family == "arithmetic" else said["score"],)
        heads = (*arms, *_differences(arms, words), said["observations"])
        lines = tuple(_line(score, arms, _label(score, family, words)) for score in scores)
    return Table(said[_CAPTIONS[family]], leading, heads, lines, said["scores_note"][family])


def _of_samples(scores: Sequence[Score], arms: Sequence[str], place: Place, words: Words) -> Table:
    said = words["board"]
    lines = tuple(_line(s, arms, words["scores"][s.name].replace("k", s.group)) for s in scores)
    heads = (*arms, *_differences(arms, words), said["observations"])
    return Table(said["samples"], (said["score"],), heads, lines, said["samples_note"])


def _differences(arms: Sequence[str], words: Words) -> tuple[str, ...]:
    """Heads of the columns that set each further arm against the first."""
    if len(arms) == 2:
        return (words["board"]["difference"],)
    return tuple(f"{arm} − {arms[0]}" for arm in arms[1:])


def _label(score: Score, family: str, words: Words) -> str:
    return (
        score.group if family == "arithmetic" else ", ".join(filter(None, (words["scores"][score.name], score.group)))
    )


def _line(score: Score, arms: Sequence[str], label: str) -> Line:
    cells = [figure(score.figures.get(arm), gap=score.name in GAPS) for arm in arms]
    cells += [figure(score.differences.get(arm), gap=True) for arm in arms[1:]]
    counts = [str(score.figures[arm].n) if arm in score.figures else "0" for arm in arms]
    cells.append(Cell(counts[0] if len(set(counts)) == 1 else ", ".join(counts)))
    return Line((label,), tuple(cells))


def _travel_lines(scores: Sequence[Score], arms: Sequence[str], words: Words) -> Iterator[Line]:
    for group in dict.fromkeys(score.group for score in scores):
        row = {score.name: score for score in scores if score.group == group}
        named = group or words["board"]["all_plans"]
        for arm in arms:
            plans = row["final"].figures.get(arm)
            cells = [figure(row[name].figures.get(arm) if name in row else None) for name in ROW]
            yield Line((named, arm), (*cells, Cell(str(plans.n if plans else 0))))
        for arm, label in zip(arms[1:], _differences(arms, words), strict=True):
            cells = [figure(row[name].differences.get(arm) if name in row else None, gap=True) for name in ROW]
            both = row["final"].differences.get(arm)
            yield Line((named, label), (*cells, Cell(str(both.n if both else 0))))


def figure(found: Figure | None, *, gap: bool = False) -> Cell:
    """A figure in words, with its interval where there is one; a gap with its sign, in points."""
    if found is None:
        return Cell("–")
    shown = signed if gap else number
    if found.low is None or found.high is None:
        return Cell(shown(found.value, "share"))
    least = -1.0 if gap else 0.0  # Student's interval does not know that shares end there
    ends = (max(found.low, least), min(found.high, 1.0))
    return Cell(shown(found.value, "share"), " … ".join(shown(end, "share") for end in ends))
