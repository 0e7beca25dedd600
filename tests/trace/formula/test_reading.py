"""Bounds of what is read."""

import pytest

from bench.trace.formula import Unreadable, canonical, parse, parse_tokens, tokens


def test_text_and_tokens_read_the_same() -> None:
    text = r"\frac{x + 1}{2}"
    assert parse(text) == parse_tokens(list(tokens(text)))


@pytest.mark.parametrize("text", ["x*" * 700 + "x", "x+" * 700 + "x", "x" + "!" * 700, "x_" * 700 + "x"])
def test_a_tree_that_is_too_high_to_walk_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text)


def test_a_long_list_is_not_high() -> None:
    assert canonical(parse("1," * 400 + "1")) == ",".join(["1"] * 401)
