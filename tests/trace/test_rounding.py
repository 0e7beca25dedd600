"""Rounding that is shown, declared or inherited, and rounding that is an error."""

from fractions import Fraction

import pytest

from bench.trace.rounding import Number, agrees


def n(value: str, *numerals: str, bare: bool = True) -> Number:
    return Number(Fraction(value), numerals or (value,), bare)


@pytest.mark.parametrize(
    ("left", "sign", "right", "about", "holds"),
    [
        (n("10/3", "10", "3", bare=False), "=", n("333/100", "3.33"), False, True),
        (n("10/3", "10", "3", bare=False), "=", n("334/100", "3.34"), False, True),
        (n("10/3", "10", "3", bare=False), "=", n("335/100", "3.35"), False, False),
        (n("10/3", "10", "3", bare=False), "=", n("3"), False, False),
        (n("10/3", "10", "3", bare=False), "≈", n("3"), False, True),
        (n("10/3", "10", "3", bare=False), "=", n("3"), True, True),
        (n("12345"), "≈", n("12000"), False, True),
        (n("12345"), "≈", n("15000"), False, False),
        (n("999/100", "3.33", "3", bare=False), "=", n("10"), False, True),
        (n("5", "1.25", "4", bare=False), "=", n("501/100", "5.01"), False, False),
        (n("2"), "<", n("3"), False, True),
        (n("3"), "<", n("3"), False, False),
        (n("3"), ">=", n("3"), False, True),
        (n("3"), "!=", n("4"), False, True),
    ],
)
def test_agreement(left: Number, sign: str, right: Number, about: bool, holds: bool) -> None:
    assert agrees(left, sign, right, about=about) is holds
