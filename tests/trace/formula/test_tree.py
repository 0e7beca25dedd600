"""Values of formulas, with bounds."""

from fractions import Fraction

import pytest

from bench.trace.formula import Unreadable, exact, exact_root, numeric, parse, symbols


def test_exact_values() -> None:
    assert exact(parse("1/3 + 1/6")) == Fraction(1, 2)
    assert exact(parse("5!")) == 120
    assert exact(parse(r"\sqrt{2}")) is None
    assert exact(parse("x + 1")) is None


@pytest.mark.parametrize("text", ["9^9^9", "2^100000", "1/0", "500!", "0^(-1)"])
def test_out_of_bounds(text: str) -> None:
    with pytest.raises(Unreadable):
        exact(parse(text))


def test_roots() -> None:
    assert exact_root(Fraction(27, 8), 3) == Fraction(3, 2)
    assert exact_root(Fraction(-27), 3) == -3
    assert exact_root(Fraction(2), 2) is None


def test_numeric_values_and_unknowns() -> None:
    node = parse(r"x^2 + \pi")
    assert symbols(node) == {"x"}
    assert numeric(node, {"x": 2, "pi": 3}) == 7
    with pytest.raises(Unreadable):
        numeric(node, {"pi": 3})
