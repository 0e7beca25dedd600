"""Units of quantities: spellings in English and Japanese, dimensions and exact factors.

A table of what word problems use, no more. Values are converted only when somebody asks for a unit; a word that the
table does not know is a unit of its own (``apples``, ``個``).
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its printed name, what it measures, and its size in the dimension's base unit."""

    name: str
    dimension: str
    factor: Fraction
    spellings: tuple[str, ...]


def _unit(name: str, dimension: str, factor: str | int, spellings: str) -> Unit:
    return Unit(name, dimension, Fraction(factor), (name, *filter(None, spellings.split("|"))))


_TABLE = (
    _unit("$", "dollar", 1, "dollars|dollar|USD|usd|US$|ドル|ダル|bucks|\\$"),  # ダル: a slip that models make
    _unit("¢", "dollar", "1/100", "cents|cent|セント"),
    _unit("€", "euro", 1, "euros|euro|EUR|eur|ユーロ"),
    _unit("£", "pound", 1, "GBP|ポンド"),
    _unit("円", "yen", 1, "¥|￥|JPY|yen|Yen|えん"),
    _unit("%", "ratio", "1/100", "percent|per cent|パーセント|pct|percentage|プロセント|\\%"),
    _unit("倍", "ratio", 1, "times"),
    _unit("s", "time", 1, "seconds|second|secs|sec"),
    _unit("秒", "time", 1, "秒間"),
    _unit("min", "time", 60, "minutes|minute|mins|分間|分"),
    _unit("h", "time", 3600, "hours|hour|hrs|hr|時間"),
    _unit("days", "time", 86400, "day"),
    _unit("日", "time", 86400, "日間"),
    _unit("weeks", "time", 604800, "week"),
    _unit("週間", "time", 604800, ""),
    _unit("months", "months", 1, "month"),
    _unit("か月", "months", 1, "ヶ月|カ月|ヵ月|か月間|ヶ月間|カ月間"),
    _unit("years", "months", 12, "year"),
    _unit("年", "months", 12, "年間"),
    _unit("mm", "length", "1/1000", "millimetres|millimeters|millimetre|millimeter|ミリメートル|ミリ|㎜"),
    _unit("cm", "length", "1/100", "centimetres|centimeters|centimetre|centimeter|センチメートル|センチ|㎝"),
    _unit("m", "length", 1, "metres|meters|metre|meter|メートル"),
    _unit("km", "length", 1000, "kilometres|kilometers|kilometre|kilometer|キロメートル|㎞"),
    _unit("in", "length", "254/10000", "inches|inch|in.|インチ"),
    _unit("ft", "length", "3048/10000", "feet|foot|フィート"),
    _unit("yd", "length", "9144/10000", "yards|yard|ヤード"),
    _unit("mi", "length", "1609344/1000", "miles|mile|マイル"),
    _unit("g", "mass", 1, "grams|gram|グラム"),
    _unit("mg", "mass", "1/1000", "milligrams|milligram|ミリグラム"),
    _unit("kg", "mass", 1000, "kilograms|kilogram|kilos|kilo|キログラム|キロ|㎏"),
    _unit("t", "mass", 1000000, "tons|tonnes|ton|tonne|トン"),
    _unit("lb", "weight", 16, "pounds|pound|lbs"),
    _unit("oz", "weight", 1, "ounces|ounce|オンス"),
    _unit("ml", "volume", "1/1000", "mL|millilitres|milliliters|millilitre|milliliter|ミリリットル|cc"),
    _unit("dl", "volume", "1/10", "dL|デシリットル"),
    _unit("L", "volume", 1, "l|litres|liters|litre|liter|リットル|ℓ"),
    _unit("m²", "area", 1, "m^2|square metres|square meters|square metre|square meter|平方メートル|㎡"),
    _unit("cm²", "area", "1/10000", "cm^2|square centimetres|square centimeters|平方センチメートル|平方センチ"),
    _unit("km²", "area", 1000000, "km^2|square kilometres|square kilometers|平方キロメートル"),
    _unit("m³", "volume3", 1, "m^3|cubic metres|cubic meters|立方メートル"),
    _unit("cm³", "volume3", "1/1000000", "cm^3|cubic centimetres|cubic centimeters|立方センチメートル"),
    _unit("km/h", "speed", "10/36", "kph|kilometres per hour|kilometers per hour|km per hour"),
    _unit("m/s", "speed", 1, "metres per second|meters per second"),
    _unit("m/min", "speed", "1/60", "metres per minute|meters per minute"),
    _unit("km/min", "speed", "1000/60", ""),
    _unit("km/s", "speed", 1000, ""),
    _unit("mph", "speed", "44704/100000", "miles per hour|miles/hour"),
    _unit("°C", "temperature", 1, "℃|degrees Celsius|degrees celsius|度C"),
    _unit("°F", "fahrenheit", 1, "degrees Fahrenheit|℉"),
    _unit("degrees", "angle", 1, "degree|°|度|^\\circ|^{\\circ}"),
    _unit("ダース", "count", 12, "dozen|dozens"),
    _unit("個", "count", 1, "こ|ケ"),
)
_BY_SPELLING = {spelling: unit for unit in _TABLE for spelling in unit.spellings}
_LOWER = {spelling.lower(): unit for unit in reversed(_TABLE) for spelling in unit.spellings}

