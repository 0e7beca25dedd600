"""What a log's reference answer is, and which check compares it."""

import pytest

from bench.interop.gold import reference_of


@pytest.mark.parametrize(
    ("target", "check", "gold"),
    [
        ("42", "number", "42"),
        (" 1,200 ", "number", "1200"),
        ("3.50", "number", "7/2"),
        ("3 x 4 = 12\n#### 12", "number", "12"),
        ("B", "choice", "B"),
        ("(C)", "choice", "C"),
        ("Mount Fuji", "text", "Mount Fuji"),
        ("9**9**9", "text", "9**9**9"),
    ],
)
def test_the_target_decides_the_check(target: str, check: str, gold: str) -> None:
    name, reference = reference_of(target)
    assert (name, reference.gold) == (check, gold)
    assert reference.model_dump(exclude={"gold"}, exclude_defaults=True) == {}


def test_a_digit_among_options_is_no_number() -> None:
    assert reference_of("4", choices=4)[0] == "text"
