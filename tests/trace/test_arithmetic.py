"""Claims: what is one, what it says, and whether it holds."""

import pytest

from bench.records import Claim
from bench.trace.arithmetic import claims_of
from bench.trace.numbers import fold


def claims(text: str) -> tuple[Claim, ...]:
    return claims_of(text, fold(text), len(text))


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("So 6 × 290 = 1740.", "6 × 290", "1740"),
        ("３×１２０円＝３６０円", "3 × 120", "360"),
        ("6 notebooks × 290 yen = 1740 yen", "6 × 290", "1740"),
        ("5000 − 3940 = 1060", "5000 - 3940", "1060"),
        ("That makes 1,200 + 540 = 1,740 yen.", "1,200 + 540", "1740"),
        ("17 ÷ 5 = 3 R 2", "17 ÷ 5", "3 R 2"),
        ("17 ÷ 5 = 3 あまり 2", "17 ÷ 5", "3 R 2"),
        ("3万 + 2万 = 5万円", "30000 + 20000", "50000"),
        ("20% × 50 = 10", "20% × 50", "10"),
        ("12 / 16 × 100 = 75%", "12 / 16 × 100", "75%"),
        (r"\(\frac{1}{2} + \frac{1}{3} = \frac{5}{6}\)", r"\frac{1}{2} + \frac{1}{3}", r"\frac{5}{6}"),
        (r"$7 \times 8 = 56$", r"7 \times 8", "56"),
        ("€12 + €30 = €42", "12 + 30", "42"),
        ("2 rides on the big wheel * 6 tickets/ride = 12 tickets", "2 * 6", "12"),
        ("14 km/h * 8 hours = 112 km", "14 * 8", "112"),
        ("1.5 h = 90 min", "3/2", "90"),
        ("**4 + 5 = 9**", "4 + 5", "9"),
        ("1. 4 + 5 = 9", "4 + 5", "9"),
        ("- 4 + 5 = 9", "-4 + 5", "9"),
        ("6 x 7 is 42.", "6 × 7", "42"),
        ("(3 + 4) × 2 = 14", "(3 + 4) × 2", "14"),
        ("√(25 + 144) = √169", "√(25 + 144)", "√169"),
        ("10 / 3 = 3.33", "10 / 3", "333/100"),
        ("5! = 120", "5!", "120"),
        ("2**5 = 32", "2**5", "32"),
        ("First, A = (8 - -2 * 3) = 14", "(8 - - 2 * 3)", "14"),
        ("Now B is (-2 + 9) = 7", "( - 2 + 9)", "7"),
    ],
)
def test_a_claim_that_holds(text: str, left: str, right: str) -> None:
    [claim] = claims(text)
    assert (claim.left, claim.right, claim.holds) == (left, right, True)
    assert text[slice(*claim.span)]


@pytest.mark.parametrize(
    "text",
    [
        "5000 − 3940 = 1160.",
        "７×８＝５４です。",
        "10 / 3 = 3",
        "1.25 × 4 = 5.01",
        "17 ÷ 5 = 3 R 1",
        "2 + 3 > 6",
        "Now B is (-2 + 9) = 8",
        "-3 - 4 = 1",
        "A is -3 + 4 = 7",
        "So (A + B) = (4 + 5) = 8",
    ],
)
def test_a_claim_that_does_not_hold(text: str) -> None:
    [claim] = claims(text)
    assert not claim.holds
    assert not claim.retracted


@pytest.mark.parametrize(
    "text",
    [
        "x = 5",
        "f(2) = 7",
        "2x + 3 = 7",
        "3ab + 5ab = 4",
        "2 × 3/m = 12",
        "The area A = 12 and B = 13.",
        "from 3-5 days",
        "on 2024-03-05",
        "the ratio 3:4 = 6:9",
        "Suppose 2 + 2 = 5.",
        "仮に 2 + 2 = 5 とする。",
        "Is it true that 12 = 13?",
        "Then 3 + 4 = 8 is impossible.",
        "17 + 5 = 2 (mod 20)",
        "In base 8, 7 + 1 = 10.",
        "1 + 2 + ... + 10 = 54",
        "the units digit of 7 × 8 is 6",
        "1/2 inch = 20 miles",
        "3 × □ = 12",
        "gcd(12, 18) = 5",
        "<b> = 3",
        "5 quarters = 5 × 25",
        "$1.50 + 50 cents = $2",
        "17 / 4 = 4 full boxes",
        "17 ÷ 4 = 4箱 残り 1",
        "17 / 4 = 4 with 1 left over",
        "5 % 3 = 2",
        "5!! = 15",
        "3 + 4 = 8にはならない",
        "3 + 4 = 8 is wrong",
    ],
)
def test_what_is_no_claim_raises_no_alarm(text: str) -> None:
    assert [c for c in claims(text) if not c.holds] == []


def test_a_chain_is_split_at_its_signs() -> None:
    found = claims("So 3 × 4 = 2 × 6 = 12 > 10 + 1.")
    assert [(c.left, c.relation, c.right) for c in found] == [
        ("3 × 4", "=", "2 × 6"),
        ("2 × 6", "=", "12"),
        ("12", ">", "10 + 1"),
    ]
    assert all(c.holds for c in found)


def test_what_is_declared_as_rounded_may_be() -> None:
    assert [c.holds for c in claims("20 / 3 ≈ 7. 20 / 3 = 7. 20 / 3 is about 7.")][:2] == [True, False]
    assert claims("20 ÷ 3 = 約7")[0].holds


def test_the_words_between_claims_keep_them_apart() -> None:
    found = claims("First 4 + 5 = 9, then 9 × 2 = 18\n18 − 1 = 17")
    assert [c.right for c in found] == ["9", "18", "17"]
