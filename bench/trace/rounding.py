"""Whether a relation between two numbers holds, with the rounding that the text shows or declares.

``10 / 3 = 3.33`` holds at the two decimals shown, ``10 / 3 ≈ 3`` at none; ``10 / 3 = 3`` does not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

_COMPARED: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "!=": lambda a, b: a != b,
}
_APPROXIMATE = Fraction(1, 100)
"""Relative error that ``≈`` or "about" admits whatever the digits shown."""


@dataclass(frozen=True, slots=True)
class Number:
    """One side of a relation: its exact value and the numerals that it was written with."""

    value: Fraction
    numerals: tuple[str, ...] = ()
    bare: bool = True
    """A single numeral, not an expression."""

    def of(self, value: Fraction) -> "Number":
        """The same numerals, read as another value."""
        return replace(self, value=value)

    @property
    def decimals(self) -> int:
        """The most digits after a decimal point."""
        return max((len(n.partition(".")[2]) for n in self.numerals), default=0)


def agrees(left: Number, sign: str, right: Number, *, about: bool = False) -> bool:
    """Does ``left sign right`` hold?

    Parameters
    ----------
    sign : ``=``, ``≈``, ``<``, ``>``, ``<=``, ``>=`` or ``!=``.
    about : the text says that it rounds.
    """
    if sign in _COMPARED:
        return _COMPARED[sign](left.value, right.value)
    gap = abs(left.value - right.value)
    if gap == 0:
        return True
    largest = max(abs(left.value), abs(right.value))
    if (sign == "≈" or about) and (gap <= _APPROXIMATE * largest or gap < _last_place(right)):
        return True
    if right.bare and right.decimals and gap < Fraction(1, 10**right.decimals):
        return True
    if left.bare and left.decimals and not right.bare and gap < Fraction(1, 10**left.decimals):
        return True
    return _inherited(left, right, gap, largest)


def _last_place(number: Number) -> Fraction:
    """The unit of the last digit that is not a filling zero: 1000 for 12,000."""
    if number.decimals:
        return Fraction(1, 10**number.decimals)
    digits = number.numerals[-1].replace(",", "") if number.numerals else "1"
    return Fraction(10 ** min(30, len(digits) - len(digits.rstrip("0"))))


def _inherited(left: Number, right: Number, gap: Fraction, largest: Fraction) -> bool:
    """``3.33 × 3 = 10``: a rounded factor carries its error on, where the result shows fewer decimals than it."""
    rounded = [n for n in left.numerals if len(n.partition(".")[2]) >= 2]
    if not rounded or not right.bare or right.decimals >= left.decimals:
        return False
    digits = min(len(n.replace(",", "").replace(".", "").lstrip("0")) for n in rounded)
    return gap <= largest * Fraction(1, 2 * 10 ** max(1, digits - 1))
