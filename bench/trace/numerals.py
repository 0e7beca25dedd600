"""Numerals in digits, words and kanji -> exact values: ``1,250.5``, ``3 1/2``, ``two dozen``, ``3万5千``."""

import re
from collections.abc import Iterator
from fractions import Fraction

from bench.trace.formula import VULGAR

MAX_DIGITS = 1000

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {w: i for i, w in enumerate(_ONES)} | {w: 20 + 10 * i for i, w in enumerate(_TENS)}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5,
    "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "hundredth": 100,
}  # fmt: skip
ORDINALS = dict(
    zip(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"],
        range(1, 11),
        strict=True,
    )
)
_WORD = "|".join([*WORDS, *_SCALES])
_PART_WORD = r"(?:half|halves|thirds?|quarters?|fourths?|fifths?)\b"
_ENGLISH = re.compile(
    rf"\b(?:(?P<neg>minus|negative)\s+)?(?P<words>(?:an?\s+(?:{'|'.join(_SCALES)})\b|(?:{_WORD})\b)"
    rf"(?:(?:\s+and\s+(?!a\b|(?:one|two|three)[\s-]+{_PART_WORD})|[\s-]+)(?:{_WORD})\b){{0,20}})"
    rf"(?P<half>\s+and\s+(?P<over>an?|one|two|three)[\s-]+(?P<under>{_PART_WORD}))?"
    rf"(?:[\s-]+(?P<part>{'|'.join(PARTS)})(?P<plural>s|(?<=halves))?\b)?",
    re.I,
)
_HALF = re.compile(
    r"\b(?:an?\s+)?(half)\b(?:\s+(?P<article>an?)\s+(?=[a-z]))?"
    r"|\b(?:an?\s+(?P<a>quarter|third|fourth|fifth|tenth)\b(?!\s+(?:[a-z]+\s+)?(?:time|place|day|one|person|attempt|step))"
    r"|(?P<of>quarter|third|fourth|fifth|tenth)(?=\s+of\b))",
    re.I,
)

