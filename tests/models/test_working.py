"""Written arithmetic: every equation true, the result last, decimals as people write them."""

import operator
import re
from collections.abc import Callable
from decimal import Decimal
from random import Random

import pytest
from recipe.words import LANGS, Lang
from recipe.working import Claim, Operation, Step, apply, compute, place_values, show, show_product, show_quotient

NUMBER = r"[0-9]+(?:\.[0-9]+)?"
CHAIN = re.compile(rf"({NUMBER}(?: [+−×÷] {NUMBER})+) = ({NUMBER})")
OPERATORS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": operator.add,
    "−": operator.sub,
    "×": operator.mul,
    "÷": operator.truediv,
}


def false_equations(text: str) -> list[str]:
    wrong = []
    for equation in CHAIN.finditer(text):
        left = equation[1].split(" ")
        value = Decimal(left[0])
        for sign, number in zip(left[1::2], left[2::2], strict=True):
            value = OPERATORS[sign](value, Decimal(number))
        if value != Decimal(equation[2]):
            wrong.append(equation[0])
    return wrong


@pytest.mark.parametrize("lang", LANGS)
def test_products(lang: Lang) -> None:
    rng = Random(3)
    for _ in range(300):
        left, right = rng.randrange(1, 4000), rng.randrange(1, 400)
        for backwards in (False, True):
            product = show_product(left, right, lang, backwards=backwards)
            assert false_equations(product) == []
            assert product.endswith(f"{left} × {right} = {left * right}")


def test_a_slip_in_a_product_is_carried_to_its_end() -> None:
    assert show_product(7, 380, "en", wrong=20) == "7 × 300 = 2100, 7 × 80 = 540, 2100 + 540 = 2640. So 7 × 380 = 2640"
    assert show_product(7, 8, "en", wrong=2) == "7 × 8 = 54"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("operation", ["ceil", "floor", "mod", "/"])
def test_quotients(lang: Lang, operation: Operation) -> None:
    rng = Random(4)
    for _ in range(200):
        left, right = rng.randrange(1, 4000), rng.randrange(1, 60)
        value = apply(operation, left, right)
        if value is None:
            assert operation == "/"
            assert left % right
            continue
        text = show_quotient(left, right, operation, lang)
        assert false_equations(text) == []
        assert re.findall(NUMBER, text)[-1] == str(value)


def test_decimals() -> None:
    area = Decimal("61.10")
    assert place_values(area) == [60, 1, Decimal("0.1")]
    assert show(Claim("-", area, 10, area - 10), "en") == "61.10 − 10 = 51.10"
    assert apply("ceil", area, 5) == 13
    assert show_quotient(area, 5, "ceil", "en").endswith("so one more is needed: 12 + 1 = 13")
    assert show_product(Decimal("3.14"), 20, "en").endswith("3.14 × 20 = 62.80")


def test_steps_go_on_from_results() -> None:
    steps = [Step("a", "*", "n", "p"), Step("b", "max", "a", 50), Step("c", "-", "b", "n")]
    assert compute(steps, {"n": 3, "p": 9}) == [
        Claim("*", 3, 9, 27),
        Claim("max", 27, 50, 50),
        Claim("-", 50, 3, 47),
    ]
    assert compute([Step("a", "-", "n", "p")], {"n": 3, "p": 9}) is None
    assert compute([Step("a", "/", "n", 0)], {"n": 3}) is None
    assert show(Claim("min", 3, 9, 3), "ja") == "3 と 9 の小さいほうは 3"


def test_powers_of_ten_need_no_working() -> None:
    assert show_product(28968, 10, "en") == "28968 × 10 = 289680"
    assert show_quotient(78000, 100, "/", "ja") == "78000 ÷ 100 = 780"
    assert show_quotient(5, 1, "floor", "en") == "5 ÷ 1 = 5"
    assert show_quotient(7850, 100, "floor", "en").endswith("so it is 78")
