"""The small expression language of the packs: text -> syntax tree -> exact number.

The text is parsed with `ast`, walked over a whitelist and turned into closures over whole numbers and
`fractions.Fraction`; nothing is ever evaluated as Python. An equation's two sides are polynomials in its unknown, and
sympy, which sees coefficients and never text (`sympify` and `parse_expr` would call ``eval``), finds their roots. All
is exact, and capped: length, depth, work, exponents and the size of every intermediate number.
"""

import ast
import math
import operator
import warnings
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from bench.polynomials import Polynomial, TooLarge

MAX_LENGTH, MAX_DEPTH, MAX_WORK = 500, 24, 100_000
"""Code points of a text; nesting of its tree; parts computed in the sums of one evaluation."""
MAX_EXPONENT, MAX_BITS, MAX_TERMS = 256, 4096, 10_000
"""Largest exponent; bits of a numerator or denominator; terms of one `Sum`."""
_LARGE = 1 << MAX_BITS

Number = Fraction | int
Run = Callable[["_Values"], Any]
"""A part of an expression, ready to be computed: values by name -> number (or polynomial)."""


class ExpressionError(ValueError):
    """The text is no expression of the language, or its value cannot be computed within the caps."""


@dataclass(frozen=True)
class Expression:
    """A text that has been found to be in the language."""

    text: str
    tree: ast.expr = field(repr=False, compare=False)
    names: frozenset[str]
    """Names that it uses, an entity's fields dotted (``e.elevation_m``)."""
    sides: tuple[Run, ...] = field(repr=False, compare=False)
    """What it computes; of a comparison, each side."""
    compared: tuple[Callable[[Any, Any], bool], ...] = field(repr=False, compare=False)
    """The comparisons between the sides."""

    @property
    def is_comparison(self) -> bool:
        """Whether it is true or false rather than a number."""
        return bool(self.compared)

    def same_as(self, other: "Expression") -> bool:
        """Whether it is the same formula: white space, parentheses and the order of sums and products do not matter."""
        return _canonical(self.tree) == _canonical(other.tree)


class _Values(dict[str, Any]):
    """The values of one evaluation; counts the work of its sums."""

    work = 0


# ---------------------------------------------------------------- what there is


def _bounded(value: Any) -> Any:
    if type(value) is int:
        if -_LARGE < value < _LARGE:
            return value
    elif isinstance(value, Polynomial) or (-_LARGE < value.numerator < _LARGE and value.denominator < _LARGE):
        return value
    raise ExpressionError("a number is too large")


def _divided(a: Any, b: Any) -> Any:
    if isinstance(b, Polynomial):
        raise ExpressionError("the unknown of an equation cannot be divided by")
    if b == 0:
        raise ExpressionError("division by zero")
    if type(a) is int and type(b) is int and a % b == 0:
        return a // b
    return a / Fraction(b)


def _modulo(a: Any, b: Any) -> Any:
    if isinstance(a, Polynomial) or isinstance(b, Polynomial):
        raise ExpressionError("the unknown of an equation has no remainder")
    if b == 0:
        raise ExpressionError("division by zero")
    return a % b


def _power(a: Any, b: Any) -> Any:
    if isinstance(b, Polynomial) or b.denominator != 1 or abs(b) > MAX_EXPONENT:
        raise ExpressionError(f"an exponent must be a whole number of at most {MAX_EXPONENT}")
    exponent = int(b)
    if isinstance(a, Polynomial):
        if not 0 <= exponent <= 4:
            raise ExpressionError("the unknown of an equation may be raised to the 4th power at most")
        return a**exponent
    if a == 0 and exponent < 0:
        raise ExpressionError("division by zero")
    if max(a.numerator.bit_length(), a.denominator.bit_length()) * abs(exponent) > 2 * MAX_BITS:
        raise ExpressionError("a power is too large")
    return Fraction(a) ** exponent if exponent < 0 else a**exponent


def _whole(value: Any) -> int:
    if isinstance(value, Polynomial) or value.denominator != 1:
        raise ExpressionError(f"{value} is not a whole number")
    return int(value)