COUNTERS = (
    "ヶ月間|か月間|カ月間|ヶ月|か月|カ月|ヵ月|ページ|ピース|カロリー|キロカロリー|スライス"
    "|グループ|チーム|ポイント|コイン|セット|カップ|ガロン|パック|"
    "週間|年間|日間|時間|分間|秒間|人|名|個|本|枚|匹|冊|台|頭|羽|杯|回|倍|歳|才|日|月|年|点"
    "|位|つ|箱|袋|着|足|台|軒|件|色|通り|種類|品|皿|切れ|"
    "粒|束|階|段|度|球|組|校|店|室|席|票|問|隻|両|機|株|輪|房|缶|玉|両|尾|客|社|戸|周|泊|票|ヤード|ほん|こ"
)
_SPELLINGS = sorted((s for s in _BY_SPELLING if not s.startswith("\\")), key=len, reverse=True)
_ASCII = "|".join(re.escape(s) for s in _SPELLINGS if s.isascii() and s[0].isalpha())
_OTHER = "|".join(re.escape(s) for s in _SPELLINGS if not (s.isascii() and s[0].isalpha()))
AFTER_NUMBER = re.compile(
    rf"(?P<latex>\s*\\?[,;]?\s*\\(?:text|mathrm|mbox|textbf|textrm)\s*\{{\s*)?[ \u00a0]?[-]?"
    rf"(?P<unit>\\?%|\\?\^\{{?\\circ\}}?\s?[CF]?|(?:{_ASCII})(?:\^\{{?[23]\}}?|[²³])?(?![A-Za-z])|{_OTHER}|{COUNTERS})"
)
"""The unit that follows a number."""


def find(spelling: str) -> Unit | None:
    """The unit of a spelling, or None for one that the table does not know."""
    spelling = spelling.strip()
    return _BY_SPELLING.get(spelling) or _LOWER.get(spelling.lower())


def same(one: str | None, other: str | None) -> bool:
    """Do two spellings mean the same unit? (``円`` and ``JPY`` do, so do ``apple`` and ``apples``.)"""
    if not one or not other:
        return not one and not other
    a, b = find(one), find(other)
    if a or b:
        return a is b or (a is not None and b is not None and (a.dimension, a.factor) == (b.dimension, b.factor))
    return one.casefold().rstrip("s") == other.casefold().rstrip("s")


def convert(value: Fraction, unit: str | None, wanted: str | None) -> Fraction | None:
    """`value` in another unit of the same dimension, exact; None where they measure different things."""
    if unit is None or wanted is None or same(unit, wanted):
        return value
    a, b = find(unit), find(wanted)
    if a is None or b is None or a.dimension != b.dimension:
        return None
    return value * a.factor / b.factor


_DIMENSIONS = {"dollar", "euro", "yen", "time", "months", "length", "mass", "volume", "area", "volume3", "speed"}
"""Dimensions whose units are mistaken for no other's (pounds are money and weight, degrees angle and temperature)."""


def differ(one: str | None, other: str | None) -> bool:
    """Are both units known, of dimensions that cannot be confused, and different ones?"""
    a, b = find(one) if one else None, find(other) if other else None
    return a is not None and b is not None and a.dimension != b.dimension and {a.dimension, b.dimension} <= _DIMENSIONS


_HOW_MANY = re.compile(r"\bhow many ((?:square |cubic )?[a-z]+(?: per [a-z]+)?)", re.I)
_IN_UNIT = re.compile(r"\bin ((?:square |cubic )?[a-z]+(?: per [a-z]+)?)[\s,)]*[?.]|,\s*in ([a-z]+),", re.I)
_NAN = re.compile(
    rf"何\s?(?!分の)({_OTHER}|{COUNTERS}|{_ASCII})|([A-Za-z㎝]+|{_OTHER}|{COUNTERS})(?:で答え|に換算|で求め)"
)


@lru_cache(maxsize=16)
def asked(question: str) -> str | None:
    """The unit that a question asks for: ``How many hours …?``, ``in centimetres?``, ``何分ですか``."""
    question = question[-2000:]
    found: str | None = None
    lower = question.lower()
    for pattern, words in (
        (_HOW_MANY, ("how many",)),
        (_IN_UNIT, ("in ",)),
        (_NAN, ("何", "で答え", "に換算", "で求め")),
    ):
        if not any(word in lower for word in words):
            continue
        for m in pattern.finditer(question):
            word = next(g for g in m.groups() if g)
            if find(word) or (found is None and pattern is _NAN):
                found = word
    return found
