"""Whether two formulas are the same.

Formulas are compared by their numeric values at several points, equations up to a factor, sets without order, tuples,
intervals and matrices part by part, conditions and intervals as sets of numbers.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from bench.trace import formula
from bench.trace.formula import Node, Unreadable
from bench.trace.regions import is_region, same_region
from bench.trace.values import GREEK, assignments, strip_name, value_of

_POINTS: tuple[tuple[complex, ...], ...] = tuple(
    tuple(complex(0.37 + 0.61 * ((7 * i + 3 * j) % 11) / 11 + 0.53 * j, 0.0) for i in range(24)) for j in range(4)
)


def same_node(a: Node, b: Node) -> bool | None:
    """Compare two formulas; None where one of them has no meaning to this module."""
    both = _equations(_unpack(a), _unpack(b))
    if both is not None:
        return both
    a, b = (formula.combined(_expanded(strip_name(_unpack(x)))) for x in (a, b))
    if a == b or formula.canonical(a) == formula.canonical(b):
        return True
    if is_region(a) or is_region(b):
        same = same_region(a, b)
        if same is not None:
            return same
    if "text" in (a.kind, b.kind):
        return _same_words(a, b)
    if "matrix" in (a.kind, b.kind):
        return _same_matrix(a, b)
    parts = ("set", "list")
    if a.kind in parts or b.kind in parts:
        return _same_unordered(_members(a), _members(b))
    if {a.kind, b.kind} <= {"tuple", "interval"}:
        if (a.name or "()") != (b.name or "()") and not {a.name, b.name} <= {"", "()"}:
            return False
        return _same_parts(a.args, b.args)
    if a.kind == "∪" or b.kind == "∪":
        return _same_unordered(_united(a), _united(b))
    if a.kind == "ratio" or b.kind == "ratio":
        return _same_ratio(a, b)
    if (a.kind == "rel") != (b.kind == "rel"):
        return _same_side(a, b)
    if a.kind == "rel":
        return a.kind == b.kind and _same_relation(a, b)
    if "tuple" in (a.kind, b.kind) or "interval" in (a.kind, b.kind):
        listed, other = (a, formula.pair(b)) if a.kind in ("tuple", "interval") else (b, formula.pair(a))
        return other is not None and _same_parts(listed.args, other.args)
    return _same_expression(a, b)


def _equations(a: Node, b: Node) -> bool | None:
    """Compare two equations, or the values of several names; None where their right sides decide."""
    one, other = assignments(a), assignments(b)
    if one and other and set(one) == set(other):
        return _same_parts([one[name] for name in sorted(one)], [other[name] for name in sorted(one)])
    if one and b.kind == "tuple" and len(one) == len(b.args):
        return _same_parts(list(one.values()), b.args)
    if other and a.kind == "tuple" and len(other) == len(a.args):
        return _same_parts(a.args, list(other.values()))
    if a.kind == b.kind == "rel" and a.name == b.name == "=":
        if _same_relation(a, b):
            return True
        if (strip_name(a) is a) or (strip_name(b) is b):
            return False
    return None


def _unpack(node: Node) -> Node:
    while node.kind == "group" or (node.kind in ("°",) and node.args):
        node = node.args[0]
    return Node("set") if node.kind == "sym" and node.name == "emptyset" else node


def _expanded(node: Node) -> Node:
    """``1 ± 2`` as the list of both, wherever it stands in a member."""
    if node.kind in ("set", "list"):
        members = [m for a in node.args for m in _plus_minus(_unpack(a))]
        return Node(node.kind, tuple(members), node.name)
    both = _plus_minus(node)
    return Node("list", tuple(both)) if len(both) > 1 else node


def _plus_minus(node: Node) -> list[Node]:
    if not _has(node, "±"):
        return [node]
    return [_signed(node, "+"), _signed(node, "-")]


def _has(node: Node, kind: str) -> bool:
    return node.kind == kind or any(_has(a, kind) for a in node.args)


def _signed(node: Node, sign: str) -> Node:
    args = tuple(_signed(a, sign) for a in node.args)
    if node.kind == "±":
        return Node(sign, args) if len(args) == 2 else (args[0] if sign == "+" else Node("neg", args))
    return Node(node.kind, args, node.name, node.value)


def _members(node: Node) -> list[Node]:
    return [strip_name(_unpack(a)) for a in node.args] if node.kind in ("set", "list") else [node]


def _united(node: Node) -> list[Node]:
    return [x for a in node.args for x in _united(a)] if node.kind == "∪" else [_unpack(node)]


def _same_parts(one: Sequence[Node], other: Sequence[Node]) -> bool | None:
    if len(one) != len(other):
        return False
    verdicts = [same_node(a, b) for a, b in zip(one, other, strict=True)]
    return False if False in verdicts else None if None in verdicts else True


def _same_unordered(one: list[Node], other: list[Node]) -> bool | None:
    one, other = _unique(one), _unique(other)
    if len(one) != len(other) or len(one) > 100:
        return False
    rest = list(other)
    for a in one:
        match = next((b for b in rest if same_node(a, b)), None)
        if match is None:
            return False
        rest.remove(match)
    return True


def _unique(nodes: list[Node]) -> list[Node]:
    kept: list[Node] = []
    for n in nodes[:200]:
        if not any(n == k or formula.canonical(n) == formula.canonical(k) for k in kept):
            kept.append(n)
    return kept


def _same_words(a: Node, b: Node) -> bool | None:
    def words(n: Node) -> str:
        text = n.name if n.kind in ("text", "sym") else formula.canonical(n).replace("*", "")
        return re.sub(r"[\s().*]+", "", text).casefold()

    return words(a) == words(b)


def _same_ratio(a: Node, b: Node) -> bool | None:
    def shares(n: Node) -> list[Fraction | None]:
        if n.kind == "ratio":
            return [value_of(x) for x in n.args]
        return [value_of(n), Fraction(1)]

    one, other = shares(a), shares(b)
    if len(one) != len(other) or None in one or None in other:
        return False if len(one) != len(other) else None
    first, second = [x or Fraction(0) for x in one], [x or Fraction(0) for x in other]
    return all(x * second[0] == y * first[0] for x, y in zip(first, second, strict=True))


def _same_side(a: Node, b: Node) -> bool | None:
    """``x^3 = 12`` gives 12, where 12 was asked for."""
    equation, other = (a, b) if a.kind == "rel" else (b, a)
    last = equation.args[-1]
    if _unpack(equation.args[0]).kind in ("+", "-", "±"):
        return False  # a + b = 0 says more than 0
    if not set(equation.name.split()) <= {"=", "≈"} or formula.symbols(last):
        return False
    return same_node(last, other)


_FLIP = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!=", "≈": "≈"}


def _same_matrix(a: Node, b: Node) -> bool | None:
    """Entry by entry; a tuple is a column or a row."""
    rows = []
    for node in (a, b):
        if node.kind == "tuple":
            rows.append([list(node.args)])
            continue
        if node.kind != "matrix":
            return False
        found = [list(row.args) for row in node.args]
        rows.append([[row[0] for row in found]] if {len(row) for row in found} == {1} else found)
    if "tuple" not in (a.kind, b.kind) and len(a.args) != len(b.args):
        return False
    if [len(row) for row in rows[0]] != [len(row) for row in rows[1]]:
        return False
    return _same_parts([x for row in rows[0] for x in row], [x for row in rows[1] for x in row])


def _same_relation(a: Node, b: Node) -> bool | None:
    signs, others = a.name.split(), b.name.split()
    if len(signs) != len(others) or any(s not in _FLIP for s in (*signs, *others)):
        return formula.canonical(a) == formula.canonical(b)
    if len(signs) > 1:
        straight = signs == others and _same_parts(a.args, b.args)
        return straight or ([_FLIP[s] for s in reversed(signs)] == others and _same_parts(a.args[::-1], b.args))
    left, right = Node("-", a.args), Node("-", b.args)
    ratio = _factor(left, right)
    if ratio is None:
        return False
    if signs[0] in ("=", "!=", "≈"):
        return signs == others
    return (signs == others) if ratio > 0 else ([_FLIP[s] for s in signs] == others)


def _values(a: Node, b: Node) -> list[tuple[complex, complex]] | None:
    names = sorted(formula.symbols(a) | formula.symbols(b))
    if len(names) > 20:
        return None
    found = []
    for point in _POINTS:
        at: dict[str, complex] = dict(zip(names, point, strict=False)) | {
            "pi": 3.141592653589793,
            "e": 2.718281828459045,
            "i": 1j,
        }
        try:
            found.append((formula.numeric(a, at), formula.numeric(b, at)))
        except Unreadable:
            continue
    return found


def _factor(a: Node, b: Node) -> float | None:
    """The constant k with a = k b, or None."""
    pairs = _values(a, b)
    if not pairs or any(abs(y) < 1e-12 for _, y in pairs):
        return None
    ratios = [x / y for x, y in pairs]
    if any(abs(r - ratios[0]) > 1e-8 * abs(ratios[0]) for r in ratios) or abs(ratios[0].imag) > 1e-9:
        return None
    return ratios[0].real or None


def _same_expression(a: Node, b: Node) -> bool | None:
    x, y = value_of(a), value_of(b)
    if x is not None and y is not None:
        return x == y
    if abs(_left_to_do(a) - _left_to_do(b)) > 2:
        return False
    if formula.symbols(a) != formula.symbols(b):
        a, b = _letters(a), _letters(b)
    if formula.canonical(a) == formula.canonical(b):
        return True
    if "oo" in {n.name for x in (a, b) for n in (x, *x.args)}:
        return False
    pairs = _values(a, b)
    if not pairs:
        return None
    return all(abs(p - q) <= 1e-9 * max(1.0, abs(p), abs(q)) for p, q in pairs)


def _left_to_do(node: Node) -> int:
    """How many sines and logarithms of numbers are left in it; an answer that has several is not worked out."""
    own = node.kind == "fn" and node.name not in ("sqrt", "abs", "binom") and not formula.symbols(node)
    return own + sum(_left_to_do(a) for a in node.args)


def _letters(node: Node) -> Node:
    """``ab`` as the product of a and b."""
    if node.kind == "sym" and not node.args and 1 < len(node.name) < 5 and node.name.isascii() and node.name.isalpha():
        if node.name in GREEK:
            return node
        product = Node("sym", name=node.name[0])
        for letter in node.name[1:]:
            product = Node("*", (product, Node("sym", name=letter)))
        return product
    return Node(node.kind, tuple(_letters(x) for x in node.args), node.name, node.value)
