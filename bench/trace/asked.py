"""Which quantity of a clause answers the question."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from bench.trace import formula, numbers, units, values, wording
from bench.trace.formula import Node
from bench.trace.values import Value

_ASIDE = re.compile(r"\([^()]{0,200}\)|（[^（）]{0,200}）")
_ONE_IN = re.compile(r"(?<![0-9.,/])([0-9]{1,9}) (?:in|out of) ([1-9][0-9]{0,8})(?![0-9.,/]*[0-9/])")
_SUMS_UP = re.compile(
    r"(?:\b(?:so|thus|hence|therefore|total of|mak(?:es|ing)|giv(?:es|ing)|leav(?:es|ing)|equals|to|is|are)|=|は"
    r"|で、|合計)[ ,]*$",
    re.I,
)
_AIM = re.compile(
    r"\b(?:(?:in order )?to (?:complete|reach|meet|achieve|finish|fulfil|fulfill|cover)\b|so that\b)"
    r"|(?:する|なる)ために"
)
"""Behind these words stands what was aimed at, not what was found."""
_NAMED = re.compile(r"(?<![A-Za-z])[a-z]\s*$")
_ASSIGNED = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z]\s?=\s?[-+0-9./]{1,20}(?:,|、|,? and|と|\s)\s?){1,5}[A-Za-z]\s?=\s?[-+0-9./]*[0-9]"
)
"""x = 3, y = 4"""
_THAN = re.compile(
    r"\s*(?:less|more|fewer|higher|lower|longer|shorter|older|younger|greater|cheaper) than\b"
    r"|(?:[だほ]け)?(?:多い|少ない|高い|安い)"
)
_DIFFERENCE = re.compile(
    r"\b(?:more|less|fewer|differ\w*|older|younger|longer|cheaper)\b|差|違い|どれだけ|多い|少ない|高い|安い"
)
_IN_ALL = re.compile(r"\s*(?:in (?:total|all)\b|altogether\b|left\b|remain)", re.I)
_EQUALS = re.compile(r"(?:=|≈|≒|\\approx)")


_TIME = re.compile(r"what time|on which date|when |何時に|いつ", re.I)
_CHANCE = re.compile(r"probability|chance|odds|確率", re.I)
_ASKS_RATIO = re.compile(r"\bratio\b|の比")


@lru_cache(maxsize=16)
def _asks(question: str) -> frozenset[str]:
    """What a question is after, of these kinds; many passages are read against the same question."""
    kinds = (("time", _TIME), ("chance", _CHANCE), ("ratio", _ASKS_RATIO), ("difference", _DIFFERENCE))
    return frozenset(kind for kind, pattern in kinds if pattern.search(question))


def last_quantity(flat: str, start: int, end: int, question: str | None) -> Value | None:
    """The quantity that a clause ends in: the one in the asked unit where there is one, else the last."""
    passage = wording.plain(flat[start:end])
    if ("(" in passage or "（" in passage) and _ASIDE.sub("", passage).strip():
        passage = _ASIDE.sub(_blanked, passage)
    asks = _asks(question or "")
    if "time" in asks and (moments := numbers.dates(passage)):
        return Value(moments[-1][2])
    if (m := _ONE_IN.search(passage)) and ("chance" in asks or _CHANCE.search(passage)):
        share = Fraction(int(m[1]), int(m[2]))
        return Value(str(share), share)
    if "ratio" in asks and (ratio := numbers.ratios(passage)):
        return Value(ratio[-1][2])
    if passage.count("=") > 1 and (assigned := _ASSIGNED.search(passage)):
        value = values.interpret(assigned[0], question)
        if value is not None and value.node is not None and values.assignments(value.node):
            return value
    if signs := list(_EQUALS.finditer(passage)):
        tail = passage[signs[-1].end() :]
        value = values.interpret(tail.strip().rstrip(".。"), question) if len(tail) < 200 else None
        if value is not None and (value.node is None or value.node.kind != "text"):
            named = _NAMED.search(passage, max(0, signs[-1].start() - 12), signs[-1].start())
            if named and value.node is not None and value.node.kind == "list" and not formula.symbols(value.node):
                members = Node("set", value.node.args)  # x = 2, 3
                return Value(formula.canonical(members), node=members)
            return value
    found = numbers.quantities(passage)
    if not found:
        return None
    if len(found) > 1 and (aim := _AIM.search(passage, found[0].end)):
        found = [q for q in found if q.end <= aim.start()] or found
    if "difference" not in asks:
        found = [q for q in found if not _THAN.match(passage, q.end)] or found
    last = found[-1]
    if (
        len(found) > 1
        and last.unit == "%"
        and found[-2].value == last.value / 100
        and "percent" not in (question or "")
    ):
        return values.of_quantity(found[-2], question)
    if question and len(found) > 1:
        fitting = _asked_for(found, question)
        if last.unit is None and _concludes(passage, last):
            last = replace(last, unit=fitting.unit if _counts(fitting, question) else None)
        else:
            last = fitting
    return values.of_quantity(last, question)


def _blanked(aside: re.Match[str]) -> str:
    """Nothing of an aside but a unit: ``9（個）``."""
    unit = units.AFTER_NUMBER.fullmatch(aside[0][1:-1])
    return f"{aside[0][1:-1]}  " if unit else " " * len(aside[0])


def _concludes(passage: str, last: numbers.Quantity) -> bool:
    """``so 30 in total``, ``giving a total of forty-two``: the bare number that a sentence comes to."""
    sums = _SUMS_UP.search(passage, max(0, last.start - 40), last.start)
    return _IN_ALL.match(passage, last.end) is not None or (sums is not None and not passage[last.end :].strip(" .。!"))


_COUNTED = re.compile(r"\b(?:how many|number of)((?: [a-z]+){1,3})", re.I)
_PRICE = re.compile(
    r"\bhow much (?:(?:does|do|did|is|are|was|were|will|would|can|could|should|has|have|more|less|change|in)\b"
    r"(?![^?.]{0,80}\b(?:weigh|grow|drink|eat|walk|run)))|\b(?:cost|price|money|pay|spend|earn|profit)\b|いくら",
    re.I,
)
_CURRENCIES = ("$", "€", "£", "円", "¢")


def _counts(quantity: numbers.Quantity | Value, question: str) -> bool:
    """Does it count what the question asks the number of?"""
    return quantity.unit is not None and quantity.unit.lower().rstrip("s") in _nouns(question)


@lru_cache(maxsize=16)
def _nouns(question: str) -> frozenset[str]:
    asking = question[-400:]
    nouns = {w.lower().rstrip("s") for m in _COUNTED.finditer(asking) for w in m[1].split()}
    if re.search(r"\bhow old\b|\bage\b", asking, re.I):
        nouns.add("year")
    return frozenset(nouns)


@lru_cache(maxsize=16)
def _asks_price(question: str) -> bool:
    return _PRICE.search(question[-400:]) is not None


def answers(value: Value, question: str) -> bool:
    """Is it surely of the kind that the question asks for: in its unit, of its noun, or money?"""
    if value.unit is None:
        return False
    wanted = units.asked(question)
    if wanted:
        return units.same(value.unit, wanted)
    return _counts(value, question) or (value.unit in _CURRENCIES and not _nouns(question) and _asks_price(question))


def contradicts(value: Value, question: str) -> bool:
    """Is it in a unit that cannot answer the question?"""
    if value.unit is None or answers(value, question):
        return False
    known = units.find(value.unit)
    if units.asked(question):
        return True
    money = value.unit in _CURRENCIES
    if _nouns(question):
        return money or (known is not None and known.dimension != "count")
    return not money and _asks_price(question)


_NAME_ASKED = re.compile(
    r"\b(?:[Ff]ind|[Ss]olve for|value of|[Ww]hat is|[Cc]ompute|[Dd]etermine|[Ee]valuate)\b"
    r"[^.?\n]{0,30}?(?<![A-Za-z])\$?"
    r"(?P<x>[A-Za-z](?:\([0-9a-z]\))?)\$?(?=[ .?,]|$)|(?P<y>[A-Za-z])\$?\s?(?:の値)?を?(?:求め|いくつ)"
)


@lru_cache(maxsize=16)
def name_asked(question: str) -> str | None:
    """The unknown that a question asks for: ``Find x.``, ``x を求めよ``; None for any other question."""
    found = list(_NAME_ASKED.finditer(question[-400:]))
    name = (found[-1]["x"] or found[-1]["y"]) if found else None
    return None if name in ("a", "A", "I") else name


@lru_cache(maxsize=16)
def _given(question: str) -> frozenset[Fraction]:
    """The numbers that the question itself says; many passages are read against the same question."""
    return frozenset(q.value for q in numbers.quantities(numbers.fold(question[-4000:])))


def _asked_for(found: Sequence[numbers.Quantity], question: str) -> numbers.Quantity:
    """The last quantity in the asked unit, of the counted noun or in money; else the last that the question lacks."""
    wanted = units.asked(question)
    kinds: tuple[Callable[[numbers.Quantity], bool], ...] = (
        lambda q: bool(wanted and q.unit and units.find(q.unit)) and units.convert(q.value, q.unit, wanted) is not None,
        lambda q: _counts(q, question),
        lambda q: q.unit in _CURRENCIES and _asks_price(question),
        lambda q: q.value not in _given(question),
    )
    for fits in kinds:
        if fitting := [q for q in found if fits(q)]:
            return fitting[-1]
    return found[-1]