DIGITS = re.compile(
    r"(?P<grouped>[0-9]{1,3}(?:(?P<mark>,| ?\{ ?, ?\} ?|,\\!\s?|\\,|\\ |[ ])[0-9]{3}(?:(?:,| ?\{ ?, ?\} ?"
    r"|,\\!\s?|\\,|\\ |[ ])[0-9]{3})*)(?![0-9])(?:[.,][0-9]+)?"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){1,8}(?:,[0-9]+)?(?![0-9.,])(?=.*)|[0-9]+(?:[.,][0-9]+)?"
    r"|\.[0-9]+)(?:(?:e|E)(?P<exp>[-+]?[0-9]{1,3})(?![0-9A-Za-z]))?"
)
_POWER = re.compile(r"\s?(?:x|×|\\times|\*|·|\\cdot)\s?10(?:\^\{?(-?[0-9]{1,4})\}?|([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))")
_SUP = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SCALE = re.compile(r"\s?(hundred|thousand|million|billion|trillion|dozen|k|K|M)(?![A-Za-z])")
_LETTERS = {"k": 10**3, "K": 10**3, "M": 10**6}
_SLASH = re.compile(r"\s?/\s?([0-9]{1,9})(?![0-9/.])")
_MIXED = re.compile(
    r"(?:[ -]| and )([0-9]{1,6})/([0-9]{1,6})(?![0-9])|\s?([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    r"|\s?\\[dtc]?frac\{?([0-9]{1,6})\}?\{?([0-9]{1,6})\}?"
)
_FRAC = re.compile(r"\\[dtc]?frac\s*(?:\{\s*(-?[0-9]{1,30})\s*\}|([0-9]))\s*(?:\{\s*([0-9]{1,30})\s*\}|([0-9]))")
_KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "両": 2}
_KANJI_TENS = {"十": 10, "百": 100, "千": 1000}
_KANJI_BIG = {"万": 10**4, "億": 10**8, "兆": 10**12, "元": 10**12}
"""元 is a slip that models make for 兆; it is one only where 億 follows (1元6000億)."""
JAPANESE = re.compile(
    r"[0-9〇零一二三四五六七八九十百千万億兆](?:[0-9,.〇零一二三四五六七八九十百千万億兆]|元(?=[0-9]{1,4}億))*"
    r"(?:[ ]?(?:[0-9]+[万億兆千]))*"
)
_KANJI_WORD = re.compile(
    r"一(?:番|緒|方|般|致|定|度|旦|気|部|切|瞬|覧|員|体|種|層|見|応|生|次|直|様|律|筆|貫|歩|律"
    r"|周り)|万(?:一|が一)|唯一|同一|統一|三角|四角|五角|六角|十分(?:に|な|で|だ)|第一に|"
    r"二(?:次|乗|等)|三(?:平方|乗|次)|千葉|九州|四国|八百屋|百貨|二度と"
)
_NATIVE: dict[str, int | Fraction] = {
    "ひとり": 1, "ふたり": 2, "ひとつ": 1, "ふたつ": 2, "みっつ": 3, "よっつ": 4, "いつつ": 5, "むっつ": 6,
    "ななつ": 7, "やっつ": 8, "ここのつ": 9,
    "とお": 10, "ゼロ": 0, "ぜロ": 0, "零": 0, "半分": Fraction(1, 2), "半ダース": 6,
}  # fmt: skip
START = re.compile(
    rf"(?P<digit>\.?[0-9])|(?P<frac>\\[dtc]?frac)|(?P<vulgar>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    rf"|(?P<kanji>[〇一二三四五六七八九十百千])|(?P<native>ひとり|ふたり|ひとつ|ふたつ|みっつ"
    rf"|よっつ|いつつ|むっつ|ななつ|やっつ|ここのつ|ゼロ|ぜロ|零|半分|半ダース)"
    rf"|(?P<word>\b(?:(?:minus|negative)\s+)?(?:an?\s+(?:{'|'.join(_SCALES)})|{_WORD})\b)"
    rf"|(?P<part>\b(?:an?\s+)?(?:half|quarter|third|fourth|fifth|tenth)\b)|(?P<aunit>\ban? (?:hour|minute|day|week"
    rf"|dollar|kilometre|kilometer|mile|metre|meter|kilo|litre|liter)\b)",
    re.I,
)


def _beginning() -> re.Pattern[str]:
    words: dict[str, list[str]] = {"a": [r"n?\s"]}
    for word in (*WORDS, *_SCALES, *PARTS, "minus", "negative"):
        words.setdefault(word[0], []).append(word[1:4])
    english = [rf"{first}(?={'|'.join(rest)})(?<!\w.)" for first, rest in words.items()]
    return re.compile(
        "|".join(
            [*"0123456789½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞〇一二三四五六七八九十百千ひふみよいむなやこゼぜ零半", r"\.", r"\\", *english]
        )
    )


_BEGINNING = _beginning()


def beginnings(text: str, start: int, stop: int) -> Iterator[int]:
    """The places in ``text[start:stop]`` where `START` may match: its first letters, searched in lower case."""
    lower = text[start:stop].lower()
    if len(lower) != stop - start:  # İ
        lower = text[start:stop]
    for m in _BEGINNING.finditer(lower):
        yield start + m.start()


def words_value(words: str) -> Fraction:
    """``two thousand three hundred`` -> 2300, ``twelve hundred`` -> 1200, ``two dozen`` -> 24."""
    total = section = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in WORDS:
            if 10 <= section < 100 and WORDS[word] >= 10:
                section *= 100  # nineteen sixty-four
            section += WORDS[word]
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
    if text.isdigit():
        return Fraction(int(text)), ()
    plain = re.sub(r" ?\{ ?, ?\} ?|,\\!\s?|\\,|\\ | ", "_", text)
    dots, commas = plain.count("."), plain.count(",")
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+", plain) or (dots > 1 and commas <= 1):
        plain = plain.replace(".", "").replace(",", ".")
    elif (
        commas and re.fullmatch(r"[0-9_]+,[0-9]+", plain) and not re.fullmatch(r"[0-9]{1,3},[0-9]{3}", plain)
    ) or re.fullmatch(r"0,[0-9]{3}", plain):
        plain = plain.replace(",", ".")
    elif commas == 1 and not dots and re.fullmatch(r"[0-9]{1,3},[0-9]{3}", plain):
        return Fraction(plain.replace(",", "")), (Fraction(plain.replace(",", ".")),)
    return Fraction(plain.replace(",", "").replace("_", "")), ()


def _english(text: str, at: int) -> tuple[Fraction, int, str] | None:
    m = _ENGLISH.match(text, at)
    if not m:
        return None
    end = _well_formed(text, m.start("words"), m.end("words"))
    value = words_value(text[m.start("words") : end])
    if end < m.end("words"):
        return (-value if m["neg"] else value), end, ""
    if m["half"]:
        under = m["under"].lower()
        value += Fraction(WORDS.get(m["over"].lower(), 1), PARTS.get(under) or PARTS[under.rstrip("s")])
    if m["part"]:
        if value > 1 and not m["plural"]:
            return None  # twenty-third
        value /= PARTS[m["part"].lower()]
    return (-value if m["neg"] else value), m.end(), ""


def _well_formed(text: str, start: int, end: int) -> int:
    """End of the longest beginning that is one numeral: ``five six`` and ``five and six`` are two."""
    before, stop = "", start
    for m in re.compile(r"(?:and\s+)?([a-z]+)", re.I).finditer(text, start, end):
        word = m[1].lower()
        if (before in WORDS and word in WORDS) and not (
            (WORDS[before] >= 20 and WORDS[word] < 10 and WORDS[word]) or (WORDS[before] >= 10 and WORDS[word] >= 10)
        ):
            break
        if m[0][:4].lower() == "and " and before not in _SCALES:
            break
        before, stop = word, m.end()
    return stop


def _digits(text: str, at: int) -> tuple[Fraction, int, tuple[Fraction, ...]] | None:
    m = DIGITS.match(text, at)
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
    if text[end : end + 1] in ("千", "百", "十", "万", "億", "兆", "元"):
        j = JAPANESE.match(text, at)
        if j and j.end() > end and (kanji := japanese_value(j[0])) is not None:
            return kanji, j.end(), ()
    if (s := _SCALE.match(text, end)) and s[1]:
        value, end = value * (_LETTERS.get(s[1]) or _SCALES[s[1].lower()]), s.end()
    elif value.denominator == 1 and (x := _MIXED.match(text, end)):
        part = (
            VULGAR[x[3]]
            if x[3]
            else Fraction(int(x[1] or x[4]), int(x[2] or x[5]))
            if int(x[2] or x[5])
            else Fraction(2)
        )
        if part < 1:
            return value + part, x.end(), ()
    elif (f := _SLASH.match(text, end)) and int(f[1]):
        value, end, also = value / int(f[1]), f.end(), ()
    return value, end, also


def number_at(text: str, m: re.Match[str]) -> tuple[Fraction, int, tuple[Fraction, ...]] | None:
    """Value, end and other readings of the numeral that starts at a match of `START`."""
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
            j = JAPANESE.match(text, at)
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
            return (Fraction(1, PARTS[(h[1] or h["a"] or h["of"]).lower()]), h.end(), ()) if h else None
