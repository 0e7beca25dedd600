"""Tokens of formulas."""

from fractions import Fraction

import pytest

from bench.trace.formula import Unreadable, number, tokens


def test_kinds_and_positions() -> None:
    found = list(tokens(r"so 3 \times \frac12 = x", 3))
    assert [(t.kind, t.text) for t in found] == [
        ("num", "3"),
        ("op", r"\times"),
        ("fn", r"\frac"),
        ("num", "12"),
        ("rel", "="),
        ("name", "x"),
    ]
    assert (found[0].start, found[0].end) == (3, 4)


def test_numbers_are_exact_and_bounded() -> None:
    assert number("1,234.5") == Fraction(2469, 2)
    with pytest.raises(Unreadable):
        number("9" * 1001)
