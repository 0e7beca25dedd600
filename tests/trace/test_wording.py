"""What an answer is without its wrapping."""

import pytest

from bench.trace.wording import bare, plain, tidied, unwrapped


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**about $12$.**", "12"),
        (r"\(x + 1\)", "x + 1"),
        ("「東京」です。", "東京"),
        ("The answer is 12.", "12"),
        (r"\text{blue}", "blue"),
        ("15 (fifteen)", "15"),
        ("9（個）", "9個"),
        ("③", "3"),
        (r"0.1\overline{6}", r"\frac{1}{6}"),
        ("5!", "5!"),
        ("It is 42!", "It is 42"),
    ],
)
def test_bare(text: str, words: str) -> None:
    assert bare(text) == words


def test_plain_moves_nothing_and_keeps_prices() -> None:
    text = "so $x$ costs $5 and \\(y\\) costs $6"
    assert len(plain(text)) == len(text)
    assert plain(text).split() == "so x costs $5 and y costs $6".split()  # noqa: SIM905


def test_latex_that_was_escaped_twice() -> None:
    assert tidied(r"\\frac{1}{2}") == r"\frac{1}{2}"
    assert tidied(r"1 \\[8pt] 2") == r"1 \\ 2"
    assert unwrapped(r"12 \text{ hours}") == "12 hours"
