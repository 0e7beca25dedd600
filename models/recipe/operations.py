"""The steps of a template as single operations on what the question shows, on constants and on earlier steps.

A pack gives every step as a formula of the drawn numbers alone (``total: n*p + b``). A worked solution needs to know
that the total is the notebooks' price plus ``b``. The operation is found by trying: of all pairs of known values and
all operations, one that gives the step's value in every one of many draws. What agrees in all draws of a template is
true of it, whatever its formula looks like. A formula that is no single operation is taken apart at its own operators.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .formulas import Formula, Undefined, Values, compiled, constants, decimal, names
from .working import Number, Operation, apply

OPERATIONS: tuple[Operation, ...] = ("+", "-", "*", "/", "ceil", "floor", "mod", "min", "max")
TREE: dict[str, Operation] = {
    "+": "+",
    "-": "-",
    "*": "*",
    "/": "/",
    "Mod": "mod",
    "%": "mod",
    "Min": "min",
    "Max": "max",
}
Operand = int | Decimal | str
"""A number, or the name of one."""
ANSWER = "answer"
"""Result of the last operation."""


class Unresolved(ValueError):
    """A step that cannot be written as operations."""


@dataclass(frozen=True)
class Found:
    """An operation on names and numbers."""

    result: str
    operation: Operation
    left: Operand
    right: Operand
    named: bool
    """Is a step of the pack, not a part of one."""


def resolve(
    steps: Sequence[tuple[str, Formula]], gold: Formula, shown: Sequence[str], draws: Sequence[Values]
) -> list[Found]:
    """The operations that lead to the gold.

    Parameters
    ----------
    steps
        Named formulas, in order.
    gold
        The formula of the answer.
    shown
        Names of the numbers that the question tells.
    draws
        Many draws of the template's numbers, derived ones included.

    Raises
    ------
    Unresolved
        No operations were found for a step.
    """
    work = _Search(shown, draws)
    for name, formula in steps:
        work.add(name, formula)
    last = work.vector(gold)
    if work.found and work.known[work.found[-1].result] == last:
        return work.found
    work.add(ANSWER, gold)
    return work.found


class _Search:
    def __init__(self, shown: Sequence[str], draws: Sequence[Values]) -> None:
        self.draws = draws
        self.known: dict[str, list[Number]] = {}
        for name in shown:
            self.known[name] = [draw[name] for draw in draws]
        self.shown = set(shown)
        self.found: list[Found] = []
        self.used: set[Operand] = set()
        self.parts = 0

    def vector(self, formula: Formula) -> list[Number]:
        function = compiled(formula)
        try:
            return [function(draw) for draw in self.draws]
        except Undefined as error:
            raise Unresolved(f"{formula} has no value in some draw") from error

    def add(self, name: str, formula: Formula) -> None:
        """Find the operation of a step; nothing is added for one that repeats a known value."""
        target = self.vector(formula)
        if any(self.known[each.result] == target for each in self.found):
            return
        best = self._single(target, formula)
        if best is None:
            best = self._apart(formula)
        operation, left, right = best
        self._emit(name, operation, left, right, named=True)

    def _emit(self, name: str, operation: Operation, left: Operand, right: Operand, *, named: bool) -> None:
        values = [apply(operation, a, b) for a, b in zip(self._of(left), self._of(right), strict=True)]
        if any(value is None for value in values):
            raise Unresolved(f"{name}: {left} {operation} {right} leaves the natural numbers in some draw")
        self.found.append(Found(name, operation, left, right, named))
        self.known[name] = [value for value in values if value is not None]
        self.used |= {left, right}

    def _of(self, operand: Operand) -> list[Number]:
        return self.known[operand] if isinstance(operand, str) else [operand] * len(self.draws)

    def _candidates(self, formula: Formula) -> Iterator[tuple[float, Operand]]:
        """Operands with what speaks for them: results not used yet, then names and numbers of the formula."""
        mentioned = names(formula)
        for name in self.known:
            if name in self.shown:
                if name in mentioned:
                    yield 2 - mentioned.index(name) / 100, name
                else:
                    yield 0, name
            else:
                newest = self.found[-1].result == name
                yield (3 if name not in self.used else 1.5) + newest, name
        for number in dict.fromkeys(constants(formula)):
            if number > 0:
                yield 1, number

    def _single(self, target: list[Number], formula: Formula) -> tuple[Operation, Operand, Operand] | None:
        candidates = list(self._candidates(formula))
        best: tuple[float, tuple[Operation, Operand, Operand]] | None = None
        for weight_left, left in candidates:
            first = self._of(left)
            for weight_right, right in candidates:
                second = self._of(right)
                for operation in OPERATIONS:
                    weight = weight_left + weight_right + self._comes_first(left, right) * 0.01
                    if operation in ("min", "max", "floor", "ceil", "mod"):
                        weight -= 0.5
                    if left == right:  # twice is a product
                        weight -= 3
                    if best is not None and weight <= best[0]:
                        continue
                    if not isinstance(left, str) and not isinstance(right, str):
                        continue
                    if all(apply(operation, a, b) == c for a, b, c in zip(first, second, target, strict=True)):
                        best = weight, (operation, left, right)
        return best[1] if best else None

    def _comes_first(self, left: Operand, right: Operand) -> bool:
        """Whether a sum or product names `left` first: a result before what the question tells, the older one first."""
        order = [each.result for each in self.found]
        if left in order:
            return right not in order or order.index(str(left)) < order.index(str(right))
        return right not in order and isinstance(left, str)

    def _apart(self, formula: Formula) -> tuple[Operation, Operand, Operand]:
        """The topmost operator, its operands resolved first."""
        match formula:
            case ["ceiling" | "floor" as kind, ["/", over, under]]:
                return ("ceil" if kind == "ceiling" else "floor"), self._operand(over), self._operand(under)
            case [str(kind), left, right] if kind in TREE:
                return TREE[kind], self._operand(left), self._operand(right)
        raise Unresolved(f"{formula} is no operation on earlier steps")

    def _operand(self, formula: Formula) -> Operand:
        if isinstance(formula, int):
            return formula
        if (value := decimal(formula)) is not None:
            return value
        target = self.vector(formula)
        for name, values in self.known.items():
            if values == target:
                return name
        best = self._single(target, formula) or self._apart(formula)
        self.parts += 1
        name = f"part_{self.parts}"
        self._emit(name, *best, named=False)
        return name
