"""Exact polynomials in one unknown."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.polynomials import Polynomial, TooLarge

X = Polynomial.unknown()


@given(st.integers(-99, 99), st.integers(-99, 99), st.integers(1, 99))
def test_arithmetic_agrees_with_values(a: int, b: int, at: int) -> None:
    def value(p: Polynomial) -> Fraction:
        return sum((c * at**i for i, c in enumerate(p.coefficients)), Fraction(0))

    assert value((a - X) * (X + b) / 3 - X**2) == Fraction((a - at) * (at + b), 3) - at**2


def test_leading_zeros_are_no_degree() -> None:
    assert (X - X).degree == -1
    assert (X * 0).coefficients == ()
    assert (X**2 - X * X + X).degree == 1


@pytest.mark.parametrize(
    ("polynomial", "roots"),
    [(2 * X - 3, [Fraction(3, 2)]), (X**2 - 4, [-2, 2]), ((X - 1) ** 3, [1]), (X**2 - 2, []), (X**2 / 9 - 1, [-3, 3])],
)
def test_rational_roots(polynomial: Polynomial, roots: list[Fraction]) -> None:
    assert sorted(polynomial.rational_roots()) == roots


def test_caps() -> None:
    with pytest.raises(TooLarge, match="degree above 16"):
        X**17
    with pytest.raises(TooLarge, match="coefficient"):
        X * 2**9000
