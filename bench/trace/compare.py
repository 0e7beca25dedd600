"""Whether two values are the same.

Numbers are compared exactly (12.50 = 12.5, 35000円 = 3万5千円), formulas by their numeric values at several points,
sets without order, tuples and intervals part by part. What cannot be read is `unparsed`, which is not wrong.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from bench.trace import formula, units
from bench.trace.formula import Node, Unreadable
from bench.trace.regions import is_region, same_region
from bench.trace.values import Value, interpret, strip_name, value_of

Verdict = Literal["right", "wrong", "unparsed"]


_POINTS: tuple[tuple[complex, ...], ...] = tuple(
    tuple(complex(0.37 + 0.61 * ((7 * i + 3 * j) % 11) / 11 + 0.53 * j, 0.0) for i in range(24)) for j in range(4)
)


def same_value(one: Value, other: Value) -> bool | None:
    """Are two values the same? None where that cannot be told."""
    if one.number is not None and other.number is not None:
        return _same_number(one, other)
    if one.text == other.text:
        return True
    a, b = one.node, other.node
    if one.parts and other.number is None:
        a = one.parts
    if other.parts and one.number is None:
        b = other.parts
    if a is None or b is None:
        a = a or _node_of(one)
        b = b or _node_of(other)
    if a is None or b is None:
        return re.sub(r"\s+", "", one.text).casefold() == re.sub(r"\s+", "", other.text).casefold()
    return same_node(a, b)


def _node_of(value: Value) -> Node | None:
    try:
        return formula.parse(value.text)
    except Unreadable:
        return None


def _same_number(one: Value, other: Value) -> bool:
    a, b = one.number, other.number
    if a is None or b is None:
        return False
    converted = units.convert(a, one.unit, other.unit)
    if converted == b or a == b:
        # The same digits with units of one dimension that differ (90 min, 90 h) are different quantities.
        return converted is None or converted == b
    if b in one.also or a in other.also:
        return True
    percent = [v.unit == "%" for v in (one, other)]
    if percent[0] != percent[1]:
        return (a / 100 if percent[0] else a) == (b / 100 if percent[1] else b)
    return False


def same_node(a: Node, b: Node) -> bool | None:
    """Compare two formulas; None where one of them has no meaning to this module."""
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
        return a.kind == b.kind and _same_parts(
            [x for r in a.args for x in r.args], [x for r in b.args for x in r.args]
        )
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


def _unpack(node: Node) -> Node:
    while node.kind == "group" or (node.kind in ("°",) and node.args):
        node = node.args[0]
    return node


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
    if (x is None) != (y is None) and not (formula.symbols(a) | formula.symbols(b)):
        pass  # one of them is irrational in form; its value decides
    if formula.symbols(a) != formula.symbols(b):
        return False
    pairs = _values(a, b)
    if not pairs:
        return None
    return all(abs(p - q) <= 1e-9 * max(1.0, abs(p), abs(q)) for p, q in pairs)


def same(value: str, reference: str, *, question: str | None = None) -> Verdict:
    r"""Compare a stated answer with a reference answer, both as text.

    Parameters
    ----------
    value : the answer as written: ``35,000円``, ``\frac{7}{2}``, ``x = 5``.
    reference : the right answer, in any of the same forms.
    question : decides units where the answer is given in another one than the question asks for.

    Returns
    -------
    Verdict
        ``unparsed`` where the answer cannot be read, or not be compared with this reference.
    """
    stated = interpret(value, question)
    return same_as(stated, reference) if stated else "unparsed"


def same_as(stated: Value, reference: str) -> Verdict:
    """As `same`, of a value that has been read already."""
    if re.sub(r"\s+", "", stated.text) == re.sub(r"\s+", "", reference):
        return "right"
    gold = interpret(reference)
    if gold is None:
        plain_text = re.sub(r"\s+", "", reference).casefold()
        return "right" if re.sub(r"\s+", "", stated.text).casefold() == plain_text else "unparsed"
    result = same_value(stated, gold)
    return "unparsed" if result is None else "right" if result else "wrong"


def number_in(text: str) -> Fraction | None:
    """The exact value of a text that is one number, with or without a unit; None otherwise.

    >>> number_in("¥35,000")
    Fraction(35000, 1)
    """
    value = interpret(text)
    return value.number if value else None
