"""The Japanese words that tell what a sentence does, and those that only look like them."""

import pytest

from bench.trace.moves import MOVES, moves
from bench.trace.moves_ja import LETTER, PATTERN, WORDS

SENTENCES: list[tuple[str, set[str], set[str]]] = [
    ("計算を間違えた。", {"admit", "disagree"}, {"agree"}),
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
    ("売上の合計を数え直す。", {"check"}, {"again"}),
    ("この値は正しいのか。", {"check"}, {"agree"}),
    ("この値は正しい。", {"agree"}, {"check"}),
    ("時刻表は壁にある。", set(), {"understand"}),
    ("船の数を見落としていた。", {"admit", "disagree"}, set()),
    ("間違っていた。", {"admit", "disagree"}, {"agree"}),
    ("両方の合計が一致した。", {"agree"}, {"disagree"}),
    ("両方の合計が一致しない。", {"disagree"}, {"agree"}),
    ("条件と矛盾しない。", {"agree"}, {"disagree"}),
    ("条件と矛盾する。", {"disagree"}, {"agree"}),
    ("この値は違う。", {"disagree"}, {"other"}),
    ("違う解き方を考える。", {"other"}, {"disagree"}),
    ("別の船が来る。", set(), {"other"}),
    ("計算が行き詰まった。", {"given_up"}, set()),
    ("そうではない。", {"denial"}, {"yes"}),
    ("最初から計算する。", {"restart"}, set()),
    ("最初からあった船。", set(), {"restart"}),
    ("もしかして税は別か。", {"turn"}, set()),
    ("税を足すべきだ。", set(), {"turn"}),
    ("バス停で待ってから乗る。", set(), {"doubt"}),
    ("うーん、難しい。", {"hesitation"}, {"doubt"}),
    ("xに4を代入する。", {"substitute"}, set()),
    ("どちらの船でも同じ値になる。", {"same"}, set()),
    ("同じ船に乗る。", set(), {"same"}),
    ("先ほどの運賃を使う。", {"earlier"}, {"past"}),
    ("改めて数える。", {"again"}, {"check"}),
    ("まとめると十五になる。", {"recap"}, set()),
    ("リンゴをまとめて買う。", set(), {"recap"}),
    ("おそらく十五だ。", {"maybe"}, {"confident"}),
    ("十五だと確信する。", {"confident"}, {"maybe"}),
    ("面積を求めた。", {"past"}, set()),
    ("面積を求める。", set(), {"past"}),
    ("彼はそうだと言った。", set(), {"yes"}),
]


@pytest.mark.parametrize(("sentence", "expected", "unexpected"), SENTENCES)
def test_what_a_sentence_does(sentence: str, expected: set[str], unexpected: set[str]) -> None:
    found = moves(sentence.lower(), 0, len(sentence))
    assert expected <= set(found) <= set(MOVES)
    assert not unexpected & set(found)
    assert all(0 <= start < end <= len(sentence) for start, end in found.values())


def test_every_class_is_told_by_one_of_the_sentences() -> None:
    told = set[str]().union(*(expected for _, expected, _ in SENTENCES))
    assert told == set(WORDS)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("間違っていないか", "check"),
        ("間違っていない", "agree"),
        ("間違っていた", "admit"),
        ("間違っている", "disagree"),
        ("いや、違", "denial"),
        ("いや、五", "doubt"),
        ("予約をもう一度確認", "understand"),
        ("もう一度確認", "check"),
        ("もう一度", "again"),
        ("ok", "yes"),
    ],
)
def test_the_more_telling_of_two_classes_speaks(text: str, name: str) -> None:
    found = PATTERN.match(text)
    assert found is not None
    assert found.lastgroup == name


def test_every_alternative_begins_with_a_plain_character() -> None:
    assert [word for words in WORDS.values() for word in words if not word[0].isalpha()] == []


@pytest.mark.parametrize(("text", "japanese"), [("あ", True), ("ヶ", True), ("五", True), ("5 × é 、。", False)])
def test_what_makes_a_text_one_to_scan(text: str, japanese: bool) -> None:
    assert (LETTER.search(text) is not None) == japanese
