"""Numbers and quantities in running text, English and Japanese -> exact values with their unit.

``fold`` makes full-width digits and signs plain without moving a character, so that spans of the folded text are spans
of the text (NFKC would not do: it turns km² into km2). Where a notation can be read in two ways (``1,250`` may be a
decimal comma), the other readings are in `Quantity.also`.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from bench.trace import formula, units
from bench.trace.moments import dates
from bench.trace.numerals import DIGITS, JAPANESE, ORDINALS, PARTS, START, beginnings, japanese_value, number_at

__all__ = ["ORDINALS", "Quantity", "dates", "fold", "japanese_value", "quantities", "ratios", "read"]

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x2212: "-", 0x2010: "-", 0x2011: "-", 0xFE63: "-", 0x3000: " ", 0x00A0: " ", 0x202F: " ", 0x2009: " ", 0x25B3: "-",
    0x25B2: "-", 0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2032: "'", 0x2033: '"', 0x2044: "/", 0xFFE5: "¥",
}  # fmt: skip
for _code in (0xFF1B, 0xFF1F, 0xFF01):  # ；？！ end a Japanese sentence: they stay
    _FOLD.pop(_code)
_FOLDED = re.compile("[" + "".join(map(re.escape, map(chr, _FOLD))) + "]")
_FOLD_TO = {chr(code): plain if isinstance(plain, str) else chr(plain) for code, plain in _FOLD.items()}


def fold(text: str) -> str:
    """`text` with full-width ASCII, minus signs and spaces made plain; the same length."""
    return text if text.isascii() else _FOLDED.sub(lambda m: _FOLD_TO[m[0]], text)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that the text writes, with its unit."""

    start: int
    end: int
    value: Fraction
    unit: str | None = None
    """Printed name of a known unit, else the word as written."""
    kind: str = "number"
    """number, ordinal, range (whose value is its lower end)"""
    text: str | None = None
    """Canonical form where it is no plain number: ``[50,60]``."""
    also: tuple[Fraction, ...] = ()
    """Other readings of an ambiguous notation."""
    about: bool = False
    """The text calls it approximate."""


_BEFORE = re.compile(
    r"(?=[-+$€£¥\\≈約およそマイナス氷点下零aruejmn])"
    r"(?P<about>約|およそ|about |approximately |around |roughly |≈\s?)?(?P<money1>US\$|\\?\$|€"
    r"|£|¥|USD ?|EUR ?|JPY ?)?\s?"
    r"(?P<sign>[-+]|minus |negative |マイナス|氷点下|零下)?\s?(?P<money2>US\$|\\?\$|€|£|¥)?\s?$",
    re.I,
)
_STAND_BEFORE = (
    *"-+$€£¥≈約", "およそ", "マイナス", "氷点下", "零下", "about", "approximately", "around", "roughly", "minus",
    "negative", "usd", "eur", "jpy",
)  # fmt: skip
"""What `_BEFORE` matches ends in one of these; it is tried at 24 places, so it is not tried for nothing."""
_ALONE_BEHIND = re.compile(
    r"[0-9]{1,15}+(?:(?=[)(\[\]+=<>|&_:!?\"])|(?=\.(?![0-9]))|(?=\^(?!\{?\\))|(?=[,;] ?[A-Za-z(])|(?=[,;] [0-9-])"
    r"|(?= [-+=<>] )|(?=(?:x| ?(?:[×*·]|\\times|\\cdot))(?![A-Za-z*])(?!\s?10))|(?=[abcdnpqruvwyz](?![A-Za-z]))"
    r"|(?=/[A-Za-z(\\])|(?=\}(?:[)({}+=_\]]|\^(?!\{?\\))))"
)
"""A whole number, where what stands behind it says nothing more of it: no unit, noun, fraction or power of ten."""
_NEGATIVE = {"-", "minus ", "negative ", "マイナス", "氷点下", "零下"}

