"""A compiled item: both derivations of its answer, its conditions, and its first variant."""

from fractions import Fraction

import pytest

from bench.expressions import ExpressionError, parse
from bench.packs.compiled import Case, Solution, Template
from bench.packs.schema import ItemSpec

NAMES = {"n", "p"}
VALUES = {"n": 7, "p": 2}


def solution(gold: str, check: str | None = None, unknown: str | None = None) -> Solution:
    second = parse(check, NAMES | ({unknown} if unknown else set())) if check else None
    return Solution(parse(gold, NAMES), None, "rational", second, unknown)


def case(*where: str) -> Case:
    return Case("base", None, {}, tuple(parse(condition, NAMES) for condition in where), None, {})


def test_the_answer_is_exact() -> None:
    assert solution("n/p").value(VALUES) == Fraction(7, 2)
    with pytest.raises(ExpressionError, match="division by zero"):
        solution("n/(p - 2)").value(VALUES)


def test_the_second_derivation_is_a_formula_or_the_root_of_an_equation_or_there_is_none() -> None:
    assert solution("n/p", "n/4 + n/4").second(VALUES) == Fraction(7, 2)
    assert solution("n/p", "p*x == n", "x").second(VALUES) == Fraction(7, 2)
    assert solution("n/p").second(VALUES) is None


def test_all_conditions_hold() -> None:
    assert case().accepts(VALUES)
    assert case("n > p", "p == 2").accepts(VALUES)
    assert not case("n > p", "p == 3").accepts(VALUES)
    assert not case("p == 3", "n > p").accepts(VALUES)


def test_the_base_is_the_first_variant() -> None:
    first, second = case(), Case("big", None, {}, (), None, {})
    template = Template(ItemSpec(id="pens", family="arithmetic"), (first, second))
    assert template.base is first
    assert (template.derive, template.books, template.table, template.probe) == ({}, {}, None, None)