_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _divided,
    ast.Pow: _power,
    ast.Mod: _modulo,
}
_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_FUNCTIONS: dict[str, tuple[int, int, Callable[..., Any]]] = {
    "ceiling": (1, 1, math.ceil),
    "floor": (1, 1, math.floor),
    "Mod": (2, 2, _modulo),
    "gcd": (2, 8, lambda *n: math.gcd(*map(_whole, n))),
    "lcm": (2, 8, lambda *n: math.lcm(*map(_whole, n))),
    "Abs": (1, 1, abs),
    "Min": (1, 16, lambda *n: min(n)),
    "Max": (1, 16, lambda *n: max(n)),
    "Rational": (2, 2, _divided),
    "round_to": (2, 2, lambda x, step: math.floor(_divided(x, step) + Fraction(1, 2)) * step),
}
"""Name -> (least, most arguments, function of exact numbers)."""
FUNCTIONS = (*_FUNCTIONS, "Sum")


# ---------------------------------------------------------------- reading


def parse(text: str, allowed: Collection[str]) -> Expression:
    """Read a text.

    Parameters
    ----------
    allowed : names that may be used; dotted ones (``e.elevation_m``) only as a whole.

    Raises
    ------
    ExpressionError
        Not in the language: the message names what is not allowed, and what is.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"longer than {MAX_LENGTH} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else "unreadable"
        raise ExpressionError(f"not an expression: {reason} in {_shown(text)}") from error
    reader = _Reader(frozenset(allowed))
    if isinstance(tree, ast.Compare) and all(type(op) in _COMPARED for op in tree.ops):
        sides = tuple(reader.read(side, frozenset(), 1) for side in (tree.left, *tree.comparators))
        compared = tuple(_COMPARED[type(op)] for op in tree.ops)
    else:
        sides, compared = (reader.read(tree, frozenset(), 0),), ()
    return Expression(text, tree, frozenset(reader.names), sides, compared)


class _Reader:
    """Walks a tree over the whitelist and makes closures of it."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self.allowed = allowed
        self.names: set[str] = set()
        self.size = 0
        """Nodes read."""

    def read(self, node: ast.expr, bound: frozenset[str], depth: int) -> Run:
        """What a node computes; `bound` are the indices of the sums around it."""
        if depth > MAX_DEPTH:
            raise ExpressionError(f"nested deeper than {MAX_DEPTH}")
        self.size += 1
        inner = depth + 1
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                constant = _constant(value)
                return lambda values: constant
            case ast.Name() | ast.Attribute(value=ast.Name()):
                return self._name(node, bound)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                negated = self.read(operand, bound, inner)
                return lambda values: -negated(values)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, bound, inner)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                a, b, binary = self.read(left, bound, inner), self.read(right, bound, inner), _BINARY[type(op)]
                return lambda values: _bounded(binary(a(values), b(values)))
            case ast.Call(
                func=ast.Name(id="Sum"), args=[body, ast.Tuple(elts=[ast.Name(id=index), low, high])], keywords=[]
            ):
                return self._sum(body, index, low, high, bound, inner)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
                return self._call(name, [self.read(argument, bound, inner) for argument in arguments])
            case ast.Call():
                called = _shown(ast.unparse(node.func))
                raise ExpressionError(f"{called} cannot be called; functions are {', '.join(FUNCTIONS)}")
        raise ExpressionError(
            f"{_shown(ast.unparse(node))} is not allowed; there are numbers, names, + - * / ** %, comparisons of "
            f"whole expressions, and {', '.join(FUNCTIONS)}"
        )

    def _name(self, node: ast.Name | ast.Attribute, bound: frozenset[str]) -> Run:
        name = node.id if isinstance(node, ast.Name) else ast.unparse(node)
        if name not in bound:
            if name not in self.allowed:
                known = ", ".join(sorted(self.allowed)) or "none"
                raise ExpressionError(f"unknown name {_shown(name)}; known here: {known}")
            self.names.add(name)

        def value(values: _Values) -> Any:
            try:
                return values[name]
            except KeyError:
                raise ExpressionError(f"{name!r} has no number here") from None

        return value

    def _call(self, name: str, arguments: list[Run]) -> Run:
        least, most, function = _FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise ExpressionError(f"{name} takes {least}{f' to {most}' if most > least else ''} arguments")

        def call(values: _Values) -> Any:
            numbers = [argument(values) for argument in arguments]
            if any(isinstance(number, Polynomial) for number in numbers):
                raise ExpressionError(f"{name} of the unknown of an equation")
            return _bounded(function(*numbers))

        return call

    def _sum(self, body: ast.expr, index: str, low: ast.expr, high: ast.expr, bound: frozenset[str], inner: int) -> Run:
        if index in self.allowed:
            raise ExpressionError(f"the index {index!r} of a Sum is a variable already")
        first, last = self.read(low, bound, inner), self.read(high, bound, inner)
        before = self.size
        term = self.read(body, bound | {index}, inner)
        size = self.size - before

        def total(values: _Values) -> Any:
            start, end = _whole(first(values)), _whole(last(values))
            if end - start >= MAX_TERMS:
                raise ExpressionError(f"a Sum of more than {MAX_TERMS} terms")
            hidden = values.get(index)
            found: Any = 0
            for i in range(start, end + 1):
                values.work += size
                if values.work > MAX_WORK:
                    raise ExpressionError("takes too much work")
                values[index] = i
                found = _bounded(found + term(values))
            if hidden is None:
                values.pop(index, None)
            else:
                values[index] = hidden
            return found

        return total


