"""The answer of a closing sentence."""

import pytest

from bench.trace.closing import closing
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
