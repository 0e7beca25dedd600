"""What a figure is drawn of: the pairs of one prompt format, asked plainly, with the arms as they are shown."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.comparison import Comparison, Pair, Side, any_side, plain, values
from bench.figures.record import Figure
from bench.figures.style import dressed
from bench.figures.svg import drawn
from bench.figures.words import labels, shown
from bench.records import Lang


@dataclass(frozen=True)
class View:
    """One prompt format of a comparison; formats are never mixed in one drawing."""

    comparison: Comparison
    lang: Lang
    arms: dict[str, str]
    """Arm -> how it is shown; the first is the reference."""
    pairs: tuple[Pair, ...]
    """Those with a side, in this format; asked plainly where the run asked plainly at all."""
    format: str
    alone: bool
    """Whether it is the run's only format."""

    @property
    def names(self) -> list[str]:
        """The arms as they are shown."""
        return list(self.arms.values())

    def sides(self) -> Iterator[tuple[Pair, str, Side]]:
        """Every side, with its pair and its arm."""
        for pair in self.pairs:
            for arm in self.arms:
                if arm in pair.sides:
                    yield pair, arm, pair.sides[arm]

    def measured(self, metric: str) -> Iterator[tuple[Pair, str, float]]:
        """A metric of every side that has it, with its pair and its arm."""
        for pair, arm, side in self.sides():
            value = values(side)[metric]
            if value is not None:
                yield pair, arm, value

    def figure(
        self,
        id: str,
        chart: Any,
        *,
        title: str,
        caption: str,
        alt: str,
        columns: tuple[str, ...],
        rows: list[tuple[str, ...]],
    ) -> Figure:
        """The figure of a chart; its id and title name the format where there are several."""
        if not self.alone:
            letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in shown(self.format))
            id, title = f"{id}-{letters}", f"{title} ({shown(self.format)})"
        svg = drawn(dressed(chart), id=f"figure-{id}", title=title, description=alt)
        return Figure(
            id=f"figure-{id}", title=title, caption=caption, alt=alt, svg=svg, columns=columns, rows=tuple(rows)
        )


def views(comparison: Comparison, lang: Lang) -> list[View]:
    """A view for each prompt format, in the order of the run."""
    formats: dict[str, list[Pair]] = defaultdict(list)
    for pair in plain(comparison.pairs):
        if pair.sides:
            formats[any_side(pair).request.format].append(pair)
    arms = labels(comparison.arms)
    return [View(comparison, lang, arms, tuple(p), name, len(formats) == 1) for name, p in formats.items()]
