"""What the packs' units are called in an answer."""

from .words import Words

UNITS = {
    "JPY": Words("yen", "円"),
    "USD": Words("dollars", "ドル"),
    "EUR": Words("euros", "ユーロ"),
    "s": Words("seconds", "秒"),
    "min": Words("minutes", "分"),
    "h": Words("hours", "時間"),
    "d": Words("days", "日"),
    "days": Words("days", "日"),
    "weeks": Words("weeks", "週間"),
    "months": Words("months", "か月"),
    "years": Words("years", "年"),
    "mm": Words("mm", "mm"),
    "cm": Words("cm", "cm"),
    "m": Words("m", "m"),
    "km": Words("km", "km"),
    "m2": Words("square metres", "m²"),
    "cm2": Words("square centimetres", "cm²"),
    "km2": Words("square kilometres", "km²"),
    "m3": Words("cubic metres", "m³"),
    "cm3": Words("cubic centimetres", "cm³"),
    "g": Words("g", "g"),
    "kg": Words("kg", "kg"),
    "ml": Words("ml", "ml"),
    "mL": Words("mL", "mL"),
    "L": Words("litres", "リットル"),
    "l": Words("litres", "リットル"),
    "%": Words("percent", "パーセント"),
    "percent": Words("percent", "パーセント"),
    "people": Words("people", "人"),
    "pages": Words("pages", "ページ"),
    "bags": Words("bags", "袋"),
    "books": Words("books", "冊"),
    "crates": Words("crates", "箱"),
    "seats": Words("seats", "席"),
    "times": Words("times", "回"),
}


def unit_words(unit: str) -> Words:
    """The words of a unit; none for one that is not in the list, so that an answer is the bare number."""
    return UNITS.get(unit, Words("", ""))
