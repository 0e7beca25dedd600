"""Whether two values are the same.

Numbers are compared exactly (12.50 = 12.5, 35000円 = 3万5千円), formulas by their numeric values at several points,
sets without order, tuples and intervals part by part. What cannot be read is `unparsed`, which is not wrong.
"""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from bench.trace import formula, units
from bench.trace.equality import same_node
from bench.trace.formula import Node, Unreadable
from bench.trace.values import Value, interpret

Verdict = Literal["right", "wrong", "unparsed"]


def same_value(one: Value, other: Value) -> bool | None:
    """Are two values the same? None where that cannot be told."""
    if one.number is not None and other.number is not None:
        return _same_number(one, other)
    if one.text == other.text:
        return True
    if (one.number is None and other.number in one.also) or (other.number is None and one.number in other.also):
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
    if units.differ(one.unit, other.unit):
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


@lru_cache(maxsize=256)
def _gold(reference: str) -> Value | None:
    """Many candidates are compared with one reference."""
    return interpret(reference)


@lru_cache(maxsize=256)
def same_as(stated: Value, reference: str) -> Verdict:
    """As `same`, of a value that has been read already; a text says the same value many times."""
    if "".join(stated.text.split()) == "".join(reference.split()):
        return "right"
    gold = _gold(reference)
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
