"""Claims that are taken back."""

import pytest

from bench.trace.arithmetic import claims_of
from bench.trace.numbers import fold


def retracted(text: str) -> list[str]:
    return [c.right for c in claims_of(text, fold(text), len(text)) if c.retracted]


@pytest.mark.parametrize(
    ("text", "taken_back"),
    [
        ("9 × 8 = 74. Wait, that is wrong.", ["74"]),
        ("9 × 8 = 74. So we pay 74. Wait, let me recalculate: 9 × 8 = 72.", ["74"]),
        ("9 × 8 = 74。計算を間違えた。", ["74"]),
        ("9 × 8 = 74。待って、もう一度。9 × 8 = 72。", ["74"]),
        ("9 × 8 = 74. So we pay 74.", []),
        ("9 × 8 = 74. And 9 × 8 = 72.", []),
        ("9 × 8 = 72. Wait, that is wrong.", []),
        ("9 × 8 = 74. Wait, let me think about the pens.", []),
    ],
)
def test_a_false_claim_is_taken_back_by_words_or_by_its_correction(text: str, taken_back: list[str]) -> None:
    assert retracted(text) == taken_back
