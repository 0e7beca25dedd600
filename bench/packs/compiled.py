"""An item of a pack with its formulas parsed and its texts checked: what drawing needs, and nothing that can fail later
for want of a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from bench.expressions import Expression, evaluate, holds, solve
from bench.packs.parts import Text
from bench.packs.schema import Book, ItemSpec, Variable
from bench.packs.tables import Table

Values = Mapping[str, Fraction | int]


@dataclass(frozen=True)
class Solution:
    """The formula of the right answer, and a second derivation of it."""

    gold: Expression
    unit: str | None
    domain: str
    check: Expression | None
    unknown: str | None = None
    """The check is an equation in this name."""

    def value(self, values: Values) -> Fraction:
        """The right answer; ExpressionError where it cannot be computed."""
        return evaluate(self.gold, values)

    def second(self, values: Values) -> Fraction | None:
        """The second derivation; None where the pack gives none."""
        if self.check is None:
            return None
        return solve(self.check, self.unknown, values) if self.unknown else evaluate(self.check, values)


@dataclass(frozen=True)
class Case:
    """A template in one variant."""

    variant: str
    clause: Text | None
    """Goes into the text."""
    vars: Mapping[str, Variable]
    """Drawn for this variant, in place of the template's or besides them."""
    where: tuple[Expression, ...]
    solution: Solution | None
    steps: Mapping[str, Expression]
    slack: Fraction | None = None
    """Travel: the budget's factor on the cheapest plan."""
    same_gold: bool = False
    text: Text | None = None
    """In place of the template's."""

    def accepts(self, values: Values) -> bool:
        """Whether a draw meets the conditions."""
        return all(holds(condition, values) for condition in self.where)


@dataclass(frozen=True)
class BookCase:
    """A book of a ladder template."""

    spec: Book
    bind: Mapping[str, Expression]


@dataclass(frozen=True)
class Template:
    """An item of a pack, ready to be drawn from."""

    spec: ItemSpec
    cases: tuple[Case, ...]
    derive: Mapping[str, Expression] = field(default_factory=dict)
    table: Table | None = None
    probe: Solution | None = None
    books: Mapping[str, BookCase] = field(default_factory=dict)
    number: int = 0
    """Its place among the pack's items."""

    @property
    def base(self) -> Case:
        """The first variant: its draw is shared by all others."""
        return self.cases[0]
