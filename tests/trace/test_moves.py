"""How the moves of a sentence are read: where, how far, and which of them comes with another.

The words of each language have tests of their own.
"""

import pytest

from bench.trace import moves_en, moves_ja
from bench.trace.moves import MOVES, moves


def test_the_classes_are_those_of_both_languages() -> None:
    english = {name for name, _, _ in moves_en.RULES} | set(moves_en.OPENERS.values()) - {""}
    assert english == set(moves_ja.WORDS) == set(MOVES)


@pytest.mark.parametrize(
    ("sentence", "move", "words"),
    [
        ("the sum is 5, let me verify and verify.", "check", "verify"),
        ("so wait, the tank leaks.", "doubt", "wait"),
        ("面積を検算し、再計算する。", "check", "検算"),
        ("oh, i forgot the bill.", "disagree", "i forgot"),
    ],
)
def test_a_move_has_the_span_of_the_first_words_that_tell_it(sentence: str, move: str, words: str) -> None:
    start = sentence.index(words)
    assert moves(sentence, 0, len(sentence))[move] == (start, start + len(words))


def test_a_sentence_in_both_languages_is_read_in_both() -> None:
    text = "wait, 検算する。"
    assert set(moves(text, 0, len(text))) == {"doubt", "check"}


def test_only_the_sentence_itself_is_read() -> None:
    text = "let me check. it is 5. that is wrong."
    assert moves(text, 14, 22) == {}


def test_words_far_into_a_very_long_sentence_are_not_read() -> None:
    text = "x " * 1000 + "let me check that"
    assert "check" not in moves(text, 0, len(text))
