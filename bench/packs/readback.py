"""Every gold in every notation, through the answer reader: an answer that is right must be read as right."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache

from bench.trace import answer, numbers, split

_UNITS = (("兆", 10**12), ("億", 10**8), ("万", 10**4), ("", 1))
_BEYOND = 10**16
_LINES = {"en": "Answer: {}", "ja": "答え：{}"}


def unread(golds: Iterable[Fraction], languages: Iterable[str]) -> Iterator[str]:
    """What is not read back, one sentence each."""
    languages = tuple(languages)
    for gold in dict.fromkeys(golds):
        for lang in languages:
            if told := _unread(gold, lang):
                yield told


@lru_cache(1 << 16)
def _unread(gold: Fraction, lang: str) -> str:
    for written in notations(gold, lang):
        value = _read(_LINES[lang].format(written))
        if value != str(gold):
            return f"not read back: {written!r} is read as {value}, not as {gold}"
    return ""


def _read(text: str) -> str | None:
    """The answer of a text, as the analysis of a trace reads it."""
    parts = split.split(text, "")
    last, _, _ = answer.final(text, parts, question=None, cut=False, budget=False, folded=numbers.fold(text))
    return last.value.text if last and last.value else None


def notations(value: Fraction, lang: str) -> list[str]:
    """How a number may be written: 1234, 1,234, and in Japanese １２３４, 1万2,345 and 一万二千三百四十五."""
    if value.denominator != 1:
        return [str(value), *decimal(value)]
    number = abs(int(value))
    plain = [str(number), f"{number:,}"]
    if lang == "ja" and number < _BEYOND:
        full_width = str(number).translate({ord("0") + i: ord("０") + i for i in range(10)})
        plain += [full_width, _with_man(number), kanji(number)]
    return [f"-{one}" for one in plain[:2]] if value < 0 else list(dict.fromkeys(plain))


def decimal(value: Fraction) -> list[str]:
    """A fraction as a finite decimal, where it is one."""
    for places in range(1, 7):
        if (value * 10**places).denominator == 1:
            digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
            return [f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"]
    return []


def _with_man(number: int) -> str:
    parts, rest = [], number
    for unit, size in _UNITS[:-1]:
        if rest >= size:
            parts.append(f"{rest // size:,}{unit}")
            rest %= size
    return "".join([*parts, f"{rest:,}" if rest or not parts else ""])


def kanji(number: int) -> str:
    """A number below 10**16 in kanji."""
    if number == 0:
        return "〇"
    parts = []
    for unit, size in _UNITS:
        digits, number = divmod(number, size)
        if digits:
            parts.append(_below_ten_thousand(digits) + unit)
    return "".join(parts)


def _below_ten_thousand(number: int) -> str:
    found = ""
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, size)
        if digit:
            found += ("" if digit == 1 and unit else "〇一二三四五六七八九"[digit]) + unit
    return found
