"""Trees of formulas, and what is outside of the grammar."""

import pytest

from bench.trace.formula import Unreadable, canonical, exact, parse


@pytest.mark.parametrize(
    ("text", "canon"),
    [
        ("x^2+1", "x**2 + 1"),
        (r"\left(1, 2\right)", "(1,2)"),
        (r"\{1, 2\}", "{1,2}"),
        ("[2, 5)", "[2,5)"),
        ("3:2", "3:2"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "matrix(row(1,2),row(3,4))"),
    ],
)
def test_structures(text: str, canon: str) -> None:
    assert canonical(parse(text)) == canon


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"\frac34", "3/4"),
        (r"2\frac{1}{4}", "9/4"),
        ("3 1/2", "7/2"),
        ("2(3+4)", "14"),
        ("-2^2", "-4"),
        ("√169", "13"),
        (r"\sqrt[3]{27}", "3"),
        ("|3 - 5|", "2"),
        ("2^{-1}", "1/2"),
        ("10%", "1/10"),
    ],
)
def test_readings(text: str, value: str) -> None:
    assert str(exact(parse(text))) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "(1",
        "1)",
        "3 4",
        "(" * 200 + "1" + ")" * 200,
        "1+" * 2000 + "1",
        "\\frac{1}",
    ],
)
def test_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text)
