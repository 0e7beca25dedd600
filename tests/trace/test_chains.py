"""How arithmetic is cut out of running text."""

from bench.trace.chains import Chain, chains


def cut(text: str) -> list[list[str]]:
    return [["".join(t.text for t in side.tokens) for side in chain.sides] for chain in chains(text, len(text))]


def test_words_end_a_chain_and_units_do_not() -> None:
    assert cut("we pay 3 pens * 40 yen = 120 yen for them") == [["3*40", "120"]]
    assert cut("3 pens and 4 pens = 7 pens") == [["4", "7"]]


def test_a_line_that_begins_with_a_sign_goes_on() -> None:
    assert cut("12 + 30\n= 42") == [["12+30", "42"]]
    assert cut("12 + 30 = 42\n7 = 7") == [["12+30", "42"], ["7", "7"]]


def test_words_that_relate() -> None:
    [chain] = chains("6 times 7 equals 42", 19)
    assert chain.signs == ["="]
    assert chain.sides[1].spoken


def test_an_unknown_beside_a_chain_leaves_doubt() -> None:
    def doubts(chain: Chain) -> list[bool]:
        return [side.doubt for side in chain.sides]

    assert doubts(next(chains("x + 5 = 12", 10))) == [True, False]
    assert doubts(next(chains("7 + 5 = 12y", 11))) == [False, True]
    assert doubts(next(chains("so 7 + 5 = 12.", 14))) == [False, False]


def test_what_stands_past_the_end_is_not_read() -> None:
    assert cut("7 + 5 = 12") == [["7+5", "12"]]
    assert list(chains("7 + 5 = 12", 5)) == []


def test_a_mark_ends_the_passage_that_is_read_unless_it_stands_in_brackets() -> None:
    assert cut("Of the 9 we know. Then, 7 + 5 = 12; so it is.") == [["7+5", "12"]]
    assert cut("4 (approx. pens) × 2 = 8") == [["4×2", "8"]]
    assert cut(r"4 \text{ sq. ft} + 2 = 6 \text{ sq. ft}") == [["4+2", "6"]]
    assert cut("7 + 5 +\n\n2 = 14") == [["2", "14"]]
    assert cut("7 + 5\n\n= 12") == [["7+5", "12"]]


def test_a_sign_beside_an_unknown_alone_is_passed_over() -> None:
    assert cut("so x = 5") == cut("the sum 5 + 7 = n") == []
    assert cut("5 m = 500 cm") == [["5", "500"]]
    assert cut("3 people from A + 2 people from school B = 5 people") == [["3+2", "5"]]


def test_a_word_that_relates_behind_mathematics() -> None:
    assert cut(r"so \(3^2\) is \(9\), 4! is 24 and $6/3$ is equal to $2$") == [
        ["3^2", "9"],
        ["4!", "24"],
        ["6/3", "2"],
    ]
