"""Geometry of the report's drawings: where a difference, its interval and the lines of a ladder lie, in SVG units.

The template draws them; what they show stands beside them in words or in a table.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bench.comparison import Comparison, Difference, Row

_WIDTH, _EDGE = 160.0, 6.0
"""Width of an interval's drawing, and what stays free at its ends; the template repeats both."""

PANEL_WIDTH, PANEL_HEIGHT = 300.0, 176.0
"""Size of a ladder's panel."""
LEFT, RIGHT = 40.0, 238.0
"""Where its lines begin and end; the arms' names stand to the right."""
_TOP, _BOTTOM = 12.0, 154.0
_LABEL_GAP = 13.0
"""Least distance of two labels' lines."""

_BOOKS = ("probe", "closed", "open", "open_noise", "masked", "counterfactual")


def book_order(book: str) -> tuple[int, str]:
    """Sort key: the order in which books are shown; unknown ones last, by name."""
    return _BOOKS.index(book) if book in _BOOKS else len(_BOOKS), book


@dataclass(frozen=True)
class Interval:
    """A difference on a line with zero in its middle."""

    dot: float
    low: float | None
    high: float | None


def interval(difference: Difference, reach: float) -> Interval | None:
    """Place a difference and its interval on a line from -`reach` to `reach`; None where there is no difference."""
    if difference.difference is None:
        return None

    def at(value: float | None) -> float | None:
        if value is None:
            return None
        share = max(-1.0, min(1.0, value / reach))
        return round(_WIDTH / 2 + share * (_WIDTH / 2 - _EDGE), 1)

    dot = at(difference.difference)
    assert dot is not None
    return Interval(dot, at(difference.low), at(difference.high))


def reach(rows: Sequence[Row], metric: str, kind: str) -> float:
    """How far a metric's line reaches from zero: 1 for shares, else to the farthest end in any of the rows."""
    if kind == "share":
        return 1.0
    found = [row.differences[metric] for row in rows if metric in row.differences]
    ends = [abs(end) for d in found for end in (d.difference, d.low, d.high) if end is not None]
    return max(ends, default=0.0) or 1.0


@dataclass(frozen=True)
class Point:
    """A mean on a ladder's line."""

    x: float
    y: float
    rung: int
    share: float


@dataclass(frozen=True)
class Line:
    """One arm on a ladder."""

    arm: str
    points: tuple[Point, ...]
    label_y: float

    @property
    def path(self) -> str:
        """The ``points`` attribute of a polyline."""
        return " ".join(f"{p.x:g},{p.y:g}" for p in self.points)

    def share(self, rung: int) -> float | None:
        """The mean at a rung; None where there is none."""
        return next((p.share for p in self.points if p.rung == rung), None)


@dataclass(frozen=True)
class Panel:
    """One book of a ladder."""

    book: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Ladder:
    """Right by rung in one prompt format, a panel a book."""

    format: str
    rungs: tuple[int, ...]
    panels: tuple[Panel, ...]

    def x(self, rung: int) -> float:
        """Where a rung stands in a panel."""
        return _x(self.rungs, rung)


def y(share: float) -> float:
    """Where a share stands in a panel: 1 at the top."""
    return round(_TOP + (1 - share) * (_BOTTOM - _TOP), 1)


def ladders(comparison: Comparison) -> list[Ladder]:
    """The share right by rung when asked plainly, pooled over packs, languages and variants; one ladder a format."""
    sums: dict[str, dict[tuple[str, str, int], list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    plain = [row for row in comparison.rows if row.elicit == "none"] or comparison.rows
    for row in plain:
        right = row.differences.get("right")
        if row.rung is None or right is None:
            continue
        for arm in comparison.arms:
            mean = right.means.get(arm)
            if mean is not None:
                cell = sums[row.format][row.book or "", arm, row.rung]
                cell[0] += mean * right.n
                cell[1] += right.n
    return [_ladder(format, cells, comparison.arms) for format, cells in sums.items()]


def _ladder(format: str, cells: dict[tuple[str, str, int], list[float]], arms: Sequence[str]) -> Ladder:
    rungs = tuple(sorted({rung for _, _, rung in cells}))
    books = sorted({book for book, _, _ in cells}, key=book_order)
    panels = []
    for book in books:
        lines: dict[str, tuple[Point, ...]] = {}
        for arm in arms:
            shares = {rung: cells[book, arm, rung] for rung in rungs if (book, arm, rung) in cells}
            points = [(rung, total / n) for rung, (total, n) in shares.items() if n]
            if points:
                lines[arm] = tuple(Point(_x(rungs, rung), y(share), rung, share) for rung, share in points)
        heights = _apart({arm: points[-1].y for arm, points in lines.items()})
        panels.append(Panel(book, tuple(Line(arm, points, heights[arm]) for arm, points in lines.items())))
    return Ladder(format, rungs, tuple(panels))


def _x(rungs: Sequence[int], rung: int) -> float:
    inner = RIGHT - LEFT
    span = rungs[-1] - rungs[0]
    return round(LEFT + (inner * (rung - rungs[0]) / span if span else inner / 2), 1)


def _apart(heights: dict[str, float]) -> dict[str, float]:
    """Labels at the lines' ends, pushed down where they would cover one another, all within the panel."""
    placed: dict[str, float] = {}
    last = -_LABEL_GAP
    for arm in sorted(heights, key=lambda a: heights[a]):
        last = placed[arm] = max(heights[arm], last + _LABEL_GAP)
    over = max(0.0, last - _BOTTOM)
    return {arm: height - over for arm, height in placed.items()}
