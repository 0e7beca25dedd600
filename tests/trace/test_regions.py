"""Conditions, intervals and unions as sets of real numbers."""

import pytest

from bench.trace.formula import parse
from bench.trace.regions import is_region, same_region


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (r"|x - 2| < 5", "(-3, 7)", True),
        (r"|x - 2| < 5", "(-3, 8)", False),
        (r"1 \le |t| \le 2", r"[-2,-1] \cup [1,2]", True),
        (r"x < -1 \text{ or } x > 1", r"(-\infty,-1) \cup (1,\infty)", True),
        (r"x > 2 \text{ and } x < 5", "(2,5)", True),
        (r"x^2 < 4", "(-2,2)", True),
        (r"x^2 < 4", "(-2,2]", False),
        (r"\mathbb{R} \setminus \{3\}", r"x \ne 3", True),
        (r"[1,2] \cup [2,3]", "[1,3]", True),
        (r"\sqrt{x} < 2", "[0, 4)", True),
        (r"\{x \mid x \ge 2\}", r"[2, \infty)", True),
    ],
)
def test_same_numbers(one: str, other: str, same: bool) -> None:
    assert same_region(parse(one), parse(other)) is same


def test_what_is_no_region() -> None:
    assert not is_region(parse("x = 5"))
    assert not is_region(parse("x < y"))
    assert same_region(parse("x < 5"), parse("y + z")) is None
    assert same_region(parse("x < 5"), parse("12")) is None
    assert not is_region(parse("f(2) < f(1)"))
    assert same_region(parse("(3, 2)"), parse("x < x - 1")) is None
