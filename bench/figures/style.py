"""How all figures look: one palette, shapes and dashes as a second channel, and one size for phone and desk.

The colours have a contrast of at least 3:1 to white and to near-black, so that one drawing serves both themes; blue and
orange stay apart for every common colour blindness, and whatever colour tells, shape, dash or place tells too.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from bench.figures.words import breadth

INK = "#010203"
"""Stands for the page's text colour until `bench.figures.svg` puts ``currentColor`` in its place."""
BLUE, ORANGE, PURPLE, TEAL, GOLD, PINK = "#3b86c8", "#d4641f", "#a065bd", "#2a9685", "#a07d16", "#cc5c86"
PALETTE = {BLUE: "blue", ORANGE: "orange", PURPLE: "purple", TEAL: "teal", GOLD: "gold", PINK: "pink"}
"""Colour -> its name; the drawing's elements have the class ``ink-<name>``, by which a page may restyle them."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4])
WIDTH = 360
"""What a drawing's panels fill, in SVG units: a phone's width, so that text is no smaller there than it was drawn."""
TEXT = 12
"""Font size, SVG units."""
SLACK = 1.14
"""By how much a page's font may be wider than the one that texts are laid out in: they get that much room."""

Rows = Sequence[Mapping[str, Any]]


def table(name: str = "rows") -> alt.NamedData:
    """A table of a drawing, by its name; `dressed` puts its rows in."""
    return alt.NamedData(name=name)


def coloured(arms: Sequence[str], *, legend: bool = True, field: str = "arm") -> alt.Color:
    """An arm's colour; with a legend above the panels."""
    colours = list(PALETTE)
    scale = alt.Scale(domain=list(arms), range=[colours[n % len(colours)] for n in range(len(arms))])
    return alt.Color(f"{field}:N", scale=scale, legend=_legend(arms) if legend else None)


def shaped(arms: Sequence[str], *, legend: bool = True, field: str = "arm") -> alt.Shape:
    """An arm's symbol."""
    scale = alt.Scale(domain=list(arms), range=[SHAPES[n % len(SHAPES)] for n in range(len(arms))])
    return alt.Shape(f"{field}:N", scale=scale, legend=_legend(arms) if legend else None)


def dashed(arms: Sequence[str], *, legend: bool = True, field: str = "arm") -> alt.StrokeDash:
    """An arm's line."""
    scale = alt.Scale(domain=list(arms), range=[DASHES[n % len(DASHES)] for n in range(len(arms))])
    return alt.StrokeDash(f"{field}:N", scale=scale, legend=_legend(arms) if legend else None)


def _legend(arms: Sequence[str]) -> alt.Legend:
    longest = max(map(breadth, arms), default=0)
    columns = 4 if longest <= 8 else 3 if longest <= 12 else 2 if longest <= 22 else 1
    return alt.Legend(title=None, orient="top", direction="horizontal", columns=columns, labelLimit=WIDTH // columns)


def count_axis(most: float) -> tuple[alt.Axis, alt.Scale]:
    """An axis of counts from zero to the next round number, and its scale; both ends are marked."""
    power = 10 ** math.floor(math.log10(max(most, 1)))
    top = next(power * step for step in (1, 2, 4, 6, 8, 10) if power * step >= most)
    return alt.Axis(title=None, values=[0, top / 2, top], format="~f"), _padded(top)


def share_scale() -> alt.Scale:
    """From nothing to all, with room for the symbols at both ends."""
    return _padded(1)


def _padded(top: float) -> alt.Scale:
    return alt.Scale(domain=[-0.05 * top, 1.05 * top], nice=False, zero=False)


def share_axis(**changes: Any) -> alt.Axis:
    """An axis of shares, in per cent."""
    return alt.Axis(**{"title": None, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1], **changes})


def dressed(chart: Any, tables: Mapping[str, Rows]) -> dict[str, Any]:
    """The chart's Vega-Lite specification in the common style.

    Parameters
    ----------
    tables : name -> rows. They come in here, since Altair would copy and check them value by value.
    """
    # Not by `chart.configure`, each call of which copies the chart with all its panels.
    rows = {name: [dict(row) for row in found] for name, found in tables.items()}
    return {**chart.to_dict(), "config": _CONFIG, "datasets": rows}


_LARGE = TEXT * SLACK
_CONFIG = {
    "background": "transparent",
    "font": "Liberation Sans",
    "padding": 2,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "domainColor": INK,
        "tickColor": INK,
        "gridColor": INK,
        "gridOpacity": 0.16,
        "domainOpacity": 0.5,
        "tickOpacity": 0.5,
        "labelFontSize": _LARGE,
        "titleFontSize": _LARGE,
        "titleFontWeight": "normal",
        "labelLimit": 140,
    },
    "legend": {
        "labelColor": INK,
        "labelFontSize": _LARGE,
        "symbolBaseFillColor": INK,
        "symbolBaseStrokeColor": INK,
        "symbolSize": 70,
        "symbolOpacity": 1,
        "offset": 6,
        "rowPadding": 3,
        "columnPadding": 12,
    },
    "header": {
        "labelColor": INK,
        "labelFontSize": _LARGE,
        "labelFontWeight": "bold",
        "labelPadding": 4,
        "labelAnchor": "start",
        "labelOrient": "top",
    },
    "title": {"color": INK, "fontSize": _LARGE, "fontWeight": "bold", "anchor": "start", "offset": 4},
}
