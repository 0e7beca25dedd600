"""The tree of a formula, and what can be said of it: its exact value, its numeric value, its unknowns, one spelling.

Nothing is evaluated by Python or sympy, only by the few operations below, with a bound on every intermediate number.
"""

import cmath
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

MAX_BITS = 4096
"""Exact numbers of more bits than this are not computed."""


class Unreadable(ValueError):
    """The text is no formula of the supported grammar, or its value is out of bounds."""


class Node(NamedTuple):
    """A formula: `kind` is num, sym, text, neg, an operator, fn, tuple, set, list, interval, union, rel, matrix, …"""

    kind: str
    args: tuple["Node", ...] = ()
    name: str = ""
    value: Fraction | None = None


_FUNCTIONS: Mapping[str, Callable[[complex], complex]] = {
    "sqrt": cmath.sqrt, "sin": cmath.sin, "cos": cmath.cos, "tan": cmath.tan,
    "arcsin": cmath.asin, "arccos": cmath.acos,
    "arctan": cmath.atan, "log": cmath.log, "ln": cmath.log, "exp": cmath.exp, "abs": abs,
    "cot": lambda z: 1 / cmath.tan(z), "sec": lambda z: 1 / cmath.cos(z), "csc": lambda z: 1 / cmath.sin(z),
    "log10": cmath.log10,
}  # fmt: skip


def _bounded(value: Fraction) -> Fraction:
    if value.numerator.bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
        raise Unreadable("number out of bounds")
    return value


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1:
        root = exact_root(base, exponent.denominator) if exponent.denominator <= 64 else None
        return None if root is None else _power(root, Fraction(exponent.numerator))
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(exponent.numerator) * size > MAX_BITS:
        if base in (0, 1):
            return base
        raise Unreadable("power out of bounds")
    if base == 0 and exponent < 0:
        raise Unreadable("division by zero")
    return Fraction(base**exponent.numerator)


def exact_root(value: Fraction, index: int) -> Fraction | None:
    """The rational `index`-th root of `value`, or None where there is none."""
    if value < 0:
        root = exact_root(-value, index) if index % 2 else None
        return None if root is None else -root
    parts = []
    for n in (value.numerator, value.denominator):
        guess = math.isqrt(n) if index == 2 else _integer_root(n, index)
        if guess**index != n:
            return None
        parts.append(guess)
    return Fraction(parts[0], parts[1])


