"""Numerals in words and kanji."""

from fractions import Fraction

import pytest

from bench.trace.numerals import japanese_value, words_value


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("三十五", 35),
        ("百二十三", 123),
        ("二〇二四", 2024),
        ("3万5千", 35000),
        ("2.5億", 250_000_000),
        ("1億 2000万", 120_000_000),
        ("千", 1000),
    ],
)
def test_kanji(numeral: str, value: int) -> None:
    assert japanese_value(numeral) == value


def test_no_numeral() -> None:
    assert japanese_value("1.2.3") is None
    assert japanese_value("9" * 2000) is None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("forty-two", 42),
        ("two thousand three hundred", 2300),
        ("twelve hundred", 1200),
        ("one million six", 1_000_006),
    ],
)
def test_words(words: str, value: int) -> None:
    assert words_value(words) == Fraction(value)
