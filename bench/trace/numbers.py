"""Numbers and quantities in running text, English and Japanese -> exact values with their unit.

``fold`` makes full-width digits and signs plain without moving a character, so that spans of the folded text are spans of
the text (NFKC would not do: it turns km² into km2). Where a notation can be read in two ways (``1,250`` may be a decimal
comma), the other readings are in `Quantity.also`.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from bench.trace import units
from bench.trace.formula import VULGAR

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x2212: "-", 0x2010: "-", 0x2011: "-", 0xFE63: "-", 0x3000: " ", 0x00A0: " ", 0x202F: " ", 0x2009: " ", 0x25B3: "-",
    0x25B2: "-", 0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2032: "'", 0x2033: '"', 0x2044: "/", 0xFFE5: "¥",
}  # fmt: skip
for _code in (0xFF1B, 0xFF1F, 0xFF01):  # ；？！ end a Japanese sentence: they stay
    _FOLD.pop(_code)
MAX_DIGITS = 1000


def fold(text: str) -> str:
    """`text` with full-width ASCII, minus signs and spaces made plain; the same length."""
    return text if text.isascii() else text.translate(_FOLD)


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


# ---------------------------------------------------------------- numerals

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {w: i for i, w in enumerate(_ONES)} | {w: 20 + 10 * i for i, w in enumerate(_TENS)}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "hundredth": 100,
}  # fmt: skip
_ORDINALS = dict(zip("first second third fourth fifth sixth seventh eighth ninth tenth".split(), range(1, 11), strict=True))
_WORD = "|".join([*_WORDS, *_SCALES])
_ENGLISH = re.compile(
    rf"\b(?:(?P<neg>minus|negative)\s+)?(?P<words>(?:an?\s+(?=(?:{'|'.join(_SCALES)})\b)|(?:{_WORD})\b)"
    rf"(?:(?:\s+and\s+(?!a\b)|[\s-]+)(?:{_WORD})\b){{0,20}})"
    rf"(?P<half>\s+and\s+(?:a|one)\s+(?:half|quarter)|\s+and\s+(?:two|three)[\s-]+(?:thirds|quarters|fourths))?"
    rf"(?:[\s-]+(?P<part>{'|'.join(_PARTS)})s?\b)?",
    re.I,
)
_HALF = re.compile(r"\b(?:an?\s+|one[- ])?(half|quarter|third)(?:\s+of)?\b(?:\s+(?P<article>an?)\s+(?P<unit>[a-z]+))?", re.I)
_A_UNIT = re.compile(r"\ban? (hour|minute|day|week|dollar|kilometre|kilometer|mile|metre|meter|kilo|litre|liter)\b(?P<more> and (?:a )?(?:half|quarter))?", re.I)

_DIGITS = re.compile(
    r"(?P<grouped>[0-9]{1,3}(?:(?P<mark>,|\{,\}|,\\!\s?|\\,|\\ |[ ])[0-9]{3}(?:(?:,|\{,\}|,\\!\s?|\\,|\\ |[ ])[0-9]{3})*)(?![0-9])(?:[.,][0-9]+)?"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){1,8}(?:,[0-9]+)?(?![0-9.,])(?=.*)|[0-9]+(?:[.,][0-9]+)?|\.[0-9]+)(?:(?:e|E)(?P<exp>[-+]?[0-9]{1,3})(?![0-9A-Za-z]))?"
)
_POWER = re.compile(r"\s?(?:x|×|\\times|\*|·|\\cdot)\s?10(?:\^\{?(-?[0-9]{1,4})\}?|([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))")
_SUP = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SCALE = re.compile(r"\s?(hundred|thousand|million|billion|trillion|dozen|k|K|M)(?![A-Za-z])")
_LETTERS = {"k": 10**3, "K": 10**3, "M": 10**6}
_SLASH = re.compile(r"\s?/\s?([0-9]{1,9})(?![0-9/.])")
_MIXED = re.compile(r"(?:[ -]| and )([0-9]{1,6})/([0-9]{1,6})(?![0-9])|\s?([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])|\s?\\[dtc]?frac\{?([0-9]{1,6})\}?\{?([0-9]{1,6})\}?")
_FRAC = re.compile(r"\\[dtc]?frac\s*(?:\{\s*(-?[0-9]{1,30})\s*\}|([0-9]))\s*(?:\{\s*([0-9]{1,30})\s*\}|([0-9]))")
_KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "両": 2}
_KANJI_TENS = {"十": 10, "百": 100, "千": 1000}
_KANJI_BIG = {"万": 10**4, "億": 10**8, "兆": 10**12}
_JAPANESE = re.compile(r"[0-9〇零一二三四五六七八九十百千万億兆][0-9,.〇零一二三四五六七八九十百千万億兆]*(?:[ ]?(?:[0-9]+[万億兆千]))*")
_KANJI_WORD = re.compile(
    r"一(?:番|緒|方|般|致|定|度|旦|気|部|切|瞬|覧|員|体|種|層|見|応|生|次|直|様|律|筆|貫|歩|律|周り)|万(?:一|が一)|唯一|同一|統一|三角|四角|五角|六角|十分(?:に|な|で|だ)|第一に|"
    r"二(?:次|乗|等)|三(?:平方|乗|次)|千葉|九州|四国|八百屋|百貨|二度と"
)
_NATIVE = {
    "ひとり": 1, "ふたり": 2, "ひとつ": 1, "ふたつ": 2, "みっつ": 3, "よっつ": 4, "いつつ": 5, "むっつ": 6, "ななつ": 7, "やっつ": 8,
    "ここのつ": 9, "とお": 10, "ゼロ": 0, "ぜロ": 0, "零": 0, "半分": Fraction(1, 2), "半ダース": 6,
}  # fmt: skip
_START = re.compile(
    rf"(?P<digit>\.?[0-9])|(?P<frac>\\[dtc]?frac)|(?P<vulgar>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])|(?P<kanji>[〇一二三四五六七八九十百千])|(?P<native>ひとり|ふたり|ひとつ|ふたつ|みっつ|よっつ|いつつ|むっつ|ななつ|やっつ|ここのつ|ゼロ|ぜロ|零|半分|半ダース)"
    rf"|(?P<word>\b(?:(?:minus|negative)\s+)?(?:an?\s+(?:{'|'.join(_SCALES)})|{_WORD})\b)|(?P<part>\b(?:half|quarter|third)\b)|(?P<aunit>\ban? (?:hour|minute|day|week|dollar|kilometre|kilometer|mile|metre|meter|kilo|litre|liter)\b)",
    re.I,
)
_BEFORE = re.compile(
    r"(?P<about>約|およそ|about |approximately |around |roughly |≈\s?)?(?P<money1>US\$|\\?\$|€|£|¥|USD ?|EUR ?|JPY ?)?\s?"
    r"(?P<sign>[-+]|minus |negative |マイナス|氷点下|零下)?\s?(?P<money2>US\$|\\?\$|€|£|¥)?\s?$",
    re.I,
)
_NEGATIVE = {"-", "minus ", "negative ", "マイナス", "氷点下", "零下"}


def words_value(words: str) -> Fraction:
    """``two thousand three hundred`` -> 2300, ``twelve hundred`` -> 1200, ``two dozen`` -> 24."""
    total = section = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _WORDS:
            section += _WORDS[word]
        elif word in ("hundred", "dozen"):
            section = (section or 1) * _SCALES[word]
        elif word in _SCALES:
            total += (section or 1) * _SCALES[word]
            section = 0
    return Fraction(total + section)


def japanese_value(numeral: str) -> Fraction | None:
    """``3万5千``, ``三十五``, ``二〇二四``, ``1億 2000万``, ``2.5億``; None for what is no numeral."""
    total = section = Fraction(0)
    current: Fraction | None = None
    run = ""
    plain = numeral.replace(",", "").replace(" ", "")
    for i, c in enumerate([*plain, ""]):
        if c and (c in "0123456789." or c in _KANJI_DIGITS):
            run += c if c in "0123456789." else str(_KANJI_DIGITS[c])
            continue
        if run:
            if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+", run) or len(run) > MAX_DIGITS:
                return None
            current = Fraction(run)
            run = ""
        if not c:
            break
        if c in _KANJI_TENS:
            section += (1 if current is None else current) * _KANJI_TENS[c]
        else:
            part = section + (current or 0)
            if not part:
                return None if i else Fraction(0)
            total += part * _KANJI_BIG[c]
            section = Fraction(0)
        current = None
    return total + section + (current or 0)


def _decimal(text: str, mark: str | None, money: bool) -> tuple[Fraction, tuple[Fraction, ...]]:
    """Value of digits with separators, and its other readings."""
    plain = re.sub(r"\{,\}|,\\!\s?|\\,|\\ | ", "_", text)
    dots, commas = plain.count("."), plain.count(",")
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+", plain) or (dots > 1 and commas <= 1):
        plain = plain.replace(".", "").replace(",", ".")
    elif commas and re.fullmatch(r"[0-9_]+,[0-9]+", plain) and not re.fullmatch(r"[0-9]{1,3},[0-9]{3}", plain):
        plain = plain.replace(",", ".")
    elif re.fullmatch(r"0,[0-9]{3}", plain):
        plain = plain.replace(",", ".")
    elif commas == 1 and not dots and re.fullmatch(r"[0-9]{1,3},[0-9]{3}", plain):
        return Fraction(plain.replace(",", "")), (Fraction(plain.replace(",", ".")),)
    return Fraction(plain.replace(",", "").replace("_", "")), ()


def _english(text: str, at: int) -> tuple[Fraction, int, str] | None:
    m = _ENGLISH.match(text, at)
    if not m:
        return None
    value = words_value(m["words"])
    if m["half"]:
        piece = m["half"].lower()
        value += Fraction(1, 4 if "quarter" in piece else 2) if " a " in piece or " one " in piece else Fraction(
            2 if "two" in piece else 3, 3 if "third" in piece else 4)
    if m["part"]:
        value = value / _PARTS[m["part"].lower()]
    return (-value if m["neg"] else value), m.end(), ""


def _digits(text: str, at: int) -> tuple[Fraction, int, tuple[Fraction, ...]] | None:
    m = _DIGITS.match(text, at)
    if not m or len(m[0]) > MAX_DIGITS:
        return None
    written, end = m[1], m.end()
    if m["mark"] == " " and not re.match(r"[0-9]{1,3}(?: [0-9]{3})+(?![0-9])", written):
        written = written.split(" ")[0]
        end = at + len(written)
    value, also = _decimal(written, m["mark"], False)
    if m["exp"]:
        value *= Fraction(10) ** int(m["exp"])
    if p := _POWER.match(text, end):
        exponent = int(p[1] or p[2].translate(_SUP)) if re.fullmatch(r"-?[0-9]+", (p[1] or p[2]).translate(_SUP)) else 0
        value, end = value * Fraction(10) ** max(-999, min(999, exponent)), p.end()
    if text[end : end + 1] in ("千", "百", "十", "万", "億", "兆") or text[end : end + 2] in ("元6",):
        j = _JAPANESE.match(text, at)
        if j and j.end() > end and (kanji := japanese_value(j[0])) is not None:
            return kanji, j.end(), ()
    if (s := _SCALE.match(text, end)) and s[1]:
        value, end = value * (_LETTERS.get(s[1]) or _SCALES[s[1].lower()]), s.end()
    elif value.denominator == 1 and (x := _MIXED.match(text, end)):
        part = VULGAR[x[3]] if x[3] else Fraction(int(x[1] or x[4]), int(x[2] or x[5])) if int(x[2] or x[5]) else Fraction(2)
        if part < 1:
            return value + part, x.end(), ()
    elif (f := _SLASH.match(text, end)) and int(f[1]):
        value, end, also = value / int(f[1]), f.end(), ()
    return value, end, also


def _number_at(text: str, m: re.Match[str]) -> tuple[Fraction, int, tuple[Fraction, ...]] | None:
    """Value, end and other readings of the numeral that starts at a match of `_START`."""
    at = m.start()
    match m.lastgroup:
        case "digit":
            return _digits(text, at)
        case "frac":
            f = _FRAC.match(text, at)
            bottom = int(f[3] or f[4]) if f else 0
            return (Fraction(int(f[1] or f[2]), bottom), f.end(), ()) if f and bottom else None
        case "vulgar":
            return VULGAR[m[0]], m.end(), ()
        case "kanji":
            if _KANJI_WORD.match(text, at) or (at and _KANJI_WORD.match(text, at - 1)):
                return None
            j = _JAPANESE.match(text, at)
            value = japanese_value(j[0]) if j else None
            return (value, j.end(), ()) if j and value is not None else None
        case "native":
            return Fraction(_NATIVE[m[0]]), m.end(), ()
        case "word":
            found = _english(text, at)
            return (found[0], found[1], ()) if found else None
        case "aunit":
            return Fraction(1), at + 2 + (text[at + 1] in "nN"), ()
        case _:
            h = _HALF.match(text, at)
            return (Fraction(1, _PARTS[h[1].lower()]), h.end("article") if h["article"] else h.end(1), ()) if h else None


_OF_PARTS = re.compile(r"分の([0-9]{1,9}|[〇一二三四五六七八九十百]+)")
_WARI = re.compile(r"割(?:([0-9.]+|[一二三四五六七八九])分)?(?:([0-9]|[一二三四五六七八九])厘)?")
_NOUN = re.compile(r" ([a-z]+(?:-[a-z]+)?)(?![a-z])")
_NO_NOUN = frozenset(
    "of in and or is are was to for the a an that at on by from left more less total times per plus minus equals so which with as than because since then when if each every will".split()
)
_TIME_OF_DAY = re.compile(
    r"(?:(?P<half>午前|午後|朝|夜|夕方)\s?)?(?P<h>[0-9]{1,2}|[一二三四五六七八九十]{1,3})時(?!間)(?:(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,3})分|(?P<hh>半))?"
    r"|(?P<H>[0-9]{1,2}):(?P<M>[0-9]{2})(?![0-9:])(?:\s?(?P<ap1>[ap])\.?m\b\.?)?|(?P<h12>[0-9]{1,2})\s?(?P<ap2>[ap])\.?m\b\.?|(?P<noon>\bnoon\b|正午)|(?P<midnight>\bmidnight\b)"
    r"|\b(?P<past>half|quarter) past (?P<pw>[a-z]+)(?: in the (?P<day>morning|afternoon|evening))?",
    re.I,
)
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(m.capitalize() for m in _MONTHS)
_DATE = re.compile(
    rf"(?P<y>[0-9]{{4}})[-/](?P<m>[0-9]{{1,2}})[-/](?P<d>[0-9]{{1,2}})(?![0-9])|(?P<era>令和|平成|昭和)?(?P<jy>[0-9]{{1,4}}|元)年(?P<jm>[0-9]{{1,2}})月(?P<jd>[0-9]{{1,2}})日"
    rf"|(?P<em>{_MONTH}) (?P<ed>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<ey>[0-9]{{4}})|(?P<bd>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<bm>{_MONTH}),? (?P<by>[0-9]{{4}})"
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}


def date(m: re.Match[str]) -> str:
    """ISO form of a match of the date pattern."""
    if m["y"]:
        year, month, day = m["y"], int(m["m"]), m["d"]
    elif m["jm"]:
        year, month, day = str((1 if m["jy"] == "元" else int(m["jy"])) + _ERAS.get(m["era"] or "", 0)), int(m["jm"]), m["jd"]
    else:
        year, month, day = m["ey"] or m["by"], 1 + _MONTHS.index((m["em"] or m["bm"]).lower()), m["ed"] or m["bd"]
    return f"{int(year):04d}-{month:02d}-{int(day):02d}"


def clock(m: re.Match[str]) -> str | None:
    """``HH:MM`` of a match of the time-of-day pattern; None for what is no time."""
    minute = 0
    if m["noon"]:
        return "12:00"
    if m["midnight"]:
        return "00:00"
    if m["past"]:
        if m["pw"].lower() not in _WORDS:
            return None
        hour, minute, late = _WORDS[m["pw"].lower()], 30 if m["past"].lower() == "half" else 15, (m["day"] or "") in ("afternoon", "evening")
    elif m["h"]:
        parts = [japanese_value(x) if x else Fraction(0) for x in (m["h"], m["m"])]
        if None in parts:
            return None
        hour, minute = int(parts[0] or 0), 30 if m["hh"] else int(parts[1] or 0)
        late = (m["half"] or "") in ("午後", "夜", "夕方")
    else:
        half = (m["ap1"] or m["ap2"] or "").lower()
        hour, minute, late = int(m["H"] or m["h12"]), int(m["M"] or 0), half == "p"
        if half == "a" and hour == 12:
            hour = 0
    if late and hour < 12:
        hour += 12
    return f"{hour:02d}:{minute:02d}" if hour <= 24 and minute < 60 else None


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
    while m := _START.search(text, at, stop):
        quantity = _quantity(text, m, start, stop)
        if quantity is None or quantity.end > stop:
            j = _JAPANESE.match(text, m.start()) if m.lastgroup == "kanji" else None
            d = _DIGITS.match(text, m.start()) if m.lastgroup == "digit" else None
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
    if not _LINK.fullmatch(gap) or ("," in gap or "、" in gap) and not gap.strip(", "):
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
    number = _number_at(text, m)
    if number is None or number[1] > stop:
        return None
    value, end, also = number
    begin, unit, about = at, None, False
    if before:
        begin, about = before.start() + len(before[0]) - len(before[0].lstrip()), bool(before["about"])
        money = before["money1"] or before["money2"]
        if before["sign"] and (begin == 0 or not (text[begin - 1].isalnum() or text[begin - 1] in ")}]%円")):
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
        total = value * 10 + (japanese_value(w[1]) or 0 if w[1] else 0) + (japanese_value(w[2]) or 0 if w[2] else 0) / Fraction(10)
        return Quantity(begin, w.end(), total, "%", about=about)
    if m.lastgroup == "native" and m[0] == "半ダース":
        return Quantity(begin, end, value, "個", about=about)
    if m.lastgroup == "native" and m[0].endswith("り"):
        return Quantity(begin, end, value, "人", about=about)
    unit, end = _unit_after(text, end, stop, unit)
    if unit and text.startswith("半", end):
        value, end = value + Fraction(1, 2), end + 1
    elif text.startswith(" and a ", end) and (h := re.compile(r" and a (half|quarter)\b").match(text, end)):
        value, end = value + Fraction(1, _PARTS[h[1]]), h.end()
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
            known = units.find(re.sub(r"[{}\s\\^]|circ", lambda x: "°" if x[0] == "circ" else "", u["unit"]) or "°") or units.find(u["unit"])
            name = known.name if known else u["unit"]
            stretch = u.end() + (1 if u["latex"] and text[u.end() : u.end() + 1] == "}" else 0)
            return (unit or name), stretch
        if unit is None and (n := _NOUN.match(text, begin, stop)) and n[1] not in _NO_NOUN:
            return n[1], n.end() if begin == end else end
    if unit is None and (t := re.compile(r"\s*\\?,?\s*\\(?:text|mathrm|mbox|textbf)\{\s*([A-Za-z ]{1,40}|[^{}\x00-\x7f]{1,10})\s*\}").match(text, end, stop)):
        return t[1].strip(), t.end()
    return unit, end


def read(text: str) -> Quantity | None:
    """The one quantity that `text` is, words around it not allowed; None where it is not exactly one.

    >>> read("３万５千円").value
    Fraction(35000, 1)
    """
    folded = fold(text).strip().strip("。.,、 ")
    found = quantities(folded)
    if len(found) != 1 or found[0].start > 0 or found[0].end < len(folded):
        return None
    return found[0]


def dates(text: str) -> list[tuple[int, int, str]]:
    """Dates and times of day of a folded text: (start, end, ISO form)."""
    found = [(m.start(), m.end(), date(m)) for m in _DATE.finditer(text)]
    for m in _TIME_OF_DAY.finditer(text):
        if (value := clock(m)) and not any(a <= m.start() < b for a, b, _ in found):
            found.append((m.start(), m.end(), value))
    return sorted(found)


def ratios(text: str) -> list[tuple[int, int, str]]:
    """Ratios of a folded text (3:2, 3対2, 3 to 2): (start, end, canonical form)."""
    return [(m.start(), m.end(), f"{m[1]}:{m[2]}") for m in _RATIO.finditer(text)]