_PER = {"時速": "h", "毎時": "h", "分速": "min", "毎分": "min", "秒速": "s", "毎秒": "s"}
_STARTS = re.compile(
    rf"{START.pattern}|[-+$€£¥≈約\\]|およそ|about|approximately|around|roughly|US|EUR|JPY|minus|negative"
    rf"|マイナス|氷点下|零下|{'|'.join(_PER)}",
    re.I,
)
"""What a quantity begins with."""
_OPERAND_END = re.compile(r"[0-9A-Za-z)}\]%〇一二三四五六七八九十百千万億円個本枚人]")
"""Behind these a minus sign subtracts; elsewhere it is the number's own."""
_OF_PARTS = re.compile(r"分の([0-9]{1,9}|[〇一二三四五六七八九十百]+)")
_WARI = re.compile(r"割(?:([0-9.]+|[一二三四五六七八九])分)?(?:([0-9]|[一二三四五六七八九])厘)?")
_NOUN = re.compile(
    r" (?:(?:total|more|additional|extra|whole|full|remaining|new|different|other) )?([a-z]+(?:-[a-z]+)?)(?![a-z])"
)
_NO_NOUN = re.compile(
    r"(?:a|all|also|altogether|am|an|and|are|as|at|be|because|been|before|below|above|but|by|came|can|come|could|did|do"
    r"|does|down|each|equals?|every|for|from|gave|gets?|gives?|go|goes|got|had|has|have|he|her|here|his|how|if|in|into"
    r"|is|it|its|left|less|made|makes?|may|might|minus|more|must|my|no|not|now|of|off|on|only|or|our|out|over|per|plus"
    r"|remain|remaining|remains|she|should|since|so|some|such|than|that|the|their|them|then|there|these|they|this|those"
    r"|times|to|too|total|under|until|up|upon|was|we|went|were|what|when|where|which|while|who|will|with|would|you|your"
    r"|pi|sqrt|cos|log|ln|sin|tan|mod)"
)
"""Words behind a number that name no things."""
_RATIO = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(?:\s?(?::|対)\s?|\s+to\s+)([0-9]{1,9}(?:\.[0-9]{1,9})?)(?![0-9])")
_ORDINAL = re.compile(r"([0-9]{1,6})(?:st|nd|rd|th)\b")
_HEIGHT = re.compile(r"([0-9]{1,3})\s?'\s?([0-9]{1,2})\s?(?:\"|'')")
_OF = re.compile(r"\s+of\s+(?=\\?[$€£¥]?[0-9])|\s+of\s+(?=[a-z])", re.I)
_AND_PARTS = re.compile(
    r"[とか]([0-9]{1,9}|[〇一二三四五六七八九十百]{1,9})分の([0-9]{1,9}|[〇一二三四五六七八九十百]{1,9})"
)
_NOT_INCH = re.compile(r"\s+(?!(?:tall|long|wide|high|deep|thick|by|x|and|per|or)\b)[a-z]")
_POWER_BEHIND = re.compile(r"\s?\}(?:\s?\^\{?([23])\}?)?")
_ALONE = re.compile(r"(?:\A|[^0-9A-Za-z)}\]=+*/^.,×÷-])")
_CLOSING = re.compile(r"\s?(?:\$|\\\)|\*\*|`|」|\})?\s?")
_TEXT_BEHIND = re.compile(r"\s*\\?,?\s*\\(?:text|mathrm|mbox|textbf)\{\s*([A-Za-z ]{1,40}|[^{}\x00-\x7f]{1,10})\s*\}")
_LINK = re.compile(r"(?:,? and |[ ,、と]|と)?")


def quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """All quantities of a folded text, in order; compound ones (3時間20分, 5 feet 10 inches) as one.

    `text` must have gone through `fold`. Time is linear in the length of the passage.
    """
    return list(_quantities(text, start, len(text) if end is None else end))


@lru_cache(maxsize=8)
def _quantities(text: str, start: int, stop: int) -> tuple[Quantity, ...]:
    """Kept for a while, since one passage is read as a number, as a formula and as a sentence in turn."""
    found: list[Quantity] = []
    at = start
    for place in beginnings(text, start, stop):
        if place < at or (m := START.match(text, place, stop)) is None:
            continue
        quantity = _quantity(text, m, start, stop)
        if quantity is None or quantity.end > stop:
            j = JAPANESE.match(text, m.start()) if m.lastgroup == "kanji" else None
            d = DIGITS.match(text, m.start()) if m.lastgroup == "digit" else None
            at = max(m.end(), min(stop, d.end() if d else j.end() if j else 0))
            continue
        if found and quantity.kind == "number" and (joined := _join(found[-1], quantity, text)):
            found[-1] = joined
        elif found and quantity.kind == "number" and (between := _range(found[-1], quantity, text)):
            found[-1] = between
        elif m.lastgroup == "aunit" and found and not text[found[-1].end : m.start()].strip():
            pass  # 60 metres a minute
        else:
            found.append(quantity)
        at = max(quantity.end, m.end())
    return tuple(found)


