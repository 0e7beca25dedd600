r"""A stated answer as a value, and whether two values are the same.

Numbers are compared exactly (12.50 = 12.5, 35000円 = 3万5千円), formulas by their numeric values at several points, sets
without order, tuples and intervals part by part. What cannot be read is `unparsed`, which is not the same as wrong.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bench.trace import formula, numbers, units
from bench.trace.formula import Node, Unreadable

Verdict = Literal["right", "wrong", "unparsed"]
MAX_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Value:
    """What an answer says."""

    text: str
    """Canonical: ``3776``, ``7/2``, ``x**2 + 1``, ``{1,2,5}``, ``15:45``."""
    number: Fraction | None = None
    """Where it is one rational number."""
    unit: str | None = None
    node: Node | None = None
    """Where it is a formula."""
    also: tuple[Fraction, ...] = ()
    """Other readings of an ambiguous notation (1,250 with a decimal comma)."""


_MATH = re.compile(r"(?<!\\)\$\$?|\\\(|\\\)|\\\[|\\\]|(?<![0-9A-Za-z)])\*\*|\*\*(?![0-9A-Za-z(])|`+|<\|[^|<>\n]{1,40}\|>")
_DOLLAR = re.compile(r"(?<![\\$])\$(?!\$)(?=\S)([^$\n]{0,300}?\S)(?<!\\)\$(?![0-9])")


def plain(text: str) -> str:
    """Folded text with the delimiters of mathematics and emphasis blanked out; the same length.

    A dollar sign that stands before a price stays.
    """
    folded = numbers.fold(text)
    if "$" in folded:
        folded = _DOLLAR.sub(lambda m: " " + m[1] + " ", folded)
        folded = folded.replace("$$", "  ")
    return re.sub(r"\\\(|\\\)|\\\[|\\\]|(?<![0-9A-Za-z)])\*\*|\*\*(?![0-9A-Za-z(])|`", lambda m: " " * len(m[0]), folded)


_LEAD = re.compile(r"^(?:the (?:final )?answer (?:is|=)|answer:?|is|are|equals?|approximately|about|exactly|only|just|約|およそ|ちょうど)\s+", re.I)
_TRAIL = re.compile(r"(?:[.。、,;:!！\s]|\\\\|です|だ|である|となる|になる|になります|となります|でした)+$")
_UNIT_TEXT = re.compile(r"\\(?:text|mathrm|mbox|textbf|textrm|operatorname)\s*\{([^{}]{0,80})\}(?:\s*\^\s*\{?([23])\}?)?\s*$")
_WORD_UNIT = re.compile(r"(?<=[0-9}\])])\s*\\?\s?,?\s*([A-Za-z][A-Za-z./\s-]{0,60}|[^\x00-\x7f\s][^\x00-\x7f]{0,11})(?:\^\{?[23]\}?|[²³])?$")
_LETTER = re.compile(r"^\(?\s*(?:\\(?:text|textbf|mathrm)\s*\{)?\s*\(?([A-Z])\)?\s*\}?\s*\)?[.:]?\s*(?:\\(?:text|textbf)\s*\{[^{}]*\})?$")


def interpret(text: str, question: str | None = None) -> Value | None:
    """The value of a stated answer; None where it is nothing that can be compared (a sentence without a number).

    Parameters
    ----------
    question : decides the unit that the value is given in, and whether a date or a time is asked for.
    """
    if len(text) > MAX_LENGTH:
        return None
    folded = plain(text)
    bare = _TRAIL.sub("", folded.strip()).strip()
    while m := _LEAD.match(bare):
        bare = bare[m.end() :]
    bare = bare.strip("\"'“”「」『』<>_ ")
    if not bare:
        return None
    if moment := _moment(bare, question):
        return Value(moment)
    quantity = numbers.read(bare)
    if quantity is not None and quantity.kind != "ordinal":
        return of_quantity(quantity, question)
    if letter := _LETTER.match(bare):
        return Value(letter[1], node=Node("text", name=letter[1]))
    value = _formula_value(bare)
    if value is not None:
        if value.number is not None and value.unit:
            return _in_asked_unit(value, question)
        return value
    found = numbers.quantities(bare)
    if len(found) == 1:
        return of_quantity(found[0], question)
    if re.fullmatch(r"the empty set|empty set|空集合", bare, re.I):
        return Value("{}", node=Node("set"))
    if len(bare) <= 80 and re.fullmatch(r"(?:\\(?:text|textbf|mathrm|mbox)\s*\{)?\s*[^\W\d_][\w\s,.'()-]*\}?", bare):
        words = re.sub(r"\\(?:text|textbf|mathrm|mbox)\s*\{|\}", "", bare).strip()
        return Value(words, node=Node("text", name=words))
    return None


def of_quantity(quantity: numbers.Quantity, question: str | None = None) -> Value:
    """The value of a quantity, in the unit that the question asks for where that is known."""
    if quantity.text:
        return Value(quantity.text)
    return _in_asked_unit(Value(str(quantity.value), quantity.value, quantity.unit, also=quantity.also), question)


def _in_asked_unit(value: Value, question: str | None) -> Value:
    wanted = units.asked(question) if question else None
    if value.number is None or value.unit is None:
        return value
    if wanted is None and value.unit == "¢":
        wanted = "$"
    converted = units.convert(value.number, value.unit, wanted) if wanted else None
    if converted is None or wanted is None or units.same(value.unit, wanted):
        return value
    known = units.find(wanted)
    return Value(str(converted), converted, known.name if known else wanted)


def _moment(bare: str, question: str | None) -> str | None:
    """A date or a time of day, where the text is one or the question asks for one."""
    asks = bool(question and re.search(r"\b(?:what time|when|which date|what date)\b|何時に|何時です|いつ|何日ですか|何年何月", question, re.I))
    found = numbers.dates(bare)
    if not found:
        return None
    start, end, value = found[-1]
    whole = start == 0 and end >= len(bare.rstrip("."))
    if ":" in value and not asks and (not whole or ":" in bare):
        return None  # 3:45 may be a ratio
    return value if whole or asks else None


def _formula_value(bare: str) -> Value | None:
    """The value of a formula, with or without a unit in words behind it."""
    for candidate, unit in _with_and_without_unit(bare):
        try:
            node = formula.parse(candidate)
        except Unreadable:
            continue
        if _wordy(node):
            continue
        node = strip_name(node)
        try:
            number = formula.exact(node)
        except Unreadable:
            number = None
        percent = node.kind == "%"
        if percent:
            inner = _exact(node.args[0])
            return Value(str(inner) if inner is not None else formula.canonical(node.args[0]), inner, "%", node)
        if node.kind == "°" and number is not None:
            return Value(str(number), number, "degrees", node)
        return Value(formula.canonical(node), number, unit, node)
    return None


def _exact(node: Node) -> Fraction | None:
    try:
        return formula.exact(node)
    except Unreadable:
        return None


def _with_and_without_unit(bare: str) -> list[tuple[str, str | None]]:
    forms: list[tuple[str, str | None]] = []
    money = re.sub(r"^\\?\$\s?|\s?\\?\$$", "", bare)
    if money != bare:
        forms.append((money, "$"))
    if m := _UNIT_TEXT.search(bare):
        known = units.find(m[1].strip() + ("^" + m[2] if m[2] else ""))
        if bare[: m.start()].strip():
            forms.append((bare[: m.start()].strip(), known.name if known else m[1].strip() or None))
    if (w := _WORD_UNIT.search(bare)) and len(w[1].strip()) > 1:
        known = units.find(w[1].strip())
        forms.append((bare[: w.start()].strip(), known.name if known else w[1].strip()))
    return [*forms, (bare, None)] if not forms or forms[0][1] == "$" else [*forms, (bare, None)]


def _wordy(node: Node) -> bool:
    """Is the "formula" really a phrase (letters multiplied into one another)?"""
    names = [n for n in _symbols_in_order(node) if len(n) > 2 and n.isalpha() and n.isascii() and n not in _GREEK]
    return bool(names) and not any(len(n) <= 2 for n in formula.symbols(node)) and node.kind in ("*", "sym")


_GREEK = frozenset("alpha beta gamma delta epsilon theta lambda mu nu xi rho sigma tau phi chi psi omega oo pi emptyset".split())


def _symbols_in_order(node: Node) -> list[str]:
    return [node.name] if node.kind == "sym" else [s for a in node.args for s in _symbols_in_order(a)]


def strip_name(node: Node) -> Node:
    """``x = 5`` says 5, ``(x, y) = (3, 4)`` says (3, 4), ``x \\in S`` says S; an equation between formulas stays one."""
    while node.kind == "group":
        node = node.args[0]
    if node.kind == "list":
        return Node("list", tuple(strip_name(a) for a in node.args), node.name)
    if node.kind != "rel":
        return node
    signs = node.name.split()
    if signs[0] == "in" and len(node.args) == 2:
        return strip_name(node.args[1])
    if any(s not in ("=", "≈") for s in signs):
        return node
    last = len(signs)
    if "≈" in signs[1:] and signs[0] == "=":
        last = signs.index("≈")  # the exact value comes before the rounded one
    if _names(node.args[0]) or (len(node.args) > 2 and not formula.symbols(node.args[last])):
        return strip_name(node.args[last])
    if not formula.symbols(node):
        return node.args[last]
    return node


def _names(node: Node) -> bool:
    """Is this only the name of a quantity: ``x``, ``S_{ABC}``, ``f(2)``, ``|AB|``, ``A:B``, ``NO/BO``, ``(x, y)``?"""
    if node.kind in ("sym", "text", "sub", "prime"):
        return True
    if node.kind in ("tuple", "list", "ratio", "group", "/") or (node.kind == "fn" and node.name == "abs"):
        return bool(node.args) and all(_names(a) for a in node.args)
    if node.kind == "*" and node.name == "implicit":
        first, second = node.args
        if second.kind in ("group", "tuple") and first.kind in ("sym", "prime"):
            return True  # f(x)
        return _names(first) and _names(second)
    return False


# ---------------------------------------------------------------- comparison

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
    a, b = _expanded(strip_name(_unpack(a))), _expanded(strip_name(_unpack(b)))
    if a == b or formula.canonical(a) == formula.canonical(b):
        return True
    if "text" in (a.kind, b.kind):
        return _same_words(a, b)
    if "matrix" in (a.kind, b.kind):
        return a.kind == b.kind and _same_parts([x for r in a.args for x in r.args], [x for r in b.args for x in r.args])
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
    if a.kind == "rel" or b.kind == "rel":
        return a.kind == b.kind and _same_relation(a, b)
    if "tuple" in (a.kind, b.kind) or "interval" in (a.kind, b.kind):
        return False
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
            return [_exact(x) for x in n.args]
        return [_exact(n), Fraction(1)]

    one, other = shares(a), shares(b)
    if len(one) != len(other) or None in one or None in other:
        return False if len(one) != len(other) else None
    first, second = [x or Fraction(0) for x in one], [x or Fraction(0) for x in other]
    return all(x * second[0] == y * first[0] for x, y in zip(first, second, strict=True))


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
        at: dict[str, complex] = dict(zip(names, point, strict=False)) | {"pi": 3.141592653589793, "e": 2.718281828459045, "i": 1j}
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
    x, y = _exact(a), _exact(b)
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
    """Compare a stated answer with a reference answer, both as text.

    Parameters
    ----------
    value : the answer as written: ``35,000円``, ``\\frac{7}{2}``, ``x = 5``.
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


