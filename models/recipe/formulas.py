"""Formulas of the packs in the form that the recipe keeps them in, and their values in plain integers.

A formula is a whole number, a name, or a list: an operator followed by formulas. The compiling machine writes them
(`translate`), the drawing processes turn each once into nested functions (`compiled`), ten times as fast as the exact
symbols of `bench.expressions`.
"""

import ast
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Any

Formula = int | str | list[Any]
Number = int | Fraction
Values = dict[str, Any]
Compiled = Callable[[Values], Any]

BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.Mod: "%",
}
COMPARED: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class Undefined(ArithmeticError):
    """A formula has no value for these numbers."""


def translate(tree: ast.expr) -> Formula:
    """A tree that `bench.expressions.parse` let through, as a formula."""
    match tree:
        case ast.Constant(value=int(value)):
            return value
        case ast.Constant(value=float(value)):
            exact = Fraction(repr(value))
            return ["/", exact.numerator, exact.denominator]
        case ast.Name(id=name):
            return name
        case ast.Attribute():
            return ast.unparse(tree).replace(".", "_")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return ["-", 0, translate(operand)]
        case ast.UnaryOp(operand=operand):
            return translate(operand)
        case ast.BinOp(left=left, op=op, right=right):
            return [BINARY[type(op)], translate(left), translate(right)]
        case ast.Compare(left=left, ops=ops, comparators=others):
            pairs = zip(ops, others, strict=True)
            return ["compare", translate(left), *([COMPARED[type(op)], translate(other)] for op, other in pairs)]
        case ast.Call(func=ast.Name(id="Sum"), args=[body, ast.Tuple(elts=[ast.Name(id=index), low, high])]):
            return ["Sum", translate(body), index, translate(low), translate(high)]
        case ast.Call(func=ast.Name(id=name), args=args):
            return [name, *map(translate, args)]
    raise ValueError(f"no formula of a pack: {ast.unparse(tree)}")


def divide(a: Number, b: Number) -> Number:
    """The exact quotient, whole where it is."""
    if b == 0:
        raise Undefined("division by zero")
    return whole(Fraction(a) / b) if not isinstance(a, int) or not isinstance(b, int) or a % b else a // b


def whole(value: Number) -> Number:
    """The same number, an int where it is whole."""
    return value.numerator if value.denominator == 1 else value


def modulo(a: Number, b: Number) -> Number:
    """The remainder; Undefined by zero."""
    if b == 0:
        raise Undefined("division by zero")
    return whole(a % b)


FUNCTIONS: dict[str, Callable[..., Number]] = {
    "+": lambda a, b: whole(a + b),
    "-": lambda a, b: whole(a - b),
    "*": lambda a, b: whole(a * b),
    "/": divide,
    "%": modulo,
    "**": lambda a, b: whole(Fraction(a) ** b),
    "ceiling": lambda a: -(-a // 1),
    "floor": lambda a: a // 1,
    "Mod": modulo,
    "gcd": gcd,
    "lcm": lcm,
    "Abs": abs,
    "Min": min,
    "Max": max,
    "Rational": divide,
    "round_to": lambda x, step: whole((divide(x, step) + Fraction(1, 2)) // 1 * step),
}
RELATIONS: dict[str, Callable[[Number, Number], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compiled(formula: Formula) -> Compiled:
    """The formula as a function of the values by name: a number, or a truth value for a comparison."""
    if isinstance(formula, int):
        return lambda values: formula
    if isinstance(formula, str):
        return lambda values: values[formula]
    kind, *rest = formula
    if kind == "compare":
        return _comparison(rest)
    if kind == "Sum":
        body, index, low, high = compiled(rest[0]), rest[1], compiled(rest[2]), compiled(rest[3])
        return lambda values: sum(body({**values, index: i}) for i in range(low(values), high(values) + 1))
    function = FUNCTIONS[kind]
    parts = [compiled(each) for each in rest]
    if len(parts) == 2:
        first, second = parts
        return lambda values: function(first(values), second(values))
    return lambda values: function(*(part(values) for part in parts))


def _comparison(parts: list[Any]) -> Compiled:
    first = compiled(parts[0])
    links = [(RELATIONS[sign], compiled(other)) for sign, other in parts[1:]]

    def holds(values: Values) -> bool:
        left = first(values)
        for relation, other in links:
            right = other(values)
            if not relation(left, right):
                return False
            left = right
        return True

    return holds


def names(formula: Formula) -> list[str]:
    """The names in a formula, in order of appearance."""
    if isinstance(formula, str):
        return [formula]
    if isinstance(formula, int):
        return []
    if formula[0] == "compare":
        return names(formula[1]) + [name for _, other in formula[2:] for name in names(other)]
    if formula[0] == "Sum":
        inside = [name for name in names(formula[1]) if name != formula[2]]
        return inside + names(formula[3]) + names(formula[4])
    return [name for part in formula[1:] for name in names(part)]


def constants(formula: Formula) -> list[int | Decimal]:
    """The numbers in a formula, in order of appearance; a quotient of two that is a decimal counts as one."""
    if isinstance(formula, int):
        return [formula]
    if isinstance(formula, str):
        return []
    if (value := decimal(formula)) is not None:
        return [value]
    return [number for part in formula[1:] if isinstance(part, int | list) for number in constants(part)]


def decimal(formula: Formula) -> Decimal | None:
    """The value of a quotient of two numbers, as `translate` writes a decimal; None for other formulas."""
    match formula:
        case ["/", int(over), int(under)] if under and over % under:
            exact = Decimal(over) / Decimal(under)
            return exact if Fraction(exact) == Fraction(over, under) else None
    return None