def _integer_root(n: int, index: int) -> int:
    low, high = 0, 1 << (n.bit_length() // index + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**index <= n:
            low = middle
        else:
            high = middle - 1
    return low


def exact(node: Node) -> Fraction | None:
    """The rational value of a formula without symbols; None where it has symbols or is irrational."""
    kind = node.kind
    if kind == "num":
        return node.value
    if kind == "group":
        return exact(node.args[0])
    if kind in ("+", "-", "*", "/", "^"):
        left, right = exact(node.args[0]), exact(node.args[1])
        if left is None or right is None:
            return None
        if kind == "^":
            return _power(left, right)
        if kind == "/":
            if right == 0:
                raise Unreadable("division by zero")
            return _bounded(left / right)
        return _bounded(left + right if kind == "+" else left - right if kind == "-" else left * right)
    if kind in ("neg", "%", "°", "!"):
        inner = exact(node.args[0])
        if inner is None:
            return None
        if kind == "!":
            if inner.denominator != 1 or not 0 <= inner <= 400:
                raise Unreadable("factorial out of bounds")
            return Fraction(math.factorial(inner.numerator))
        return -inner if kind == "neg" else inner / 100 if kind == "%" else inner
    if kind == "fn" and node.name == "binom":
        above, below = exact(node.args[0]), exact(node.args[1])
        if above is None or below is None:
            return None
        if above.denominator != 1 or below.denominator != 1 or not 0 <= below <= above <= 400:
            raise Unreadable("binomial coefficient out of bounds")
        return Fraction(math.comb(above.numerator, below.numerator))
    if kind == "fn" and node.name in ("sqrt", "abs", "floor", "ceil"):
        inner = exact(node.args[0])
        if inner is None:
            return None
        if node.name == "sqrt":
            return exact_root(inner, 2)
        return (
            abs(inner)
            if node.name == "abs"
            else Fraction(math.floor(inner) if node.name == "floor" else math.ceil(inner))
        )
    return None


def numeric(node: Node, at: Mapping[str, complex]) -> complex:
    """Numeric value with the symbols of `at`; raises `Unreadable` for what has none."""
    try:
        return _numeric(node, at)
    except (OverflowError, ZeroDivisionError, ValueError, TypeError) as error:
        raise Unreadable(str(error)) from error


def _numeric(node: Node, at: Mapping[str, complex]) -> complex:
    kind = node.kind
    if kind == "num":
        return complex(node.value or 0)
    if kind in ("group", "°"):
        inner = _numeric(node.args[0], at)
        return inner * math.pi / 180 if kind == "°" and at.get("°") else inner
    if kind == "sym":
        if node.name in at:
            return at[node.name]
        raise Unreadable(f"unknown symbol {node.name}")
    if kind in ("sub", "prime"):
        name = canonical(node)
        if name in at:
            return at[name]
        raise Unreadable(f"unknown symbol {name}")
    if kind == "neg":
        return -_numeric(node.args[0], at)
    if kind == "%":
        return _numeric(node.args[0], at) / 100
    if kind == "!":
        return complex(math.gamma(_numeric(node.args[0], at).real + 1))
    if kind == "fn":
        if node.name == "binom":
            raise Unreadable("binomial coefficient of unknowns")
        inner = _numeric(node.args[0], at)
        if node.name in ("floor", "ceil"):
            return complex(math.floor(inner.real) if node.name == "floor" else math.ceil(inner.real))
        return complex(_FUNCTIONS[node.name](inner))
    if kind in ("+", "-", "*", "/", "^"):
        left, right = _numeric(node.args[0], at), _numeric(node.args[1], at)
        if kind == "^":
            return left**right
        return (
            left + right
            if kind == "+"
            else left - right
            if kind == "-"
            else left * right
            if kind == "*"
            else left / right
        )
    raise Unreadable(f"no value: {kind}")


def symbols(node: Node) -> set[str]:
    """Names of the unknowns; pi, e, i and infinity are none."""
    if node.kind in ("sub", "prime"):
        return {canonical(node)}
    if node.kind == "sym":
        return set() if node.name in ("pi", "e", "i", "oo", "emptyset") else {node.name}
    return set().union(*(symbols(a) for a in node.args)) if node.args else set()


def canonical(node: Node) -> str:
    """One spelling of a formula: ``7/2``, ``x**2 + 1``, ``{1,2,5}``, ``[2,5)``, ``3:2``."""
    while node.kind == "group":
        node = node.args[0]
    return _printed(node)[0]


_SUM, _PRODUCT, _POWER, _ATOM = range(1, 5)
"""How tightly a printed formula holds together; one that is looser than its place gets parentheses."""
_PLAIN = ("tuple", "set", "list", "interval", "rel", "ratio", "matrix", "row", "∪", "%")
_SIGNS = {"*": "*", "/": "/", "^": "**"}


def _printed(node: Node) -> tuple[str, int]:
    kind, args = node.kind, node.args
    if kind not in _PLAIN:
        try:
            value = exact(node)
        except Unreadable:
            value = None
        if value is not None:
            return str(value), _SUM if value < 0 else _ATOM if value.denominator == 1 else _PRODUCT
    if kind == "group":
        inner, level = _printed(args[0])
        return (inner, level) if level == _ATOM else (f"({inner})", _ATOM)
    if kind in ("+", "-", "±", "∪", "∩", "setminus") and len(args) == 2:
        return f"{_at_least(args[0], _SUM)} {kind} {_at_least(args[1], _PRODUCT)}", _SUM
    if kind == "*" and node.name == "implicit" and args[0].kind == "sym" and args[1].kind in ("group", "tuple"):
        inside = canonical(args[1])
        return args[0].name + (inside if args[1].kind == "tuple" else f"({inside})"), _ATOM  # f(x)
    if kind in _SIGNS:
        right = {"*": _PRODUCT, "/": _POWER, "^": _ATOM}[kind]
        return (
            _at_least(args[0], _ATOM if kind == "^" else _PRODUCT) + _SIGNS[kind] + _at_least(args[1], right),
            _POWER if kind == "^" else _PRODUCT,
        )
    if kind in ("neg", "±"):
        return ("-" if kind == "neg" else "±") + _at_least(args[0], _PRODUCT), _SUM
    return _named(node, [canonical(a) for a in args]), 0 if kind in ("list", "rel", "ratio") else _ATOM


def _at_least(node: Node, level: int) -> str:
    text, own = _printed(node)
    return text if own >= level else f"({text})"


def _named(node: Node, args: list[str]) -> str:
    kind = node.kind
    if kind == "num":
        return str(node.value)
    if kind in ("sym", "text"):
        return node.name + (f"({args[0]})" if args else "")
    if kind in ("set", "list"):
        return ("{" if kind == "set" else "") + ",".join(args) + ("}" if kind == "set" else "")
    if kind in ("tuple", "interval"):
        pair = node.name or "()"
        return pair[0] + ",".join(args) + pair[1]
    if kind == "ratio":
        return ":".join(args)
    if kind == "rel":
        return "".join(f"{a} {s} " for a, s in zip(args, node.name.split(), strict=False)) + args[-1]
    if kind == "fn":
        return f"{node.name}({args[0]})"
    if kind == "sub":
        return f"{args[0]}_{args[1]}"
    return kind + "(" + ",".join(args) + ")"


def pair(node: Node) -> Node | None:
    """``12,102`` as the two numbers that it is inside of ``(12,102]``; None for anything else."""
    if node.kind != "num" or node.name.count(",") != 1:
        return None
    return Node("list", tuple(Node("num", value=Fraction(x), name=x) for x in node.name.split(",")))


def interval(node: Node) -> Node:
    """``(12,102)`` beside a union is an interval, no number with a separator."""
    ends = pair(node.args[0]) if node.kind == "group" else None
    return Node("tuple", ends.args, "()") if ends else node
