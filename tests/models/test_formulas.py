"""Formulas in plain integers: the same values as the packs' own expressions."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from recipe.formulas import Undefined, compiled, constants, decimal, names, translate

from bench.expressions import evaluate, holds, parse

FORMULAS = [
    "a*b + c",
    "ceiling((a - b)/c)",
    "floor(a/b)*c + Mod(a, b)",
    "a % c + b**2",
    "Sum(a, (i, 1, 5)) - Sum(i*b, (i, 1, 3))",
    "gcd(a, b) + lcm(a, 6)",
    "Min(a, b, c) + Max(a, b) - Abs(b - a)",
    "round_to(a/c, 5) + Rational(1, 2)",
    "-a + 0.25*b",
]
COMPARISONS = ["a < b", "Mod(a, 2) == 0", "1 < a - b <= c", "a*b >= 100", "a != b"]


@pytest.mark.parametrize("text", FORMULAS)
def test_values_are_those_of_the_packs(text: str) -> None:
    rng = Random(1)
    expression = parse(text, ["a", "b", "c"])
    function = compiled(translate(expression.tree))
    for _ in range(50):
        values = {name: rng.randrange(1, 100) for name in "abc"}
        assert function(values) == evaluate(expression, values)


@pytest.mark.parametrize("text", COMPARISONS)
def test_comparisons_hold_where_the_packs_say_so(text: str) -> None:
    rng = Random(2)
    expression = parse(text, ["a", "b", "c"])
    function = compiled(translate(expression.tree))
    got = []
    for _ in range(200):
        values = {name: rng.randrange(1, 30) for name in "abc"}
        got.append(function(values))
        assert got[-1] == holds(expression, values)
    assert set(got) == {True, False}


def test_division_by_zero_is_undefined() -> None:
    for text in ("a/(b - b)", "Mod(a, b - b)"):
        with pytest.raises(Undefined):
            compiled(translate(parse(text, ["a", "b"]).tree))({"a": 1, "b": 2})


def test_names_and_numbers_in_order() -> None:
    formula = translate(parse("b*3.14 + floor(a/7) - e.length", ["a", "b", "e.length"]).tree)
    assert names(formula) == ["b", "a", "e_length"]
    assert constants(formula) == [Decimal("3.14"), 7]
    assert decimal(["/", 1, 3]) is None
    assert compiled(["/", "a", "b"])({"a": 1, "b": 3}) == Fraction(1, 3)
