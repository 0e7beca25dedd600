r"""A stated answer -> its value: a number with its unit, a formula, a date, a word."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from bench.trace import formula, numbers, units
from bench.trace.formula import Node, Unreadable

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
    parts: Node | None = None
    """The reading of 1,2 as a list, where it is read as a number with a decimal comma."""


_MATH = re.compile(
    r"(?<!\\)\$\$?|\\\(|\\\)|\\\[|\\\]|(?<![0-9A-Za-z)])\*\*|\*\*(?![0-9A-Za-z(])|`+|<\|[^|<>\n]{1,40}\|>"
)
_DOLLAR = re.compile(r"(?<![\\$])\$(?!\$)(?=\S)([^$\n]{0,300}?\S)(?<!\\)\$(?![0-9])")


def plain(text: str) -> str:
    """Folded text with the delimiters of mathematics and emphasis blanked out; the same length.

    A dollar sign that stands before a price stays.
    """
    folded = numbers.fold(text)
    if "$" in folded:
        folded = _DOLLAR.sub(lambda m: " " + m[1] + " ", folded)
        folded = folded.replace("$$", "  ")
    return re.sub(r"(?<!\\)\\[()\[\]]|(?<![0-9A-Za-z)])\*\*|\*\*(?![0-9A-Za-z(])|`", lambda m: " " * len(m[0]), folded)


_LEAD = re.compile(
    r"^(?:the (?:final )?answer (?:is|=)|answer:?|is|are|equals?|approximately|about|exactly"
    r"|only|just|約|およそ|ちょうど)\s+",
    re.I,
)
_TRAIL = re.compile(r"(?:[.。、,;:!！\s]|\\\\|です|だ|である|となる|になる|になります|となります|でした)+$")
_UNIT_TEXT = re.compile(
    r"\\(?:text|mathrm|mbox|textbf|textrm|operatorname)\s*\{([^{}]{0,80})\}(?:\s*\^\s*\{?([23])\}?)?\s*$"
)
_WORD_UNIT = re.compile(
    r"(?<=[0-9}\])π])(?:\\[,;: ]|\s){0,4}((?!(?:pi|less|sqrt)\b)[A-Za-z][A-Za-z./ -]{1,60}(?:\^\{?[23]\}?|[²³])?"
    r"|[㎝㎡㎞㎏℃ぁ-ヿ㐀-鿿][ぁ-ヿ㐀-鿿]{0,11})$"
)
_BEHIND_UNIT = re.compile(
    r"\s+(?:per|in|each|left|more|of|for|a|remaining|total|altogether|tall|long|came|away)\b.*$", re.S
)
_FUNCTION = "sin|cos|tan|cot|sec|csc|log|ln|exp|sqrt|and|or|pi|mod|max|min|gcd|lcm|arcsin|arccos|arctan|infinity"
_PROSE = re.compile(
    rf"(?<![A-Za-z\\])(?!(?:{_FUNCTION})\b)(?:[A-Za-z]{{2,}}+|I)[',]?\s+(?!(?:{_FUNCTION})\b)[A-Za-z0-9$\\.]"
    rf"|\b[A-Za-z]+'(?:s|re|ll|ve|m|d)\s|\bA\s+[a-z]{{3}}",
    re.I,
)
"""Words side by side, as in a sentence; no formula has them."""
_ONLY_WORDS = re.compile(r"(?:\s*(?:[A-Za-z]{2,}+[.,]?|[ぁ-ヿ㐀-鿿]++、?))*+")
_TEXT_GROUP = re.compile(r"\\(?:text|textbf|mathrm|mbox|textit|operatorname)\s*\{[^{}]{0,80}\}")
_ONLY_TEXT = re.compile(r"\\(?:text|textbf|mathrm|mbox)\s*\{([^{}]{1,200})\}")
_NAME = re.compile(r"[^\W\d_][\w,.'()-]{0,19}(?: [\w,.'()-]{1,20}){0,4}")
"""A word, or a few, such as a place; not a sentence."""
_HOW_MUCH = re.compile(r"how much|いくら", re.I)
_REPEATED = re.compile(r"(?<=\S)\s?\(([A-Za-z][A-Za-z -]{1,40}|[ぁ-ヿ㐀-鿿㎝㎡㎞㎏]{1,6})\)$")
"""What stands in parentheses behind a number: the number in words, or its unit."""
_COMMA = re.compile(r"-?[0-9]{1,9},[0-9]{1,2}|-?[0-9]{1,9},[0-9]{4,9}")
_LETTER = re.compile(
    r"^\(?\s*(?:\\(?:text|textbf|mathrm)\s*\{)?\s*\(?([A-Z])\)?\s*\}?\s*\)?[.:]?\s*(?:\\(?:text|textbf)\s*\{[^{}]*\})?$"
)


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
    if whole := _ONLY_TEXT.fullmatch(bare):
        bare = whole[1].strip()
    if (aside := _REPEATED.search(bare)) and len(numbers.quantities(bare, 0, aside.start())) == 1:
        word = units.AFTER_NUMBER.fullmatch(aside[1])
        same = numbers.read(aside[1])
        if word or same or not _ONLY_WORDS.fullmatch(bare, 0, aside.start()):
            bare = bare[: aside.start()] + (aside[1] if word else "" if same else " " + aside[1])
    if not bare:
        return None
    if moment := _moment(bare, question):
        return Value(moment)
    quantity = numbers.read(bare)
    if quantity is not None and quantity.kind != "ordinal":
        read = of_quantity(quantity, question)
        return replace(read, parts=formula.parse(bare)) if _COMMA.fullmatch(bare) else read
    if letter := _LETTER.match(bare):
        return Value(letter[1], node=Node("text", name=letter[1]))
    found = numbers.quantities(bare)
    if len(found) == 1 and found[0].kind == "number" and _ONLY_WORDS.fullmatch(bare, found[0].end):
        behind = bare[found[0].end :].strip()
        if not found[0].start and (found[0].unit or not behind):
            return of_quantity(found[0], question)
    value = _formula_value(_tidied(bare))
    if value is not None:
        if value.number is not None and value.unit:
            return in_asked_unit(value, question)
        return value
    if len(found) == 1:
        return of_quantity(found[0], question)
    if re.fullmatch(r"the empty set|empty set|空集合", bare, re.I):
        return Value("{}", node=Node("set"))
    if _NAME.fullmatch(bare):
        return Value(bare, node=Node("text", name=bare))
    return None


def _tidied(bare: str) -> str:
    r"""Without doubled backslashes (``\\\\frac``, from an escaped text) and the row spacing of matrices."""
    if re.search(r"\\\\(?:left|right|frac|sqrt|pi|begin|text|cdot|infty)", bare):
        bare = bare.replace("\\\\", "\\")
    return re.sub(r"\\\\\[[0-9.]{1,6}(?:pt|em|ex|mm)\]", r"\\\\", bare)


def of_quantity(quantity: numbers.Quantity, question: str | None = None) -> Value:
    """The value of a quantity, in the unit that the question asks for where that is known."""
    if quantity.text:
        return Value(quantity.text, unit=quantity.unit)
    return in_asked_unit(Value(str(quantity.value), quantity.value, quantity.unit, also=quantity.also), question)


def in_asked_unit(value: Value, question: str | None) -> Value:
    """The value in the unit that the question asks for, spelled as there, where both measure the same."""
    wanted = units.asked(question) if question else None
    if value.number is None or value.unit is None:
        return value
    if question and wanted is None and value.unit == "¢" and _HOW_MUCH.search(question):
        return Value(str(value.number / 100), value.number / 100, "$", also=(value.number,))
    converted = units.convert(value.number, value.unit, wanted) if wanted else None
    if converted is None or wanted is None:
        return value
    if converted == value.number:
        return replace(value, unit=wanted)
    return Value(str(converted), converted, wanted)


def _moment(bare: str, question: str | None) -> str | None:
    """A date or a time of day, where the text is one or the question asks for one."""
    asks = bool(
        question
        and re.search(
            r"\b(?:what time|when|which date|what date)\b|何時に|何時です|いつ|何日ですか|何年何月", question, re.I
        )
    )
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
        if _PROSE.search(_TEXT_GROUP.sub("", candidate)):
            continue
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
            inner = value_of(node.args[0])
            return Value(str(inner) if inner is not None else formula.canonical(node.args[0]), inner, "%", node)
        if node.kind == "°" and number is not None:
            return Value(str(number), number, "degrees", node)
        return Value(formula.canonical(node), number, unit, node)
    return None


def value_of(node: Node) -> Fraction | None:
    """As `formula.exact`; None also for what is out of bounds."""
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
    if w := _WORD_UNIT.search(bare):
        known = units.find(w[1].strip()) or units.find(_BEHIND_UNIT.sub("", w[1]))
        forms.append((bare[: w.start()].strip(), known.name if known else _BEHIND_UNIT.sub("", w[1]).strip()))
    return [*forms, (bare, None)]


def _wordy(node: Node) -> bool:
    """Is the "formula" really a phrase (letters multiplied into one another)?"""
    names = [n for n in _symbols_in_order(node) if len(n) > 2 and n.isalpha() and n.isascii() and n not in _GREEK]
    if len(names) > 1 and node.kind != "rel":
        return True
    return bool(names) and (_phrase(node) or node.kind == "sym")


def _phrase(node: Node) -> bool:
    """Are words side by side in it, as in a sentence?"""
    if node.kind == "*" and node.name == "implicit":
        return any(n.kind == "sym" and len(n.name) > 2 and n.name.isalpha() and n.name not in _GREEK for n in node.args)
    return any(_phrase(a) for a in node.args)


_GREEK = frozenset((
    "alpha", "beta", "gamma", "delta", "epsilon", "theta", "lambda", "mu", "nu", "xi", "rho", "sigma", "tau",
    "phi", "chi", "psi", "omega", "oo", "pi", "emptyset",
))  # fmt: skip


def _symbols_in_order(node: Node) -> list[str]:
    return [node.name] if node.kind == "sym" else [s for a in node.args for s in _symbols_in_order(a)]


def strip_name(node: Node) -> Node:
    r"""``x = 5`` says 5, ``(x, y) = (3, 4)`` says (3, 4), ``x \in S`` says S; other equations stay what they are."""
    while node.kind == "group":
        node = node.args[0]
    if node.kind == "list":
        named = [a.args[0] for a in node.args if a.kind == "rel" and a.name == "=" and a.args[0].kind == "sym"]
        if len(named) == len(node.args) and len(set(named)) == 1:
            return Node("set", tuple(strip_name(a) for a in node.args))  # x = 2 or x = 3
        if node.args[0].kind == "rel" and all(a.kind != "rel" and not formula.symbols(a) for a in node.args[1:]):
            return Node("set", tuple(strip_name(a) for a in node.args))  # x = 2, 3
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
