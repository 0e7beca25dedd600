"""Passages that state a candidate for the final answer: every row is a text, its question, and the values in order."""

from itertools import pairwise

import pytest

from bench.records import Candidate
from bench.trace import analyse

TEXTS = [
    (
        "12 + 30 = 42 pages.\n\nWait, Tuesday was 20. 12 + 20 = 32 pages.\n\nSo he reads 32 pages.",
        "How many pages does he read?",
        ["42", "32", "32"],
    ),
    (
        "The pens cost 3 × 40 = 120 yen. So the total is 120 + 50 = 170 yen.\n\nThe answer is 170 yen.",
        "How much does she pay?",
        ["170", "170"],
    ),
    (
        "よって、代金は170円です。\n\n待って、4本だ。4×40＝160、160＋50＝210。よって、代金は210円です。\n\n答え：210円",
        "代金はいくらですか。",
        ["170", "210", "210"],
    ),
    ("First solution: x = 5.\n\nSecond solution: x = 7.\n\n\\boxed{7}", "Solve for x.", ["5", "7", "7"]),
    ("So the answer is 12.\n\nHmm, 3 × 5 = 15, so the answer is 15.", None, ["12", "15"]),
    ("Thus \\(\\boxed{12}\\).\n\nBut that forgets a case, so \\(\\boxed{13}\\).", None, ["12", "13"]),
    ("= 60 - 18\n= 42.\n\nHence, 42.", "How many apples are left?", ["42", "42"]),
    ("We find that he needs 15 boxes. But 60 is too few, so he needs 16 boxes.", "How many boxes?", ["15", "16"]),
    ("I think the answer is B. No wait.\n\nThe answer is C.", "Which?", ["B", "C"]),
    ("Total = 60 - 18 = 42 apples\n\nAnswer: 42", "How many apples?", ["42", "42"]),
    ("ゆえに、おつりは1060円となる。", "おつりはいくらか。", ["1060"]),
    ("これより、面積は24平方センチメートルである。", "面積を求めよ。", ["24"]),
    ("つまり42人ということになる。", "何人？", ["42"]),
    ("∴ x = 42", "xを求めよ。", ["42"]),
    ("So it costs $3.50.", "How much does it cost?", ["7/2"]),
    ("So it takes 90 minutes.", "How many hours does it take?", ["3/2"]),
]


@pytest.mark.parametrize(("text", "question", "found"), TEXTS)
def test_values_in_order(text: str, question: str | None, found: list[str]) -> None:
    candidates = analyse(text, question=question).candidates
    assert [c.value for c in candidates] == found
    assert all(a.span[1] <= b.span[0] for a, b in pairwise(candidates))


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("So she buys 9 pens.", "How much does she pay?"),
        ("So it takes 3 workers.", "How many hours does it take?"),
        ("So he pays $12.", "How many pens does he buy?"),
        ("So that's 7 * 2.", "How many pens does he buy?"),
        ("So it is half of 30 pens.", "How many pens does he buy?"),
        ("So I need to subtract those 5.", "How many pens does he buy?"),
        ("だから、5を引いて計算してみよう。", "ペンは何本ですか。"),
        ("We start with 60 apples, and then", "How many apples are left?"),
    ],
)
def test_another_quantity_is_no_candidate(text: str, question: str) -> None:
    candidates = analyse(text + "\n\nAnswer: 1", question=question).candidates
    assert [c.value for c in candidates] == ["1"]


def test_only_a_reference_tells_right_from_wrong() -> None:
    def right(*found: Candidate) -> list[bool | None]:
        return [c.right for c in found]

    text = "So there are 11 pens.\n\nBut one is hidden.\n\nSo there are 12 pens.\n\nAnswer: 12"
    assert right(*analyse(text, answer="12").candidates) == [False, True, True]
    assert right(*analyse(text).candidates) == [None, None, None]
