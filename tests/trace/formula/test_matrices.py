"""Arithmetic of matrices."""

import pytest

from bench.trace.formula import canonical, combined, parse

ONE = r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"
OTHER = r"\begin{pmatrix} 5 & 5 \\ 5 & 5 \end{pmatrix}"


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        (f"{ONE} + {OTHER}", "matrix(row(6,7),row(8,9))"),
        (f"{OTHER} - {ONE}", "matrix(row(4,3),row(2,1))"),
        (f"2 {ONE}", "matrix(row(2,4),row(6,8))"),
        (f"-{ONE}", "matrix(row(-1,-2),row(-3,-4))"),
        (r"\frac12 \left(" + ONE + r"\right)", "matrix(row(1/2,1),row(3/2,2))"),
    ],
)
def test_one_matrix(text: str, entries: str) -> None:
    assert canonical(combined(parse(text))) == entries


def test_what_does_not_combine_stays() -> None:
    wide = parse(r"\begin{pmatrix} 1 & 2 \end{pmatrix} + " + ONE)
    assert combined(wide) is wide
    assert canonical(combined(parse("x + 1"))) == "x + 1"