def _join(before: Quantity, quantity: Quantity, text: str) -> Quantity | None:
    """``1 m 75 cm``: two quantities of one dimension, the second one of a smaller unit, with nothing in between."""
    if before.unit is None or quantity.unit is None or before.kind != "number" or before.value < 0:
        return None
    gap = text[before.end : quantity.start]
    if not _LINK.fullmatch(gap) or (("," in gap or "、" in gap) and not gap.strip(", ")):
        return None
    a, b = units.find(before.unit), units.find(quantity.unit)
    if a and b and a.dimension == "time" and b.name == "m":
        b = units.find("min")  # 1h 5m
    if not a or not b or a.dimension != b.dimension or a.factor <= b.factor:
        return None
    keep = a if a.dimension in ("dollar", "mass") else b
    value = (before.value * a.factor + quantity.value * b.factor) / keep.factor
    return Quantity(before.start, quantity.end, value, keep.name, about=before.about)


def _range(low: Quantity, high: Quantity, text: str) -> Quantity | None:
    """``50〜60人``, ``50-60 people``, ``between 3 and 5 km``: an interval, whose value is nobody's guess."""
    gap = text[low.end : high.start]
    if low.kind != "number" or not (
        gap.strip() in ("〜", "~", "–", "—")
        or (gap == "-" and low.unit is None and high.unit is not None and _ALONE.match(text, max(0, low.start - 1)))
        or (gap == " and " and text[max(0, low.start - 8) : low.start].lower() == "between ")
        or (gap == "から" and text.startswith("まで", high.end))
    ):
        return None
    if low.value >= high.value or (low.unit is not None and not units.same(low.unit, high.unit)):
        return None
    form = f"[{low.value},{high.value}]"
    return Quantity(low.start, high.end, low.value, high.unit, "range", form, about=low.about)


def _quantity(text: str, m: re.Match[str], start: int, stop: int, *, whole: bool = True) -> Quantity | None:
    at = m.start()
    alone = _ALONE_BEHIND.match(text, at) if m.lastgroup == "digit" else None
    if alone is None and m.lastgroup in ("digit", "kanji"):
        if h := _HEIGHT.match(text, at):
            return Quantity(at, h.end(), Fraction(int(h[1]) * 12 + int(h[2])), "in")
        if o := _ORDINAL.match(text, at):
            return Quantity(at, o.end(), Fraction(int(o[1])), None, "ordinal")
    near = max(start, at - 24)
    stands = text[near:at].rstrip().lower().endswith(_STAND_BEFORE)
    before = _BEFORE.search(text, near, at) if stands else None
    number = (formula.number(alone[0]), alone.end(), ()) if alone else number_at(text, m)
    if number is None or number[1] > stop:
        return None
    value, end, also = number
    begin, unit, about = at, None, False
    if before:
        begin, about = before.start() + len(before[0]) - len(before[0].lstrip()), bool(before["about"])
        money = before["money1"] or before["money2"]
        if before["sign"] and (len(before["sign"]) > 1 or begin == 0 or not _OPERAND_END.match(text[begin - 1])):
            value = -value if before["sign"].lower() in _NEGATIVE else value
        elif before["sign"]:
            begin = at
        if money and (found := units.find(money)):
            unit = found.name
    if alone:
        return Quantity(begin, end, value, unit, about=about)
    if value.denominator == 1 and (p := _AND_PARTS.match(text, end)):
        bottom, top = japanese_value(p[1]), japanese_value(p[2])
        if bottom and top and top < bottom:
            value, end = value + top / bottom, p.end()
    if p := _OF_PARTS.match(text, end):
        top = japanese_value(p[1])
        if top is not None and value:
            return Quantity(begin, p.end(), top / value, None, about=about)
    if w := _WARI.match(text, end):
        total = (
            value * 10
            + (japanese_value(w[1]) or 0 if w[1] else 0)
            + (japanese_value(w[2]) or 0 if w[2] else 0) / Fraction(10)
        )
        return Quantity(begin, w.end(), total, "%", about=about)
    if m.lastgroup == "native" and m[0] == "半ダース":
        return Quantity(begin, end, value, "個", about=about)
    if m.lastgroup == "native" and m[0].endswith("り"):
        return Quantity(begin, end, value, "人", about=about)
    if (
        value.denominator > 1
        and 0 < value < 1
        and m.lastgroup in ("part", "word", "digit", "frac", "vulgar")
        and whole
        and (of := _of_whole(text, end, stop))
    ):
        return Quantity(begin, of.end, value * of.value, of.unit, about=about)
    if text.startswith(" below zero", end):
        return Quantity(begin, end + len(" below zero"), -value, unit, about=about)
    unit, end = _unit_after(text, end, stop, unit)
    if unit and text.startswith("の半分", end):
        value, end = value / 2, end + 3
    elif unit is None and text.startswith("の半分", end):
        return Quantity(begin, end + 3, value / 2, None, about=about)
    if (per := _PER.get(text[max(start, begin - 2) : begin])) and (speed := units.find(f"{unit}/{per}")):
        begin, unit = begin - 2, speed.name
    if unit and text.startswith("半", end):
        value, end = value + Fraction(1, 2), end + 1
    elif text.startswith(" and a ", end) and (h := re.compile(r" and a (half|quarter)\b").match(text, end)):
        value, end = value + Fraction(1, PARTS[h[1]]), h.end()
    if unit == "ダース":
        value, unit = value * 12, None if text[end - 1 : end].isascii() else "個"
        if unit is None and (n := _NOUN.match(text, end, stop)) and not _NO_NOUN.fullmatch(n[1]):
            unit, end = n[1], n.end()
    if text.startswith(" below zero", end):
        value, end = -value, end + len(" below zero")
    return Quantity(begin, end, value, unit, also=also, about=about)


