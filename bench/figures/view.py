"""What a figure is drawn of: a comparison's records of one prompt format and way of eliciting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from bench.comparison import Comparison
from bench.figures.record import Figure
from bench.figures.style import Rows, dressed
from bench.figures.svg import drawn
from bench.figures.words import COMMON, labels, shown
from bench.records import Elicit, Lang


class Placed(Protocol):
    """A record of one prompt format and way of eliciting."""

    @property
    def format(self) -> str:
        """Prompt format."""

    @property
    def elicit(self) -> Elicit:
        """Way of eliciting."""


P = TypeVar("P", bound=Placed)


@dataclass(frozen=True)
class View:
    """One place of a comparison; places are never mixed in one drawing."""

    comparison: Comparison
    lang: Lang
    arms: dict[str, str]
    """Arm -> how it is shown; the first is the reference."""
    format: str
    elicit: Elicit
    told: tuple[str, ...]
    """What tells this place from the comparison's others, in words; empty for the only one."""

    @property
    def names(self) -> list[str]:
        """The arms as they are shown."""
        return list(self.arms.values())

    def short(self, longest: int) -> dict[str, str]:
        """The arms as they are shown where there is little room, with this many letters at most."""
        return labels(self.arms, longest)

    def of(self, records: Iterable[P]) -> list[P]:
        """Those of this place."""
        return [record for record in records if (record.format, record.elicit) == (self.format, self.elicit)]

    def figure(
        self,
        name: str,
        chart: Any,
        tables: Mapping[str, Rows],
        *,
        title: str,
        caption: str,
        alt: str,
        columns: tuple[str, ...],
        rows: Iterable[tuple[str, ...]],
    ) -> Figure:
        """The figure of a chart and its tables; its id and title tell the place where there are several."""
        apart = [self.format, self.elicit] if self.told else []
        id = "-".join([name, *("".join(c if c.isascii() and c.isalnum() else "-" for c in a) for a in apart)])
        if self.told:
            title += f" ({COMMON[self.lang]['comma'].join(self.told)})"
        svg = drawn(dressed(chart, tables), id=f"figure-{id}", title=title, description=alt)
        return Figure(id=id, title=title, caption=caption, alt=alt, svg=svg, columns=columns, rows=tuple(rows))


def views(comparison: Comparison, lang: Lang) -> list[View]:
    """A view for each prompt format as it was asked plainly; for each way of eliciting where nothing was."""
    places = list(dict.fromkeys((row.format, row.elicit) for row in comparison.families))
    places = [place for place in places if place[1] == "none"] or places
    arms = labels(comparison.arms)
    found = []
    for format, elicit in places:
        apart = [shown(format)] if len({f for f, _ in places}) > 1 else []
        apart += [COMMON[lang][elicit]] if len({e for _, e in places}) > 1 else []
        found.append(View(comparison, lang, arms, format, elicit, tuple(apart)))
    return found
