"""Golds in every notation."""

from fractions import Fraction

import pytest

from bench.packs import readback
from bench.packs.readback import decimal, kanji, notations, unread


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "〇"),
        (7, "七"),
        (10, "十"),
        (1111, "千百十一"),
        (12345, "一万二千三百四十五"),
        (30_000_000, "三千万"),
        (105_000_020, "一億五百万二十"),
        (2_000_000_000_001, "二兆一"),
    ],
)
def test_kanji(number: int, written: str) -> None:
    assert kanji(number) == written


def test_notations() -> None:
    assert notations(Fraction(12345), "ja") == ["12345", "12,345", "１２３４５", "1万2,345", "一万二千三百四十五"]
    assert notations(Fraction(12345), "en") == ["12345", "12,345"]
    assert notations(Fraction(7), "en") == ["7"]
    assert notations(Fraction(-1234), "ja") == ["-1234", "-1,234"]
    assert notations(Fraction(7, 2), "en") == ["7/2", "3.5"]
    assert decimal(Fraction(-1, 8)) == ["-0.125"]
    assert decimal(Fraction(1, 3)) == []


@pytest.mark.parametrize("gold", [0, 1, 12, 100, 3776, 12345, 50_000, 10**6, 10**8 + 1, 999_999_999_999, 10**14, -15])
def test_every_notation_is_read_back(gold: int) -> None:
    assert list(unread([Fraction(gold)], ["en", "ja"])) == []


@pytest.mark.parametrize("gold", [Fraction(7, 2), Fraction(1, 3), Fraction(669_26, 100), Fraction(-5, 4)])
def test_fractions_are_read_back(gold: Fraction) -> None:
    assert list(unread([gold], ["en", "ja"])) == []


def test_a_notation_that_is_misread_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readback, "notations", lambda value, lang: [f"about {value + 1}"])
    readback._unread.cache_clear()
    told = list(unread([Fraction(41)], ["en"]))
    readback._unread.cache_clear()
    assert told == ["not read back: 'about 42' is read as 42, not as 41"]