def _of_whole(text: str, end: int, stop: int) -> Quantity | None:
    """The number behind a fraction of it: ``half of 30``, ``2/3 of $90``."""
    m = _OF.match(text, end, stop)
    if not m:
        return None
    begin = m.end()
    first = START.search(text, begin, min(stop, begin + 3))
    if first is None or first.lastgroup not in ("digit", "word") or text[begin : first.start()].strip("\\$€£¥ "):
        return None
    return _quantity(text, first, begin, stop, whole=False)


def _unit_after(text: str, end: int, stop: int, unit: str | None) -> tuple[str | None, int]:
    closing = _CLOSING.match(text, end)
    for begin in dict.fromkeys((end, closing.end() if closing else end)):
        u = units.AFTER_NUMBER.match(text, begin, stop)
        if u and not (u["unit"] == "in" and _NOT_INCH.match(text, u.end())):
            known = units.find(
                re.sub(r"[{}\s\\^]|circ", lambda x: "°" if x[0] == "circ" else "", u["unit"]) or "°"
            ) or units.find(u["unit"])
            name = known.name if known else u["unit"]
            if u["latex"] and (brace := _POWER_BEHIND.match(text, u.end(), stop)):
                if brace[1] and (power := units.find(name + "^" + brace[1])):
                    name = power.name
                return (unit or name), brace.end()
            return (unit or name), u.end()
        if unit is None and (n := _NOUN.match(text, begin, stop)) and not _NO_NOUN.fullmatch(n[1]):
            return n[1], n.end() if begin == end else end
    if unit is None and (t := _TEXT_BEHIND.match(text, end, stop)):
        return t[1].strip(), t.end()
    return unit, end


def read(text: str) -> Quantity | None:
    """The one quantity that `text` is, words around it not allowed; None where it is not exactly one.

    >>> read("３万５千円").value
    Fraction(35000, 1)
    """
    folded = fold(text).strip().lstrip("。,、 ").rstrip("。.,、 ")
    if not _STARTS.match(folded):
        return None  # the usual case, a sentence
    found = quantities(folded)
    if len(found) != 1 or found[0].start > 0 or found[0].end < len(folded):
        return None
    return found[0]


def ratios(text: str) -> list[tuple[int, int, str]]:
    """Ratios of a folded text (3:2, 3対2, 3 to 2): (start, end, canonical form)."""
    return [(m.start(), m.end(), f"{m[1]}:{m[2]}") for m in _RATIO.finditer(text)]
