"""The small expression language of the packs: text -> syntax tree -> exact sympy number.

The text is parsed with `ast` and walked over a whitelist; nothing is ever evaluated as Python, and sympy only sees
numbers and the one symbol of an equation, never text (`sympify` and `parse_expr` would call ``eval``). Everything is
exact, and capped: length, depth, work, exponents and the size of every intermediate number.
"""

import ast
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

MAX_LENGTH, MAX_DEPTH, MAX_WORK = 500, 24, 100_000
"""Code points of a text; nesting of its tree; nodes visited in one evaluation, sums included."""
MAX_EXPONENT, MAX_BITS, MAX_TERMS = 256, 4096, 10_000
"""Largest exponent; bits of a numerator or denominator; terms of one `Sum`."""

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.Mod: "%"}
_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda a, b: bool(a == b),
    ast.NotEq: lambda a, b: bool(a != b),
    ast.Lt: lambda a, b: bool(a < b),
    ast.LtE: lambda a, b: bool(a <= b),
    ast.Gt: lambda a, b: bool(a > b),
    ast.GtE: lambda a, b: bool(a >= b),
}
_FUNCTIONS: dict[str, tuple[int, int, Callable[..., Any]]] = {
    "ceiling": (1, 1, sympy.ceiling),
    "floor": (1, 1, sympy.floor),
    "Mod": (2, 2, sympy.Mod),
    "gcd": (2, 8, lambda *n: sympy.Integer(sympy.igcd(*map(_whole, n)))),
    "lcm": (2, 8, lambda *n: sympy.Integer(sympy.ilcm(*map(_whole, n)))),
    "Abs": (1, 1, sympy.Abs),
    "Min": (1, 16, sympy.Min),
    "Max": (1, 16, sympy.Max),
    "Rational": (2, 2, lambda a, b: a / b),
    "round_to": (2, 2, lambda x, step: sympy.floor(x / step + sympy.Rational(1, 2)) * step),
}
"""Name -> (least, most arguments, sympy function)."""
_SECOND_NOT_ZERO = {"Mod", "Rational", "round_to"}
FUNCTIONS = (*_FUNCTIONS, "Sum")


class ExpressionError(ValueError):
    """The text is no expression of the language, or its value cannot be computed within the caps."""


@dataclass(frozen=True)
class Expression:
    """A text that has been found to be in the language."""

    text: str
    tree: ast.expr
    names: frozenset[str]
    """Names that it uses, an entity's fields dotted (``e.elevation_m``)."""

    @property
    def is_comparison(self) -> bool:
        """Whether it is true or false rather than a number."""
        return isinstance(self.tree, ast.Compare)


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
    names = frozenset(_names(tree, frozenset(allowed), frozenset(), 0, top=True))
    return Expression(text, tree, names)


def _names(node: ast.expr, allowed: frozenset[str], bound: frozenset[str], depth: int, top: bool) -> Iterator[str]:
    """Walk the whitelist; yield the names that are not bound by a `Sum`."""
    if depth > MAX_DEPTH:
        raise ExpressionError(f"nested deeper than {MAX_DEPTH}")
    inner = depth + 1
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            _constant(value)
        case ast.Name(id=name) if name in bound:
            pass
        case ast.Name() | ast.Attribute(value=ast.Name()):
            name = node.id if isinstance(node, ast.Name) else ast.unparse(node)
            if name not in allowed:
                known = ", ".join(sorted(allowed)) or "none"
                raise ExpressionError(f"unknown name {name!r}; known here: {known}")
            yield name
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            yield from _names(operand, allowed, bound, inner, top=False)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            yield from _names(left, allowed, bound, inner, top=False)
            yield from _names(right, allowed, bound, inner, top=False)
        case ast.Compare(left=left, ops=ops, comparators=others) if top and all(type(op) in _COMPARED for op in ops):
            for part in (left, *others):
                yield from _names(part, allowed, bound, inner, top=False)
        case ast.Call(
            func=ast.Name(id="Sum"), args=[body, ast.Tuple(elts=[ast.Name(id=index), low, high])], keywords=[]
        ):
            if index in allowed:
                raise ExpressionError(f"the index {index!r} of a Sum is a variable already")
            yield from _names(low, allowed, bound, inner, top=False)
            yield from _names(high, allowed, bound, inner, top=False)
            yield from _names(body, allowed, bound | {index}, inner, top=False)
        case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]) if function in _FUNCTIONS:
            least, most, _ = _FUNCTIONS[function]
            if not least <= len(arguments) <= most:
                raise ExpressionError(f"{function} takes {least}{f' to {most}' if most > least else ''} arguments")
            for argument in arguments:
                yield from _names(argument, allowed, bound, inner, top=False)
        case ast.Call():
            called = _shown(ast.unparse(node.func))
            raise ExpressionError(f"{called} cannot be called; functions are {', '.join(FUNCTIONS)}")
        case _:
            raise ExpressionError(
                f"{_shown(ast.unparse(node))} is not allowed; there are numbers, names, + - * / ** %, comparisons of "
                f"whole expressions, and {', '.join(FUNCTIONS)}"
            )


def _constant(value: int | float) -> Any:
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        raise ExpressionError("a number is too large")
    exact = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    return _bounded(sympy.Rational(exact.numerator, exact.denominator))


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "…")


# ---------------------------------------------------------------- computing


def evaluate(expression: Expression, values: Mapping[str, Fraction | int]) -> Fraction:
    """The exact value.

    Parameters
    ----------
    values : by name; every name that the expression uses.

    Raises
    ------
    ExpressionError
        Division by zero, a value that is no rational number, or a cap exceeded.
    """
    result = _Walk(values).number(expression.tree)
    return Fraction(int(result.p), int(result.q))


