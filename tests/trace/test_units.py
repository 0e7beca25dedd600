"""Units: spellings, conversions, what a question asks for."""

from fractions import Fraction

import pytest

from bench.trace import units


def test_spellings_of_one_unit() -> None:
    assert units.same("円", "JPY")
    assert units.same("apple", "apples")
    assert not units.same("kg", "g")
    assert units.same(None, "")


def test_conversions_are_exact() -> None:
    assert units.convert(Fraction(3, 2), "h", "minutes") == 90
    assert units.convert(Fraction(1), "in", "cm") == Fraction(254, 100)
    assert units.convert(Fraction(1), "kg", "m") is None


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How many minutes does it take?", "minutes"),
        ("How long is it, in cm?", "cm"),
        ("何分かかりますか。", "分"),
        ("How many pens are left?", None),
    ],
)
def test_what_is_asked_for(question: str, unit: str | None) -> None:
    assert units.asked(question) == unit
