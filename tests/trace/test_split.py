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
        ("<thinking>abc</thinking>42", "abc", "42"),
        ("<thought>abc</thought>42", "abc", "42"),
        ("<reasoning>abc</reasoning><answer>42</answer>", "abc", "<answer>42</answer>"),
        ("[THINK]abc[/THINK]42", "abc", "42"),
        ("◁think▷abc◁/think▷42", "abc", "42"),
        ("<seed:think>abc</seed:think>42", "abc", "42"),
        ("<|begin_of_thought|>abc<|end_of_thought|>42", "abc", "42"),
        (
            "<|channel|>analysis<|message|>abc<|end|><|start|>assistant<|channel|>final<|message|>42<|return|>",
            "abc",
            "42",
        ),
        ("<think>\n\n</think>\n\n42", "", "42"),
        ("<｜begin▁of▁sentence｜><think>abc</think>42<｜end▁of▁sentence｜>", "abc", "42"),
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
    "text",
    [
        "a\n\n\\[\nx\n\n= 5\n\\]\n\nb",
        "a\n\n$$\nx\n\n= 5\n$$\n\nb",
        "a\n\n\\begin{align}\nx\n\n= 5\n\\end{align}\n\nb",
        "a\n\n~~~\nx\n\ny\n~~~\n\nb",
        "a\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\nb",
    ],
)
def test_what_stays_whole(text: str) -> None:
    assert [text[a:b] for a, b in split.steps(text)] == ["a", text[3:-3], "b"]


def test_a_formula_that_was_never_opened_holds_nothing_together() -> None:
    text = "so x = 5 $$\n\nThen we go on and see that\n\n$$ y = 6 $$"
    assert len(split.steps(text)) == 3


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1. a\n2. b\n3. c", 3),
        ("(1) a\n(2) b", 2),
        ("①a\n②b\n③c", 3),
        ("1．a\n2．b", 2),
        ("手順1 a\n手順2 b", 2),
        ("1日目：a\n2日目：b\n3日目：c", 3),
        ("### Step One: a\nmore\n### Step Two: b", 2),
        ("3.14 is pi\n2.71 is e", 1),
        ("So there are\n1. a\nand", 1),
        ("a\n\nb\n\nc\n\nTwo cases:\n1. d\n2. e", 4),
    ],
)
def test_numbered_and_headed_steps(text: str, count: int) -> None:
    assert len(split.steps(text)) == count


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is 3.14 m. No. 5 is e.g. this one. Done!", ["It is 3.14 m.", "No. 5 is e.g. this one.", "Done!"]),
        ("「はい。そうです。」と言った。終わり。", ["「はい。そうです。」と言った。", "終わり。"]),
        ("It is 23. So 46. And 2. 3.5 is less.", ["It is 23.", "So 46.", "And 2. 3.5 is less."]),
        ("Do this. 2. Then that. (No. 12. Main St.)", ["Do this.", "2. Then that.", "(No. 12. Main St.)"]),
        ("Really?! Yes...  Well", ["Really?!", "Yes...", "Well"]),
        ("Mr. Ito pays $3.50. OK.", ["Mr. Ito pays $3.50.", "OK."]),
        ("At 3 p.m. he left.", ["At 3 p.m. he left."]),
        ("1. First this. 2. Then that.", ["1. First this.", "2. Then that."]),
        ("答えは3.14です。次は「え？」と聞いた。", ["答えは3.14です。", "次は「え？」と聞いた。"]),
        ("（例。）そうか！では", ["（例。）", "そうか！", "では"]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in split.sentences(text)] == sentences
