"""Which quantity of a clause answers the question."""

import re
from collections.abc import Sequence
from fractions import Fraction

from bench.trace import numbers, units, values
from bench.trace.values import Value

_ASIDE = re.compile(r"\([^()]{0,200}\)|（[^（）]{0,200}）")
_ONE_IN = re.compile(r"(?<![0-9.,/])([0-9]{1,9}) (?:in|out of) ([1-9][0-9]{0,8})(?![0-9.,/]*[0-9/])")
_SUMS_UP = re.compile(
    r"(?:\b(?:so|thus|hence|therefore|total of|makes|making|gives|giving|leaves|leaving|equals|to|is|are)|=|は|で、|合計)[ ,]*$",
    re.I,
)
_AIM = re.compile(r"\b(?:(?:in order )?to (?:complete|reach|meet|achieve|finish|fulfil|fulfill|cover)\b|so that\b)|(?:する|なる)ために")
"""Behind these words stands what was aimed at, not what was found."""
_IN_ALL = re.compile(r"\s*(?:in (?:total|all)\b|altogether\b|left\b|remain)", re.I)
_EQUALS = re.compile(r"(?:=|≈|≒|\\approx)")


def last_quantity(flat: str, start: int, end: int, question: str | None) -> Value | None:
    """The quantity that a clause ends in: the one in the asked unit where there is one, else the last."""
    passage = values.plain(flat[start:end])
    passage = _ASIDE.sub(lambda m: " " * len(m[0]), passage) if re.sub(r"\s", "", _ASIDE.sub("", passage)) else passage
    asks_time = question is not None and re.search(r"what time|on which date|when |何時に|いつ", question, re.I)
    if asks_time and (moments := numbers.dates(passage)):
        return Value(moments[-1][2])
    if re.search(r"probability|chance|odds|確率", (question or "") + passage, re.I) and (m := _ONE_IN.search(passage)):
        share = Fraction(int(m[1]), int(m[2]))
        return Value(str(share), share)
    if question and re.search(r"\bratio\b|の比", question) and (ratio := numbers.ratios(passage)):
        return Value(ratio[-1][2])
    if signs := list(_EQUALS.finditer(passage)):
        tail = passage[signs[-1].end() :]
        value = values.interpret(tail.strip().rstrip(".。"), question) if len(tail) < 200 else None
        if value is not None and (value.node is None or value.node.kind != "text"):
            return value
    found = numbers.quantities(passage)
    if not found:
        return None
    if (aim := _AIM.search(passage, found[0].end)) and (before := [q for q in found if q.end <= aim.start()]):
        found = before
    last = found[-1]
    if question and len(found) > 1 and not (last.unit is None and _concludes(passage, last)):
        last = _asked_for(found, question)
    return values.of_quantity(last, question)


def _concludes(passage: str, last: numbers.Quantity) -> bool:
    """``so 30 in total``, ``giving a total of forty-two``: the bare number that a sentence comes to."""
    sums = _SUMS_UP.search(passage, max(0, last.start - 40), last.start)
    return _IN_ALL.match(passage, last.end) is not None or (sums is not None and not passage[last.end :].strip(" .。!"))


_COUNTED = re.compile(r"\b(?:how many|number of)((?: [a-z]+){1,3})", re.I)
_PRICE = re.compile(
    r"\bhow much (?!time|longer|older|taller|water|of)|\b(?:cost|price|money|pay|spend|earn"
    r"|profit)\b",
    re.I,
)
_CURRENCIES = ("$", "€", "£", "円", "¢")


def _asked_for(found: Sequence[numbers.Quantity], question: str) -> numbers.Quantity:
    """The last quantity in the asked unit, of the counted noun or in money; else the last that the question lacks."""
    wanted = units.asked(question)
    asking = question[-400:]
    nouns = {w.lower().rstrip("s") for m in _COUNTED.finditer(asking) for w in m[1].split()}
    given = {q.value for q in numbers.quantities(numbers.fold(question[-4000:]))}
    for fits in (
        lambda q: wanted and q.unit and units.find(q.unit) and units.convert(q.value, q.unit, wanted) is not None,
        lambda q: q.unit and q.unit.lower().rstrip("s") in nouns,
        lambda q: q.unit in _CURRENCIES and _PRICE.search(asking),
        lambda q: q.value not in given,
    ):
        if fitting := [q for q in found if fits(q)]:
            return fitting[-1]
    return found[-1]