def holds(expression: Expression, values: Mapping[str, Fraction | int]) -> bool:
    """Whether a comparison, chained or not, is true. Raises as `evaluate` does."""
    tree = expression.tree
    if not isinstance(tree, ast.Compare):
        raise ExpressionError(f"{_shown(expression.text)} is no comparison")
    walk = _Walk(values)
    parts = [walk.number(part) for part in (tree.left, *tree.comparators)]
    return all(_COMPARED[type(op)](a, b) for op, a, b in zip(tree.ops, parts[:-1], parts[1:], strict=True))


def solve(equation: Expression, unknown: str, values: Mapping[str, Fraction | int]) -> Fraction:
    """The one rational root of a polynomial equation; an expression without ``==`` is set equal to zero.

    Raises
    ------
    ExpressionError
        As `evaluate`; also where the equation is no polynomial of degree 1 to 4 in `unknown`, or has not exactly one
        rational root.
    """
    symbol = sympy.Symbol(unknown)
    walk = _Walk(values, {unknown: symbol})
    tree = equation.tree
    if isinstance(tree, ast.Compare):
        if len(tree.ops) != 1 or not isinstance(tree.ops[0], ast.Eq):
            raise ExpressionError("an equation has one ==")
        difference = walk.build(tree.left) - walk.build(tree.comparators[0])
    else:
        difference = walk.build(tree)
    polynomial = sympy.Poly(difference, symbol) if difference.has(symbol) else None
    if polynomial is None or not 1 <= polynomial.degree() <= 4:
        raise ExpressionError(f"not a polynomial equation of degree 1 to 4 in {unknown}")
    roots = list(polynomial.ground_roots())
    if len(roots) != 1:
        raise ExpressionError(f"the equation has {len(roots)} rational roots in {unknown}, not one")
    return Fraction(int(roots[0].p), int(roots[0].q))


class _Walk:
    """One evaluation; counts its work."""

    def __init__(self, values: Mapping[str, Fraction | int], symbols: Mapping[str, Any] | None = None) -> None:
        self.values: dict[str, Any] = {
            name: sympy.Rational(Fraction(v).numerator, Fraction(v).denominator) for name, v in values.items()
        }
        self.values.update(symbols or {})
        self.work = 0

    def number(self, node: ast.expr) -> Any:
        value = self.build(node)
        if not value.is_Rational:
            raise ExpressionError(f"{_shown(ast.unparse(node))} has no rational value")
        return value

    def build(self, node: ast.expr) -> Any:
        self.work += 1
        if self.work > MAX_WORK:
            raise ExpressionError("takes too much work")
        match node:
            case ast.Constant(value=int() | float() as value):
                return _constant(value)
            case ast.Name() | ast.Attribute():
                name = node.id if isinstance(node, ast.Name) else ast.unparse(node)
                if name not in self.values:
                    raise ExpressionError(f"{name!r} has no number here")
                return self.values[name]
            case ast.UnaryOp(op=op, operand=operand):
                value = self.build(operand)
                return -value if isinstance(op, ast.USub) else value
            case ast.BinOp(left=left, op=op, right=right):
                return _bounded(_binary(_BINARY[type(op)], self.build(left), self.build(right)))
            case ast.Call(func=ast.Name(id="Sum"), args=[body, ast.Tuple(elts=[ast.Name(id=index), low, high])]):
                return self._sum(body, index, _whole(self.number(low)), _whole(self.number(high)))
            case ast.Call(func=ast.Name(id=function), args=arguments):
                parts = [self.number(argument) for argument in arguments]
                if function in _SECOND_NOT_ZERO and parts[1] == 0:
                    raise ExpressionError(f"{function} by zero")
                return _bounded(_FUNCTIONS[function][2](*parts))
        raise ExpressionError(f"{_shown(ast.unparse(node))} is not allowed here")

    def _sum(self, body: ast.expr, index: str, low: int, high: int) -> Any:
        if high - low >= MAX_TERMS:
            raise ExpressionError(f"a Sum of more than {MAX_TERMS} terms")
        hidden = self.values.get(index)
        total = sympy.Integer(0)
        for i in range(low, high + 1):
            self.values[index] = sympy.Integer(i)
            total = _bounded(total + self.build(body))
        if hidden is None:
            self.values.pop(index, None)
        else:
            self.values[index] = hidden
        return total


def _binary(operator: str, a: Any, b: Any) -> Any:
    if operator in "/%" and b == 0:
        raise ExpressionError("division by zero")
    if operator in "/%" and not b.is_Rational:
        raise ExpressionError("the unknown of an equation cannot be divided by")
    match operator:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return a / b
        case "%":
            return sympy.Mod(a, b)
    if not b.is_Integer or abs(b) > MAX_EXPONENT:
        raise ExpressionError(f"an exponent must be a whole number of at most {MAX_EXPONENT}")
    if a == 0 and b < 0:
        raise ExpressionError("division by zero")
    if a.is_Rational and max(int(a.p).bit_length(), int(a.q).bit_length()) * abs(int(b)) > 2 * MAX_BITS:
        raise ExpressionError("a power is too large")
    if not a.is_Rational and not 0 <= b <= 4:
        raise ExpressionError("the unknown of an equation may be raised to the 4th power at most")
    return a**b


def _bounded(value: Any) -> Any:
    if value.is_Rational and max(int(value.p).bit_length(), int(value.q).bit_length()) > MAX_BITS:
        raise ExpressionError("a number is too large")
    return value


def _whole(value: Any) -> int:
    if not value.is_Integer:
        raise ExpressionError(f"{value} is not a whole number")
    return int(value)
