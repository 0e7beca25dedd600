r"""Sets of real numbers: inequalities, intervals, their unions; ``1 \le |z| \le 2`` is ``[-2,-1] \cup [1,2]``.

Two of them are the same when no sample point belongs to one only. The points are the constants of both, sums and
differences of two of them, points just beside and between these, and a grid.
"""

import math
from collections.abc import Iterator
from itertools import pairwise

from bench.trace import formula
from bench.trace.formula import Node, Unreadable

MAX_CONSTANTS = 40
_BESIDE = 1e-6
_CLOSE = 1e-9
_COMPARE = {"<", ">", "<=", ">=", "!="}
_EVERYTHING = {"ℝ", "all real numbers", "all reals", "allrealnumbers", "すべての実数", "全ての実数"}
_CONSTANTS = {"pi": complex(math.pi), "e": complex(math.e), "oo": complex(math.inf)}


def is_region(node: Node) -> bool:
    """Can only a set of real numbers be meant?"""
    if node.kind == "list":
        return bool(node.args) and all(is_region(a) for a in node.args)
    if _calls(node):
        return False
    if node.kind == "rel":
        return bool(_COMPARE & set(node.name.split())) and len(formula.symbols(node)) == 1
    return node.kind in ("∪", "∩", "setminus", "interval") or node.name in _EVERYTHING


def _calls(node: Node) -> bool:
    """Is the value of a named function in it, as in f(2) < f(3)?"""
    if node.kind == "*" and node.name == "implicit" and node.args[0].kind in ("sym", "prime"):
        inside = node.args[1]
        if inside.kind == "group" and not formula.symbols(inside):
            return True
    return any(_calls(a) for a in node.args)


def same_region(a: Node, b: Node) -> bool | None:
    """Do both describe the same real numbers? None where one of them describes none that can be read."""
    if len(formula.symbols(a) - _EVERYTHING | formula.symbols(b) - _EVERYTHING) > 1:
        names = {tuple(formula.symbols(x) - _EVERYTHING) for x in (a, b)}
        if any(len(n) > 1 for n in names):
            return None
    try:
        points = _points(a, b)
        one = _members(a, points)
        other = _members(b, points)
    except Unreadable:
        return None
    return bool(one & other)


def _members(node: Node, points: list[float]) -> set[tuple[bool, ...]]:
    """Which points belong to it; a list of conditions may mean that all of them hold or any."""
    readings = (any, all) if node.kind == "list" else (any,)
    found = set()
    for together in readings:
        parts = node.args if node.kind == "list" else (node,)
        found.add(tuple(together(_contains(p, x) for p in parts) for x in points))
    return found


def _points(a: Node, b: Node) -> list[float]:
    constants = sorted({round(c, 12) for node in (a, b) for c in _constants(node) if math.isfinite(c)})
    if len(constants) > MAX_CONSTANTS:
        raise Unreadable("too many constants")
    ends = {0.0, *constants, *(-c for c in constants), *(x + y for x in constants for y in constants)}
    ends |= {x - y for x in constants for y in constants}
    ordered = sorted(ends)
    points = [p for e in ordered for p in (e - _BESIDE, e, e + _BESIDE)]
    points += [(x + y) / 2 for x, y in pairwise(ordered)]
    return [*points, *(k * 0.37 for k in range(-60, 61)), ordered[0] - 1000, ordered[-1] + 1000]


def _constants(node: Node) -> Iterator[float]:
    if not formula.symbols(node):
        try:
            value = _value(node, math.nan)
        except Unreadable:
            value = math.nan
        if math.isfinite(value):
            yield value
    for part in node.args:
        yield from _constants(part)


def _value(node: Node, x: float) -> float:
    at = dict.fromkeys(formula.symbols(node), complex(x)) | _CONSTANTS
    if node.kind == "neg" and node.args[0].name == "oo":
        return -math.inf
    if node.kind == "sym" and node.name == "oo":
        return math.inf
    value = formula.numeric(node, at)
    if abs(value.imag) > _CLOSE:
        raise Unreadable("no real number")
    return value.real


def _contains(node: Node, x: float) -> bool:
    kind, args = node.kind, node.args
    if kind == "group":
        return _contains(args[0], x)
    if node.name in _EVERYTHING:
        return True
    if kind == "sym" and node.name == "emptyset":
        return False
    if kind in ("interval", "tuple") and len(args) == 2:
        low, high = _value(args[0], math.nan), _value(args[1], math.nan)
        if not low < high:
            raise Unreadable("no interval")  # (3, 2) is a point
        pair = node.name or "()"
        above = x >= low - _CLOSE if pair[0] == "[" else x > low + _CLOSE
        return above and (x <= high + _CLOSE if pair[-1] == "]" else x < high - _CLOSE)
    if kind == "∪":
        return any(_contains(a, x) for a in args)
    if kind == "∩":
        return all(_contains(a, x) for a in args)
    if kind == "setminus":
        return _contains(args[0], x) and not _contains(args[1], x)
    if kind == "set":
        return any(abs(_value(a, math.nan) - x) <= _CLOSE for a in args)
    if kind == "rel" and formula.symbols(node):
        return _holds(node, x)
    raise Unreadable(f"no set of numbers: {kind}")


def _holds(node: Node, x: float) -> bool:
    signs = node.name.split()
    if signs == ["in"]:
        return _contains(node.args[1], x)
    try:
        sides = [_value(a, x) for a in node.args]
    except Unreadable:
        return False  # the condition has no meaning there
    return all(_compare(a, s, b) for a, s, b in zip(sides, signs, sides[1:], strict=False))


def _compare(a: float, sign: str, b: float) -> bool:
    close = a == b or abs(a - b) <= _CLOSE * max(1.0, abs(a), abs(b))
    if sign in ("=", "!="):
        return close == (sign == "=")
    if sign in ("<=", ">="):
        return close or (a < b) == (sign == "<=")
    if sign in ("<", ">"):
        return not close and (a < b) == (sign == "<")
    raise Unreadable(f"no comparison: {sign}")
