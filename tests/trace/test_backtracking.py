"""Passages that turn away from an approach."""

import pytest

from bench.trace.backtracking import backtrackings
from bench.trace.evidence import Observed
from bench.trace.moves import moves


def found(*sentences: str, taken: tuple[int, ...] = ()) -> list[str]:
    text, observed = "", []
    for sentence in sentences:
        span = (len(text), len(text) + len(sentence))
        text += sentence + " "
        told = moves(text.lower(), *span)
        observed.append(Observed(span, told, set(told), ()))
    passages = backtrackings(observed, [i in taken for i in range(len(observed))])
    assert all(span[0] <= cue[0] < cue[1] <= span[1] for span, cue in passages)
    return [text[slice(*span)] for span, _ in passages]


@pytest.mark.parametrize(
    "sentence",
    [
        "Hmm, that doesn't work.", "Let me try another approach.", "Alternatively, we count the pairs.", "Wait, no.",
        "On second thought, x is odd.",
        "Oh, I forgot the last row.", "Let's go back to the first equation.", "That can't be right.",
        "Wait, maybe I should use the area.", "いや、違う。", "別の方法で解いてみる。", "この方法ではうまくいかない。",
        "最初から考え直そう。",
    ],
)  # fmt: skip
def test_an_approach_given_up_or_changed(sentence: str) -> None:
    assert found("There are 5.", sentence, "So 5 + 1 = 6.") == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Take tea instead of coffee.", "Another way to verify this is to count.", "We try all values of x.",
        "Maybe I made a mistake?", "No pens are left.", "Go straight on.",
        "別の方法で確認する。", "違うペンを2本買う。",
    ],
)  # fmt: skip
def test_ordinary_prose_and_checks_are_none(sentence: str) -> None:
    assert found("There are 5.", sentence, "So 5 + 1 = 6.") == []


def test_a_no_that_answers_a_question_is_none() -> None:
    no = "No, they are red."
    assert found("They are blue.", no) == [no]
    observed = [
        Observed((0, 14), {}, {"question"}, ()),
        Observed((15, 32), moves("are they blue? " + no.lower(), 15, 32), set(), ()),
    ]
    assert backtrackings(observed, [False, False]) == []


def test_neighbours_are_one_passage_and_a_check_is_left_out() -> None:
    given_up, other = "This doesn't work.", "Let me try a different method."
    assert found(given_up, other, "So it is 5.", given_up) == [f"{given_up} {other}", given_up]
    assert found(given_up, other, taken=(0,)) == [other]
