"""The answer of a closing sentence."""

import pytest

from bench.trace.closing import closing, repeated
from bench.trace.numbers import fold


@pytest.mark.parametrize(
    ("text", "question", "value"),
    [
        ("We add them up. So there are thirty-five pens left.", "How many pens are left?", "35"),
        ("全部で12個です。", None, "12"),
        (r"It follows that the roots are $x = y + 1$.", None, "y + 1"),
        (r"The length of \(\overline{AB}\) is **8**.", None, "8"),
        ("男子と女子の比は3対2です。", "男子と女子の比は？", "3:2"),
        ("She arrives at 3:45 p.m.", "What time does she arrive?", "15:45"),
    ],
)
def test_the_last_sentence_with_a_value(text: str, question: str | None, value: str) -> None:
    found = closing(text, 0, len(text), question, fold(text))
    assert found is not None
    assert found.value is not None
    assert found.value.text == value


def test_a_question_is_no_answer() -> None:
    text = "How could it be 12?"
    assert closing(text, 0, len(text), None, text) is None


def test_nothing_left_is_zero_where_a_number_is_asked_for() -> None:
    text = "No apples are left."
    found = closing(text, 0, len(text), "How many apples are left?", text)
    assert found is not None
    assert found.value is not None
    assert (found.value.text, found.value.unit) == ("0", "apples")
    assert closing(text, 0, len(text), "What does she say?", text) != found


def test_a_denial_is_no_answer() -> None:
    text = "So x = 7 works. And x = 8 is not a solution."
    found = closing(text, 0, len(text), None, text)
    assert found is not None
    assert found.value is not None
    assert found.value.text == "7"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("We add 12 and 30, which is 42\n\n42", "42"),
        ("合計は 12 + 30 = 42\n\n42ページ", "42"),
        ("We add 12 and 30, which is 42\n\n43", None),
        ("We add 12 and 30, which is 42\n\n12.", None),
        ("We add 12 and 30, which is 42\n\nx = 42", None),
        ("We add 12 and 30, which is 42\n\nNow take 42 of", None),
    ],
)
def test_a_short_answer_repeated_after_prose(text: str, value: str | None) -> None:
    found = repeated(text, 0, len(text), None, text)
    assert (found and found.value and found.value.text) == value
