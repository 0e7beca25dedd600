"""What a stated answer says."""

from fractions import Fraction

import pytest

from bench.trace.values import interpret


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("35,000円", "35000", "円"),
        ("3万5千円", "35000", "円"),
        ("x = 5", "5", None),
        (r"\frac{7}{2}", "7/2", None),
        (r"\text{18円}", "18", "円"),
        (r"12\text{ cm}", "12", "cm"),
        ("$20.00", "20", "$"),
        ("75\\%", "75", "%"),
        ("The answer is 12.", "12", None),
        ("There are 35 pens left", "35", "pens"),
    ],
)
def test_numbers(text: str, value: str, unit: str | None) -> None:
    read = interpret(text)
    assert read is not None
    assert (read.number, read.unit) == (Fraction(value), unit)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("x^2 + 1", "x**2 + 1"),
        ("{1, 2, 5}", "{1,2,5}"),
        ("[2, 5)", "[2,5)"),
        ("x = 2, 3", "{2,3}"),
        (r"(3, \frac{\pi}{2})", "(3,(pi)/2)"),
        ("B", "B"),
        ("empty set", "{}"),
    ],
)
def test_other_values(text: str, canonical: str) -> None:
    read = interpret(text)
    assert read is not None
    assert read.text.replace("(pi)", "pi") == canonical.replace("(pi)", "pi")


def test_the_question_decides_the_unit() -> None:
    read = interpret("1.5 hours", "How many minutes does it take?")
    assert read is not None
    assert (read.number, read.unit) == (90, "minutes")


@pytest.mark.parametrize("text", ["", "we cannot know what the others would have paid for it", "x" * 5000])
def test_what_says_nothing_comparable(text: str) -> None:
    assert interpret(text) is None
