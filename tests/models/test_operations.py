"""Steps as single operations: what a person would write, found from formulas of the drawn numbers alone."""

from random import Random

import pytest
from recipe.formulas import Formula, Values, compiled, translate
from recipe.operations import ANSWER, Unresolved, resolve

from bench.expressions import parse


def found(names: str, steps: dict[str, str], gold: str, **derived: str) -> list[tuple[object, ...]]:
    rng = Random(5)
    known = [*names, *derived]

    def formula(text: str) -> Formula:
        return translate(parse(text, [*known, "hidden"]).tree)

    draws: list[Values] = []
    for _ in range(30):
        values = {name: rng.randrange(3, 40) * (i + 1) for i, name in enumerate([*names, "hidden"])}
        values |= {name: compiled(formula(text))(values) for name, text in derived.items()}
        draws.append(values)
    named = [(name, formula(text)) for name, text in steps.items()]
    return [(f.result, f.left, f.operation, f.right) for f in resolve(named, formula(gold), known, draws)]


def test_earlier_steps_are_found_inside_later_ones() -> None:
    assert found("npbc", {"notebooks": "n*p", "total": "n*p + b", "reduced": "n*p + b + c"}, "(n*p + b + c)*3") == [
        ("notebooks", "n", "*", "p"),
        ("total", "notebooks", "+", "b"),
        ("reduced", "total", "+", "c"),
        (ANSWER, "reduced", "*", 3),
    ]


def test_a_sum_of_two_results_names_the_older_first() -> None:
    assert found("vtwu", {"walked": "v*t", "cycled": "w*u"}, "v*t + w*u")[-1] == (ANSWER, "walked", "+", "cycled")


def test_rounding_is_a_division() -> None:
    steps = found("sw", {"missing": "t - s"}, "ceiling((t - s)/w)", t="s + hidden")
    assert steps == [("missing", "t", "-", "s"), (ANSWER, "missing", "ceil", "w")]


def test_a_formula_of_several_operations_is_taken_apart() -> None:
    assert found("nkq", {"rest": "Mod(n, k)*q"}, "Mod(n, k)*q + 1") == [
        ("part_1", "n", "mod", "k"),
        ("rest", "part_1", "*", "q"),
        (ANSWER, "rest", "+", 1),
    ]


def test_a_last_step_that_is_the_answer_is_not_repeated() -> None:
    assert found("ab", {"sum": "a + b"}, "b + a") == [("sum", "a", "+", "b")]


def test_what_has_no_operation_is_told() -> None:
    with pytest.raises(Unresolved):
        found("ab", {}, "gcd(a, b) + hidden**2")
    with pytest.raises(Unresolved, match="leaves"):
        found("ab", {}, "(a - b - 500)*a + 500*a + 1")
