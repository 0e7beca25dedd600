"""Parts, steps and sentences."""

import pytest

from bench.trace import split


@pytest.mark.parametrize(
    ("text", "reasoning", "response"),
    [
        ("<think>abc</think>42", "abc", "42"),
        ("abc\n</think>\n\n42<|im_end|>", "abc", "42"),
        ("<think>abc", "abc", None),
        ("abc", None, None),
        ("<|im_start|>think\nabc\n<|im_start|>answer\n42", "abc", "42"),
        ("<think>abc</think><|im_end|>", "abc", None),
    ],
)
def test_tags(text: str, reasoning: str | None, response: str | None) -> None:
    parts = split.split(text)
    assert (parts.reasoning and text[slice(*parts.reasoning)]) == reasoning
    assert (parts.response and text[slice(*parts.response)]) == response


def test_a_turn_made_up_for_the_user_is_not_the_models() -> None:
    text = "42.\n<|im_end|>\n<|im_start|>user\nAnd 43?"
    assert text[: split.usable_end(text)] == "42."


def test_steps_are_paragraphs_and_headed_lines() -> None:
    text = "First.\nStill first.\n\nStep 2: b\nStep 3: c\n\n\nlast"
    assert [text[a:b] for a, b in split.steps(text)] == ["First.\nStill first.", "Step 2: b", "Step 3: c", "last"]


def test_a_code_fence_is_one_step() -> None:
    text = "a\n\n```\nx\n\ny\n```\n\nb"
    assert [text[a:b] for a, b in split.steps(text)] == ["a", "```\nx\n\ny\n```", "b"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is 3.14 m. No. 5 is e.g. this one. Done!", ["It is 3.14 m.", "No. 5 is e.g. this one.", "Done!"]),
        ("「はい。そうです。」と言った。終わり。", ["「はい。そうです。」と言った。", "終わり。"]),
        ("It is 23. So 46. And 2. 3.5 is less.", ["It is 23.", "So 46.", "And 2. 3.5 is less."]),
        ("Do this. 2. Then that. (No. 12. Main St.)", ["Do this.", "2. Then that.", "(No. 12. Main St.)"]),
        ("Really?! Yes...  Well", ["Really?!", "Yes...", "Well"]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in split.sentences(text)] == sentences
