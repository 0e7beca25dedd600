"""Quantities of running text."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.trace import numbers
from bench.trace.numbers import fold, quantities, ratios, read


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,234", "1234", None),
        ("３万５千円", "35000", "円"),
        ("¥35,000", "35000", "円"),
        ("$12.50", "12.5", "$"),
        ("三十五人", "35", "人"),
        ("1億2000万円", "120000000", "円"),
        ("3 1/2", "7/2", None),
        (r"\frac{3}{4}", "3/4", None),
        ("twenty-five", "25", None),
        ("two hundred and five", "205", None),
        ("two dozen", "24", None),
        ("−5℃", "-5", "°C"),
        ("マイナス5度", "-5", "degrees"),
        ("75%", "75", "%"),
        ("3時間20分", "200", "min"),
        ("1 m 75 cm", "175", "cm"),
        ("2.5 km", "2.5", "km"),
        ("1e3", "1000", None),
        ("3割5分", "35", "%"),
        ("½", "1/2", None),
        (".5", "1/2", None),
    ],
)
def test_one_quantity(text: str, value: str, unit: str | None) -> None:
    quantity = read(text)
    assert quantity is not None
    assert (quantity.value, quantity.unit) == (Fraction(value), unit)


@pytest.mark.parametrize("text", ["", "about", "12 and 13", "12 of them were", "一緒に"])
def test_not_exactly_one_quantity(text: str) -> None:
    assert read(text) is None


def test_a_minus_behind_a_number_subtracts_and_behind_a_particle_it_does_not() -> None:
    assert [q.value for q in quantities(fold("20−5"))] == [20, 5]
    assert [q.value for q in quantities(fold("気温は−5℃"))] == [-5]


def test_another_reading_of_a_comma_is_kept() -> None:
    [quantity] = quantities("1,250")
    assert quantity.also == (Fraction(5, 4),)


def test_ratios() -> None:
    assert [r[2] for r in ratios("3:2, 5対4")] == ["3:2", "5:4"]


@given(st.text())
def test_folding_moves_no_character(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.integers(-(10**15), 10**15))
def test_every_integer_is_read_back(n: int) -> None:
    for text in (str(n), f"{n:,}" if abs(n) >= 10**6 else str(n)):
        quantity = read(text)
        assert quantity is not None
        assert quantity.value == n


BEHIND = (
    "", ")", "}", "}^2", "}^{\\circ}", "^2", "^{\\circ}", "^\\circ C", ".", ".5", ". Then", ", then", ",000", ", 000",
    ",5", ",\\text{ kg}", ", \\text{kg}", " + 3", " - 3", " -m", " = 4", " × 4", " × 10^3", "x", "x10^3", "x 10",
    " x 4", "\\times 4", "\\times 10^{3}", "*3", "**", "** kg", "m", "g", "a", "an", "d", "days", "th", "nd", "r",
    "/h", "/2", "/ 2", "/\\pi", "} kg", "}{2}", "} \\text{kg}", "; 4", ";m", "?", "!", "k", "K", "e5", "'", "' 3\"",
    "\\%", "%", "$", ":30", "_2", "|", "&",
)  # fmt: skip


@pytest.mark.parametrize("before", ["", "about ", "-", "3 - ", "$", "x = \\frac{", "約", "half of "])
def test_a_number_that_stands_alone_is_read_as_any_other(before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{before}12{behind}" for behind in BEHIND]
    found = [quantities(text) for text in texts]
    monkeypatch.setattr(numbers, "_ALONE_BEHIND", re.compile(r"(?!)"))
    assert [list(numbers._quantities.__wrapped__(text, 0, len(text))) for text in texts] == found
