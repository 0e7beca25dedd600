"""Right, wrong, or not comparable."""

from fractions import Fraction

import pytest

from bench.trace.compare import number_in, same


@pytest.mark.parametrize(
    ("value", "reference"),
    [
        ("12.50", "12.5"),
        ("35000円", "3万5千円"),
        ("¥35,000", "35000"),
        (r"\frac{7}{2}", "3.5"),
        ("x = 5", "5"),
        ("x^3 = 12", "12"),
        ("x^2 + 2x + 1", "(x+1)^2"),
        ("{1, 2}", "{2, 1}"),
        ("2:4", "1:2"),
        (r"\sqrt{8}", r"2\sqrt{2}"),
        ("(1, 2)", "(1,2)"),
        ("75%", "3/4"),
        ("-2,1", "-2,1"),
        ("B", "(B)"),
    ],
)
def test_right(value: str, reference: str) -> None:
    assert same(value, reference) == "right"


@pytest.mark.parametrize(
    ("value", "reference"),
    [
        ("12.5", "12.51"),
        ("(1, 2)", "(2, 1)"),
        ("{1, 2}", "{1, 2, 3}"),
        ("x + 1", "x + 2"),
        ("90 h", "90 min"),
        ("[2, 5)", "(2, 5)"),
    ],
)
def test_wrong(value: str, reference: str) -> None:
    assert same(value, reference) == "wrong"


def test_what_cannot_be_read_is_not_wrong() -> None:
    assert same("it depends on what the others would have paid for it", "12") == "unparsed"


def test_the_number_in_a_text() -> None:
    assert number_in("¥35,000") == 35000
    assert number_in("3 1/2") == Fraction(7, 2)
    assert number_in("nothing") is None
    assert number_in("9**9**9**9") is None
    assert number_in("9" * 100_000) is None
