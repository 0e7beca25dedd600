"""Arithmetic in words."""

import pytest

from bench.trace import spoken
from bench.trace.arithmetic import claims_of
from bench.trace.numbers import fold


def said(text: str) -> list[tuple[str, str, bool]]:
    return [(c.left, c.right, c.holds) for c in claims_of(text, fold(text), len(text))]


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("half of 30 is 15.", "(1 / 2) × 30", "15"),
        ("a quarter of 80 is 20", "(1 / 4) × 80", "20"),
        ("two thirds of 60 is 40.", "(2 / 3) × 60", "40"),
        ("twice 8 is 16", "2 × 8", "16"),
        ("20% of $50 is $10.", "20% × 50", "10"),
        ("15 percent of 200 = 30", "15% × 200", "30"),
        ("25 + 17 + 8, for a total of 50", "25 + 17 + 8", "50"),
        ("25 + 17 gives 42.", "25 + 17", "42"),
        ("22/7 is about 3.14", "22 / 7", "157/50"),
        ("40 + 20 + 100、合計160", "40 + 20 + 100", "160"),
        ("40円 + 20円 + 100円で合計160円", "40 + 20 + 100", "160"),
        ("1000 - 350 は 650 です。", "1000 - 350", "650"),
        ("200円の15%は30円です。", "200 × 15%", "30"),
        ("30の半分は15です。", "30 × (1 / 2)", "15"),
        ("12の3倍は36です。", "12 × 3", "36"),
        ("60の3分の1は20です", "60 × (1 / 3)", "20"),
        ("12足す30は42です。", "12 + 30", "42"),
        ("50引く8は42", "50 − 8", "42"),
        ("6かける7は42です", "6 × 7", "42"),
        ("84÷2で42になります。", "84 ÷ 2", "42"),
    ],
)
def test_a_calculation_in_words_is_a_claim(text: str, left: str, right: str) -> None:
    assert said(text) == [(left, right, True)]


@pytest.mark.parametrize(
    "text", ["half of 30 is 16.", "25 + 17 gives 43.", "40 + 20、合計50", "12の3倍は38です。", "6かける7は44です"]
)
def test_a_false_one_is_found(text: str) -> None:
    assert [holds for *_, holds in said(text)] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "2 × 3 is 5 less than 11",
        "from 3-5 is 60 yen",
        "第2-3日は5000円です。",
        "the third (8-9) is 60",
        "5 of 10 is 4",
        "2 divided by 3/2 is 4/3",
        "the units digit of 7 × 8 is 6",
        "half of $2 × 2 = 4$",
        "the 3 × 4 rectangle is 4",
    ],
)
def test_other_words_raise_no_alarm(text: str) -> None:
    assert [claim for claim in said(text) if not claim[2]] == []


def test_where_the_words_end() -> None:
    assert spoken.says("5 + 6 makes 11", 6) == len("5 + 6 makes")
    assert spoken.says("5 + 6 makes sense", 6) == 0
    assert spoken.denied("is 5 more than", 4)
    assert not spoken.denied("is 5 apples", 4)
