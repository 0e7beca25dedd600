"""The report's figures: each a drawing, what it says in words, and the numbers behind it.

One module a figure; a figure whose data a run lacks is left out. Altair and vl-convert are imported with this package.
"""

from collections.abc import Callable

from bench.comparison import Comparison
from bench.figures.budget import budget
from bench.figures.constraints import constraints
from bench.figures.flips import flips
from bench.figures.ladder import ladder
from bench.figures.lengths import lengths
from bench.figures.record import Figure
from bench.figures.recovery import recovery
from bench.figures.self_checks import self_checks
from bench.figures.slopes import slopes
from bench.figures.strength import strength
from bench.figures.view import View, views
from bench.records import Lang

__all__ = ["Figure", "figures"]

_FIGURES: tuple[Callable[[View], Figure | None], ...] = (
    slopes,
    flips,
    lengths,
    self_checks,
    ladder,
    budget,
    constraints,
    recovery,
    strength,
)
"""In the order of the report."""


def figures(comparison: Comparison, lang: Lang) -> tuple[Figure, ...]:
    """Every figure that the comparison has data for, once for each prompt format.

    Parameters
    ----------
    lang : of all words; names of arms and templates stay as they are.
    """
    found = views(comparison, lang)
    return tuple(figure for draw in _FIGURES for view in found if (figure := draw(view)))