def _canonical(node: ast.expr) -> str:
    match node:
        case ast.BinOp(op=ast.Add() | ast.Mult()):
            terms: list[str] = []
            rest: list[ast.expr] = [node]
            while rest:
                part = rest.pop()
                if isinstance(part, ast.BinOp) and type(part.op) is type(node.op):
                    rest += [part.left, part.right]
                else:
                    terms.append(_canonical(part))
            return f"({type(node.op).__name__} {' '.join(sorted(terms))})"
        case ast.BinOp():
            return f"({type(node.op).__name__} {_canonical(node.left)} {_canonical(node.right)})"
        case ast.UnaryOp():
            return f"({type(node.op).__name__} {_canonical(node.operand)})"
        case ast.Call(func=ast.Name(id=name)):
            return f"({name} {' '.join(map(_canonical, node.args))})"
        case ast.Tuple(elts=parts):
            return f"({' '.join(map(_canonical, parts))})"
    return ast.unparse(node)


def _constant(value: int | float) -> Number:
    if isinstance(value, float) and not math.isfinite(value):
        raise ExpressionError("a number is too large")
    # The decimal that was written, not the binary fraction nearest to it.
    exact = Fraction(repr(value)) if isinstance(value, float) else value
    return int(_bounded(exact)) if exact.denominator == 1 else exact


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "…")


# ---------------------------------------------------------------- computing


def evaluate(expression: Expression, values: Mapping[str, Number]) -> Fraction:
    """The exact value.

    Parameters
    ----------
    values : by name; every name that the expression uses.

    Raises
    ------
    ExpressionError
        Division by zero, or a cap exceeded.
    """
    if expression.is_comparison:
        raise ExpressionError(f"{_shown(expression.text)} is a comparison, not a number")
    return Fraction(expression.sides[0](_Values(values)))


def holds(expression: Expression, values: Mapping[str, Number]) -> bool:
    """Whether a comparison, chained or not, is true. Raises as `evaluate` does."""
    if not expression.is_comparison:
        raise ExpressionError(f"{_shown(expression.text)} is no comparison")
    own = _Values(values)
    numbers = [side(own) for side in expression.sides]
    return all(op(a, b) for op, a, b in zip(expression.compared, numbers[:-1], numbers[1:], strict=True))


def solve(equation: Expression, unknown: str, values: Mapping[str, Number]) -> Fraction:
    """The one rational root of a polynomial equation; an expression without ``==`` is set equal to zero.

    Raises
    ------
    ExpressionError
        As `evaluate`; also where the equation is no polynomial of degree 1 to 4 in `unknown`, or has not exactly one
        rational root.
    """
    own = _Values(values)
    own[unknown] = Polynomial.unknown()
    if equation.is_comparison and equation.compared != (operator.eq,):
        raise ExpressionError("an equation has one ==")
    try:
        sides = [side(own) for side in equation.sides]
        difference = sides[0] - sides[1] if equation.is_comparison else sides[0]
    except TooLarge as error:
        raise ExpressionError(str(error)) from error
    if not isinstance(difference, Polynomial) or not 1 <= difference.degree <= 4:
        raise ExpressionError(f"not a polynomial equation of degree 1 to 4 in {unknown}")
    roots = difference.rational_roots()
    if len(roots) != 1:
        raise ExpressionError(f"the equation has {len(roots)} rational roots in {unknown}, not one")
    return roots[0]
