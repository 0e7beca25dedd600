r"""A stated answer -> its value: a number with its unit, a formula, a date, a word."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from bench.trace import formula, numbers, units, wording
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
    """The reading of 1,2 as a list and of 3k as a product, where they are read as numbers."""


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
_NAME = re.compile(r"[^\W\d_][\w,.'()-]{0,19}(?: [\w,.'()-]{1,20}){0,4}")
"""A word, or a few, such as a place; not a sentence."""
_HOW_MUCH = re.compile(r"how much|いくら", re.I)
_OPTION = re.compile(r"(?:\(([A-H])\)|([B-H])[.):])(?:\\ |\s)+(?=\S)")
_ASKS_MOMENT = re.compile(r"\b(?:what time|when|which date|what date)\b|何時に|何時です|いつ|何日ですか|何年何月", re.I)
_AMBIGUOUS = re.compile(r"-?[0-9]{1,9},(?:[0-9]{1,2}|[0-9]{4,9})|[0-9]{1,9}[kKM]")
_LETTER = re.compile(
    r"^(?:(?:option|choice) )?\(?\s*(?:\\(?:text|textbf|mathrm)\s*\{)?\s*\(?([A-Z])\)?\s*\}?\s*\)?[.:]?\s*"
    r"(?:\\(?:text|textbf)\s*\{[^{}]*\})?$"
)


def interpret(text: str, question: str | None = None) -> Value | None:
    """The value of a stated answer; None where it is nothing that can be compared (a sentence without a number).

    Parameters
    ----------
    question : decides the unit that the value is given in, and whether a date or a time is asked for.
    """
    if len(text) > MAX_LENGTH:
        return None
    bare = wording.bare(text)
    if not bare:
        return None
    words = wording.unwrapped(bare)
    if moment := _moment(words, question):
        return Value(moment)
    return _number(bare, words, question) or _choice(bare) or _other(bare, question)


def _number(bare: str, words: str, question: str | None) -> Value | None:
    quantity = numbers.read(bare) or (numbers.read(words) if words != bare else None)
    if quantity is None or quantity.kind == "ordinal":
        return None
    value = of_quantity(quantity, question)
    return replace(value, parts=formula.parse(bare)) if _AMBIGUOUS.fullmatch(bare) else value


def _choice(bare: str) -> Value | None:
    """``(B)``, and ``(B) 12``, which says 12 as well."""
    if letter := _LETTER.match(bare):
        return Value(letter[1], node=Node("text", name=letter[1]))
    if option := _OPTION.match(bare):
        behind = numbers.read(bare[option.end() :])
        name = option[1] or option[2]
        return Value(name, node=Node("text", name=name), also=(behind.value,) if behind else ())
    return None


def _other(bare: str, question: str | None) -> Value | None:
    """A formula, the one quantity among words, or a name."""
    found = numbers.quantities(bare)
    one = found[0] if len(found) == 1 else None
    alone = one is not None and not one.start and wording.ONLY_WORDS.fullmatch(bare, one.end)
    if one and alone and one.kind == "number" and (one.unit or not bare[one.end :].strip()):
        return of_quantity(one, question)
    value = _formula_value(wording.tidied(bare))
    if value is not None:
        return in_asked_unit(value, question)
    if one:
        return of_quantity(one, question)
    if re.fullmatch(r"the empty set|empty set|空集合", bare, re.I):
        return Value("{}", node=Node("set"))
    return Value(bare, node=Node("text", name=bare)) if _NAME.fullmatch(bare) else None


def of_quantity(quantity: numbers.Quantity, question: str | None = None) -> Value:
    """The value of a quantity, in the unit that the question asks for where that is known."""
    if quantity.text:
        return Value(quantity.text, unit=quantity.unit, node=formula.parse(quantity.text))
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
    found = numbers.dates(bare)
    if not found:
        return None
    asks = bool(question and _ASKS_MOMENT.search(question))
    start, end, value = found[-1]
    whole = start == 0 and end >= len(bare.rstrip("."))
    if ":" in value and not asks and (not whole or re.search(r":[0-9]{2}(?!\s?[ap]\.?m)", bare, re.I)):
        return None  # 3:45 may be a ratio
    return value if whole or asks else None


def _formula_value(bare: str) -> Value | None:
    """The value of a formula, with or without a unit in words behind it."""
    for candidate, unit in _with_and_without_unit(bare):
        if _PROSE.search(wording.TEXT_GROUP.sub("", candidate)):
            continue
        try:
            node = formula.parse(candidate)
        except Unreadable:
            continue
        if _wordy(node):
            continue
        raw, node = node, strip_name(node)
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
        return Value(formula.canonical(node), number, unit, raw if number is None else node)
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
    names = [n for n in _symbols_in_order(node) if len(n) > 2 and n.isalpha() and n.isascii() and n not in GREEK]
    if len(names) > 1 and node.kind != "rel":
        return True
    return bool(names) and (_phrase(node) or node.kind == "sym")


def _phrase(node: Node) -> bool:
    """Are words side by side in it, as in a sentence?"""
    if node.kind == "*" and node.name == "implicit":
        return any(n.kind == "sym" and len(n.name) > 2 and n.name.isalpha() and n.name not in GREEK for n in node.args)
    return any(_phrase(a) for a in node.args)


GREEK = frozenset((
    "alpha", "beta", "gamma", "delta", "epsilon", "theta", "lambda", "mu", "nu", "xi", "rho", "sigma", "tau",
    "phi", "chi", "psi", "omega", "oo", "pi", "emptyset",
))  # fmt: skip


def _symbols_in_order(node: Node) -> list[str]:
    return [node.name] if node.kind == "sym" else [s for a in node.args for s in _symbols_in_order(a)]


def strip_name(node: Node) -> Node:
    r"""``x = 5`` says 5, ``(x, y) = (3, 4)`` says (3, 4), ``x \in S`` says S; other equations stay what they are."""
    while node.kind == "group":
        node = node.args[0]
    if node.kind == "list" and len(node.args) == 2:
        one, other = (value_of(a) for a in node.args)
        if one is not None and one == other:
            return node.args[0] if node.args[1].kind == "%" else node.args[1]  # 37.5%, or 3/8
    if node.kind == "list":
        named = [a.args[0] for a in node.args if a.kind == "rel" and a.name == "=" and a.args[0].kind == "sym"]
        if len(named) == len(node.args) and len(set(named)) == 1:
            return Node("set", tuple(strip_name(a) for a in node.args))  # x = 2 or x = 3
        if assignments(node):
            return node
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


def assignments(node: Node) -> dict[str, Node] | None:
    """``x = 3, y = 4`` by name; None for any other formula."""
    if node.kind == "rel" and node.name == "=" and all(a.kind == "tuple" for a in node.args) and _names(node.args[0]):
        return {formula.canonical(n): v for n, v in zip(node.args[0].args, node.args[1].args, strict=False)}
    if node.kind != "list" or not all(a.kind == "rel" and a.name == "=" and _names(a.args[0]) for a in node.args):
        return None
    named = {formula.canonical(a.args[0]): a.args[1] for a in node.args}
    return named if len(named) == len(node.args) else None


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
