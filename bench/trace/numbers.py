"""Numbers and quantities in running text, English and Japanese -> exact values with their unit.

``fold`` makes full-width digits and signs plain without moving a character, so that spans of the folded text are spans
of the text (NFKC would not do: it turns km² into km2). Where a notation can be read in two ways (``1,250`` may be a
decimal comma), the other readings are in `Quantity.also`.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from bench.trace import units
from bench.trace.moments import dates
from bench.trace.numerals import DIGITS, JAPANESE, ORDINALS, PARTS, START, japanese_value, number_at

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
    """number, ordinal, date, time, ratio"""
    text: str | None = None
    """Canonical form where it is no plain number: ``2024-03-05``, ``15:45``, ``3:2``."""
    also: tuple[Fraction, ...] = ()
    """Other readings of an ambiguous notation."""
    about: bool = False
    """The text calls it approximate."""


_BEFORE = re.compile(
    r"(?P<about>約|およそ|about |approximately |around |roughly |≈\s?)?(?P<money1>US\$|\\?\$|€"
    r"|£|¥|USD ?|EUR ?|JPY ?)?\s?"
    r"(?P<sign>[-+]|minus |negative |マイナス|氷点下|零下)?\s?(?P<money2>US\$|\\?\$|€|£|¥)?\s?$",
    re.I,
)
_NEGATIVE = {"-", "minus ", "negative ", "マイナス", "氷点下", "零下"}

_OPERAND_END = re.compile(r"[0-9A-Za-z)}\]%〇一二三四五六七八九十百千万億円個本枚人]")
"""Behind these a minus sign subtracts; elsewhere it is the number's own."""
_OF_PARTS = re.compile(r"分の([0-9]{1,9}|[〇一二三四五六七八九十百]+)")
_WARI = re.compile(r"割(?:([0-9.]+|[一二三四五六七八九])分)?(?:([0-9]|[一二三四五六七八九])厘)?")
_NOUN = re.compile(r" ([a-z]+(?:-[a-z]+)?)(?![a-z])")
_NO_NOUN = frozenset((
    "of", "in", "and", "or", "is", "are", "was", "to", "for", "the", "a", "an", "that", "at", "on", "by",
    "from", "left", "more", "less", "total", "times", "per", "plus", "minus", "equals", "so", "which", "with",
    "as", "than", "because", "since", "then", "when", "if", "each", "every", "will",
))  # fmt: skip
_RATIO = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(?:\s?(?::|対)\s?|\s+to\s+)([0-9]{1,9}(?:\.[0-9]{1,9})?)(?![0-9])")
_ORDINAL = re.compile(r"([0-9]{1,6})(?:st|nd|rd|th)\b")
_HEIGHT = re.compile(r"([0-9]{1,3})\s?'\s?([0-9]{1,2})\s?(?:\"|'')")
_LINK = re.compile(r"(?:,? and |[ ,、と]|と)?")


def quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """All quantities of a folded text, in order; compound ones (3時間20分, 5 feet 10 inches) as one.

    `text` must have gone through `fold`. Time is linear in the length of the passage.
    """
    stop = len(text) if end is None else end
    found: list[Quantity] = []
    at = start
    while m := START.search(text, at, stop):
        quantity = _quantity(text, m, start, stop)
        if quantity is None or quantity.end > stop:
            j = JAPANESE.match(text, m.start()) if m.lastgroup == "kanji" else None
            d = DIGITS.match(text, m.start()) if m.lastgroup == "digit" else None
            at = max(m.end(), min(stop, d.end() if d else j.end() if j else 0))
            continue
        if found and quantity.kind == "number" and (joined := _join(found[-1], quantity, text)):
            found[-1] = joined
        else:
            found.append(quantity)
        at = max(quantity.end, m.end())
    return found


def _join(before: Quantity, quantity: Quantity, text: str) -> Quantity | None:
    """``1 m 75 cm``: two quantities of one dimension, the second one of a smaller unit, with nothing in between."""
    if before.unit is None or quantity.unit is None or before.kind != "number" or before.value < 0:
        return None
    gap = text[before.end : quantity.start]
    if not _LINK.fullmatch(gap) or (("," in gap or "、" in gap) and not gap.strip(", ")):
        return None
    a, b = units.find(before.unit), units.find(quantity.unit)
    if not a or not b or a.dimension != b.dimension or a.factor <= b.factor:
        return None
    keep = a if a.dimension in ("dollar", "mass") else b
    value = (before.value * a.factor + quantity.value * b.factor) / keep.factor
    return Quantity(before.start, quantity.end, value, keep.name, about=before.about)


def _quantity(text: str, m: re.Match[str], start: int, stop: int) -> Quantity | None:
    at = m.start()
    if m.lastgroup in ("digit", "kanji"):
        if h := _HEIGHT.match(text, at):
            return Quantity(at, h.end(), Fraction(int(h[1]) * 12 + int(h[2])), "in")
        if o := _ORDINAL.match(text, at):
            return Quantity(at, o.end(), Fraction(int(o[1])), None, "ordinal")
    before = _BEFORE.search(text, max(start, at - 24), at)
    number = number_at(text, m)
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
    unit, end = _unit_after(text, end, stop, unit)
    if unit and text.startswith("半", end):
        value, end = value + Fraction(1, 2), end + 1
    elif text.startswith(" and a ", end) and (h := re.compile(r" and a (half|quarter)\b").match(text, end)):
        value, end = value + Fraction(1, PARTS[h[1]]), h.end()
    if unit == "ダース":
        value, unit = value * 12, None if text[end - 1 : end].isascii() else "個"
    if text.startswith(" below zero", end):
        value, end = -value, end + len(" below zero")
    return Quantity(begin, end, value, unit, also=also, about=about)


def _unit_after(text: str, end: int, stop: int, unit: str | None) -> tuple[str | None, int]:
    closing = re.compile(r"\s?(?:\$|\\\)|\*\*|`|」|\})?\s?").match(text, end)
    for begin in (end, closing.end() if closing else end):
        u = units.AFTER_NUMBER.match(text, begin, stop)
        if u:
            known = units.find(
                re.sub(r"[{}\s\\^]|circ", lambda x: "°" if x[0] == "circ" else "", u["unit"]) or "°"
            ) or units.find(u["unit"])
            name = known.name if known else u["unit"]
            stretch = u.end() + (1 if u["latex"] and text[u.end() : u.end() + 1] == "}" else 0)
            return (unit or name), stretch
        if unit is None and (n := _NOUN.match(text, begin, stop)) and n[1] not in _NO_NOUN:
            return n[1], n.end() if begin == end else end
    if unit is None and (
        t := re.compile(
            r"\s*\\?,?\s*\\(?:text|mathrm|mbox|textbf)\{\s*([A-Za-z ]{1,40}|[^{}\x00-\x7f]{1,10})\s*\}"
        ).match(text, end, stop)
    ):
        return t[1].strip(), t.end()
    return unit, end


def read(text: str) -> Quantity | None:
    """The one quantity that `text` is, words around it not allowed; None where it is not exactly one.

    >>> read("３万５千円").value
    Fraction(35000, 1)
    """
    folded = fold(text).strip().lstrip("。,、 ").rstrip("。.,、 ")
    found = quantities(folded)
    if len(found) != 1 or found[0].start > 0 or found[0].end < len(folded):
        return None
    return found[0]


def ratios(text: str) -> list[tuple[int, int, str]]:
    """Ratios of a folded text (3:2, 3対2, 3 to 2): (start, end, canonical form)."""
    return [(m.start(), m.end(), f"{m[1]}:{m[2]}") for m in _RATIO.finditer(text)]
