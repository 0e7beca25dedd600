"""Explicit statements of an answer."""

import pytest

from bench.trace.statements import boxes, statements


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        (r"\boxed{12}", ["12"]),
        (r"\boxed{\frac{1}{2}}", [r"\frac{1}{2}"]),
        (r"\boxed{12", []),
        (r"\boxed{1 \boxed{2}", ["2"]),
        (r"a } \boxed{\{1, 2\}}", [r"\{1, 2\}"]),
        (r"\fbox{3} and \boxed{4}", ["3", "4"]),
    ],
)
def test_boxes(text: str, contents: list[str]) -> None:
    assert [text[a:b] for a, b in boxes(text, 0, len(text))] == contents


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("So it is \\boxed{12}.", "box", "12"),
        ("Answer: 12 pens", "line", "12"),
        ("**Final Answer:** 12", "line", "12"),
        ("答え：12個", "line", "12"),
        ("#### 1,200", "line", "1200"),
        ("# Answer\n\n12", "line", "12"),
        ("        # Answer\n\n        -2 + 7i", "line", "-2 + 7*i"),
        ("<answer> 12 </answer>", "line", "12"),
        ("and so on. #### 12", "line", "12"),
        ("【答え】12個", "line", "12"),
        ("正解は12です。", "line", "12"),
        ("The answer is 12, not 13.", "phrase", "12"),
        ("Therefore the final answer is 12.", "phrase", "12"),
        ("The answer is $1,234.50.", "phrase", "2469/2"),
    ],
)
def test_one_statement(text: str, kind: str, value: str) -> None:
    [statement] = statements(text, 0, len(text))
    assert statement.value is not None
    assert (statement.kind, statement.value.text) == (kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "The answer is correct.",
        "What is the answer?",
        "I answer you.",
        "A = 12",
        "**解答**\n\n1. ノートの代金を出す",
        "Answer:\n\n1. We add the two",
        "A: 12\nB: 13",
        "```\nresult = 12\n```",
        "<answer>",
    ],
)
def test_no_statement(text: str) -> None:
    assert statements(text, 0, len(text)) == []
