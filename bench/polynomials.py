"""Polynomials in one unknown with exact rational coefficients: what the two sides of an equation become."""

from fractions import Fraction
from typing import Union

MAX_DEGREE, MAX_COEFFICIENT_BITS = 16, 8192
Operand = Union["Polynomial", Fraction, int]


class TooLarge(ArithmeticError):
    """A degree or coefficient beyond the caps."""


class Polynomial:
    """Immutable; coefficients from the constant term up, the last one not zero."""

    __slots__ = ("coefficients",)

    def __init__(self, coefficients: list[Fraction]) -> None:
        while coefficients and coefficients[-1] == 0:
            coefficients = coefficients[:-1]
        if len(coefficients) > MAX_DEGREE + 1:
            raise TooLarge(f"a polynomial of a degree above {MAX_DEGREE}")
        if any(max(abs(c.numerator), c.denominator).bit_length() > MAX_COEFFICIENT_BITS for c in coefficients):
            raise TooLarge("a coefficient is too large")
        self.coefficients = tuple(coefficients)

    @classmethod
    def unknown(cls) -> "Polynomial":
        """The unknown itself."""
        return cls([Fraction(0), Fraction(1)])

    @property
    def degree(self) -> int:
        """-1 of zero."""
        return len(self.coefficients) - 1

    def __add__(self, other: Operand) -> "Polynomial":
        a, b = self.coefficients, _lifted(other).coefficients
        if len(a) < len(b):
            a, b = b, a
        return Polynomial([x + (b[i] if i < len(b) else 0) for i, x in enumerate(a)])

    __radd__ = __add__

    def __neg__(self) -> "Polynomial":
        return Polynomial([-x for x in self.coefficients])

    def __sub__(self, other: Operand) -> "Polynomial":
        return self + -_lifted(other)

    def __rsub__(self, other: Operand) -> "Polynomial":
        return -self + other

    def __mul__(self, other: Operand) -> "Polynomial":
        a, b = self.coefficients, _lifted(other).coefficients
        found = [Fraction(0)] * max(len(a) + len(b) - 1, 0)
        for i, x in enumerate(a):
            for j, y in enumerate(b):
                found[i + j] += x * y
        return Polynomial(found)

    __rmul__ = __mul__

    def __truediv__(self, number: Fraction | int) -> "Polynomial":
        return self * (1 / Fraction(number))

    def __pow__(self, exponent: int) -> "Polynomial":
        found = Polynomial([Fraction(1)])
        for _ in range(exponent):
            found = found * self
        return found

    def rational_roots(self) -> list[Fraction]:
        """All rational roots, each once."""
        if self.degree == 1:
            return [-self.coefficients[0] / self.coefficients[1]]
        import sympy  # seconds to load, and wanted for degrees above 1 only

        coefficients = [sympy.Rational(c.numerator, c.denominator) for c in reversed(self.coefficients)]
        roots = sympy.Poly(coefficients, sympy.Symbol("x")).ground_roots()
        return [Fraction(int(root.p), int(root.q)) for root in roots]


def _lifted(value: Operand) -> Polynomial:
    return value if isinstance(value, Polynomial) else Polynomial([Fraction(value)])
