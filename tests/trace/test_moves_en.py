"""The English words that tell what a sentence does, and those that only look like them."""

import re

import pytest

from bench.trace.moves import MOVES, moves
from bench.trace.moves_en import OPENERS, RULES

SENTENCES: list[tuple[str, set[str], set[str]]] = [
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
    ("Let me verify the fare of the second boat.", {"check"}, set()),
    ("The form has a cross and check mark.", set(), {"check"}),
    ("At the inn we check in after dark.", set(), {"check"}),
    ("I want to confirm the total.", {"check"}, set()),
    ("Just to be safe, I count the apples.", {"check"}, set()),
    ("The shelf is safe.", set(), {"check"}),
    ("I'll go over the three bills once more.", {"check", "again"}, set()),
    ("The bridge goes over the river.", set(), {"check"}),
    ("Maybe there is an error in line two.", {"check"}, set()),
    ("Is that correct?", {"check"}, {"agree"}),
    ("I plug 7 into the second equation.", {"substitute"}, set()),
    ("Somebody has to plug the leak.", set(), {"substitute"}),
    ("The question asks for the number of boats.", {"understand"}, set()),
    ("He asked a question.", set(), {"understand"}),
    ("The correct tool is a saw.", set(), {"agree"}),
    ("So everything makes sense.", {"agree"}, set()),
    ("He has a sense of humour.", set(), {"agree"}),
    ("Our number matches the table.", {"agree"}, {"disagree"}),
    ("These two roots satisfy it.", {"agree"}, set()),
    ("Both roots must satisfy it.", set(), {"agree"}),
    ("This leads to a contradiction.", {"disagree"}, set()),
    ("He forgot the keys.", set(), {"admit", "disagree"}),
    ("Both boats have the same colour.", set(), {"same"}),
    ("As I found before, the rate is 3.", {"earlier", "past"}, set()),
    ("Before noon it rains.", set(), {"earlier"}),
    ("To summarize, the boat carries 12.", {"recap"}, set()),
    ("Let me look at it from a different angle.", {"other"}, set()),
    ("A different boat comes.", set(), {"other"}),
    ("The road by the mill is a dead end.", {"given_up"}, set()),
    ("The scrap metal weighs 4.", set(), {"given_up"}),
    ("That's the wrong track.", {"given_up"}, set()),
    ("He took the wrong bus.", set(), {"given_up", "disagree"}),
    ("I'll start from scratch.", {"restart"}, {"given_up"}),
    ("The trains start at 5.", set(), {"restart"}),
    ("He will try the soup.", set(), {"restart"}),
    ("That can't be right.", {"denial", "disagree"}, {"agree"}),
    ("The fee was actually paid.", set(), {"turn"}),
    ("Suppose the shop is closed.", {"maybe"}, {"turn"}),
    ("I'm fairly certain of the rate.", {"confident"}, set()),
    ("A certain baker sells 4.", set(), {"confident"}),
    ("The carpenter used a saw.", set(), {"past"}),
    ("Hmm, the tank holds 40.", {"hesitation"}, {"doubt"}),
    ("The right bank is steep.", set(), {"yes", "agree"}),
]


@pytest.mark.parametrize(("sentence", "expected", "unexpected"), SENTENCES)
def test_what_a_sentence_does(sentence: str, expected: set[str], unexpected: set[str]) -> None:
    found = moves(sentence.lower(), 0, len(sentence))
    assert expected <= set(found) <= set(MOVES)
    assert not unexpected & set(found)
    assert all(0 <= start < end <= len(sentence) for start, end in found.values())


def test_every_class_is_told_by_one_of_the_sentences() -> None:
    told = set[str]().union(*(expected for _, expected, _ in SENTENCES))
    assert told == {name for name, _, _ in RULES} | set(OPENERS.values()) - {""}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Wait, the tank leaks.", {"doubt"}),
        ("But wait, the tank leaks.", {"doubt"}),
        ("Okay, so hmm, the tank leaks.", {"hesitation"}),
        ("Tanks wait, they leak.", set()),
        ("And so then wait, the tank leaks.", set()),
    ],
)
def test_an_opener_without_a_class_lets_the_next_word_speak(sentence: str, expected: set[str]) -> None:
    assert set(moves(sentence.lower(), 0, len(sentence))) == expected


def test_words_are_as_a_sentence_is_cut_into_them() -> None:
    words = [*OPENERS, *(word for _, triggers, _ in RULES for word in triggers.split())]
    assert [word for word in words if not re.fullmatch(r"[a-z0-9'-]+", word)] == []


def test_a_word_that_is_enough_by_itself_tells_its_class() -> None:
    alone = [(name, word) for name, words, pattern in RULES if pattern is None for word in words.split()]
    assert len(alone) > 20
    assert [(name, word) for name, word in alone if moves(f"tanks {word} 5", 0, 40).get(name, (0, 0))[0] != 6] == []
