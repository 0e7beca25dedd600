"""Where arithmetic may be."""

from bench.trace.passages import passages


def found(text: str) -> list[str]:
    return [text[a:b].strip() for a, b in passages(text, len(text))]


def test_a_passage_reaches_from_mark_to_mark() -> None:
    assert found("It rains. So 3 + 4 = 7, as said; then 5 - 1 = 4.") == [
        ". So 3 + 4 = 7",
        "; then 5 - 1 = 4.",
    ]
    assert found("雨です。3 + 4 = 7、だから") == ["。3 + 4 = 7"]


def test_a_mark_in_brackets_does_not_end_it() -> None:
    assert found("a. 4 (approx. pens) × 2 = 8") == [". 4 (approx. pens) × 2 = 8"]
    assert found(r"6 = 2 \text{ sq. ft} + 4, so") == [r"6 = 2 \text{ sq. ft} + 4"]


def test_signs_beside_an_unknown_are_passed_over() -> None:
    assert found("x = 5, 7 = y") == []
    assert found("x = 5 + 1 = 6") == ["x = 5 + 1 = 6"]
    assert found("20 is about = about 20")


def test_a_text_without_marks_is_read_in_bounded_pieces() -> None:
    text = "word " * 1000 + "3 + 4 = 7 " + "word " * 1000
    [(start, stop)] = passages(text, len(text))
    assert text[start:stop].split() == ["word"] * 3 + ["3", "+", "4", "=", "7"] + ["word"] * 4


def test_prose_around_the_numbers_is_left_out_but_for_the_nearest_words() -> None:
    assert found("So in the end the whole of it is 3 + 4 = 7 of the pens that we have seen") == [
        "of it is 3 + 4 = 7 of the pens that"
    ]
