"""The moves of sentences, by the words that tell them."""

import pytest

from bench.trace.moves import MOVES, moves


@pytest.mark.parametrize(
    ("sentence", "expected", "unexpected"),
    [
        ("Wait, let me double-check that.", {"doubt", "check"}, {"agree"}),
        ("Let me make sure I understand the problem.", {"check", "understand"}, set()),
        ("Check in at noon, check out at ten.", set(), {"check"}),
        ("Yes, that seems right.", {"yes", "agree"}, {"check", "disagree"}),
        ("That doesn't match.", {"disagree"}, {"agree"}),
        ("I didn't make a mistake.", {"check"}, {"disagree"}),
        ("I can't see any mistakes here.", set(), {"disagree"}),
        ("The incorrect ones are 24.", set(), {"disagree"}),
        ("So that is wrong.", {"disagree"}, {"agree"}),
        ("I made a mistake.", {"disagree"}, {"check"}),
        ("Oh, I misread the table.", {"admit", "disagree"}, set()),
        ("Wait, actually, the first one is red.", {"doubt", "turn"}, set()),
        ("Let me think again.", {"restart"}, set()),
        ("Let's test some values of x.", set(), {"check"}),
        ("The team played 1 match.", set(), {"agree"}),
        ("All conditions are satisfied.", {"agree"}, set()),
        ("計算を間違えた。", {"admit", "disagree"}, {"agree"}),
        ("Both methods give the same result.", {"same"}, set()),
        ("Alternatively, count them.", {"other"}, {"given_up"}),
        ("This approach doesn't work.", {"given_up"}, set()),
        ("This is getting too complicated.", {"given_up"}, set()),
        ("Wait, no, that is the radius.", {"doubt", "denial"}, set()),
        ("No more than 5 are left.", set(), {"denial"}),
        ("Maybe I should try a smaller case.", {"turn", "maybe"}, set()),
        ("Take the bus instead of the train.", set(), {"restart"}),
        ("Let's use the train instead.", {"restart"}, set()),
        ("Correctly: it is 5.", set(), {"agree"}),
        ("待って、もう一度確認しよう。", {"doubt", "check"}, {"agree"}),
        ("問題文をもう一度確認しよう。", {"understand"}, {"check"}),
        ("うん、合っている。", {"yes", "agree"}, {"disagree"}),
        ("合っていない。", {"disagree"}, {"agree"}),
        ("計算は間違っていない。", {"agree"}, {"disagree"}),
        ("計算を間違えた。", {"disagree"}, {"agree"}),
        ("正しくは5です。", set(), {"agree"}),
        ("問題なさそうだ。", {"agree"}, {"yes"}),
        ("この方法では、まず和を求める。", set(), {"given_up"}),
        ("この方法では一般項が求めにくい。", {"given_up"}, set()),
        ("いや、違う。", {"denial"}, set()),
        ("別の方法で考えよう。", {"other"}, set()),
        ("念のため検算する。", {"check"}, set()),
    ],
)
def test_what_a_sentence_does(sentence: str, expected: set[str], unexpected: set[str]) -> None:
    found = moves(sentence.lower(), 0, len(sentence))
    assert expected <= set(found) <= set(MOVES)
    assert not unexpected & set(found)
    assert all(0 <= start < end <= len(sentence) for start, end in found.values())


def test_only_the_sentence_itself_is_read() -> None:
    text = "let me check. it is 5. that is wrong."
    assert moves(text, 14, 22) == {}


def test_words_far_into_a_very_long_sentence_are_not_read() -> None:
    text = "x " * 1000 + "let me check that"
    assert "check" not in moves(text, 0, len(text))
