import pytest

import drawings
import fakes
from bench.figures.ladder import ladder
from bench.records import Lang, Request


def outcome(request: Request) -> str:
    """The base loses the closed book's last rung, the adapter all of its rungs but the first."""
    rung = request.item.rung or 0
    if request.item.book == "closed":
        return "wrong" if rung > (2 if request.arm == "base" else 1) else "right"
    return "right"


def test_curves_of_every_book_in_words_and_numbers() -> None:
    found = ladder(drawings.view(drawings.compared(drawings.requests_for(drawings.ladder()), outcome)))
    assert found is not None
    closed, opened = "closed: from memory", "open: fact given"
    assert found.alt == (
        f"{closed}: base 100 % on rung 1, 0 % on rung 3, adapter 100 % on rung 1, 0 % on rung 3. "
        f"{opened}: base 100 % on rung 1, 100 % on rung 3, adapter 100 % on rung 1, 100 % on rung 3."
    )
    assert found.columns == ("Book", "Arm", "rung 1", "rung 2", "rung 3")
    assert found.rows[:2] == (
        (closed, "base", "100 % (21 %–100 %; n=1)", "100 % (21 %–100 %; n=1)", "0 % (0 %–79 %; n=1)"),
        (closed, "adapter", "100 % (21 %–100 %; n=1)", "0 % (0 %–79 %; n=1)", "0 % (0 %–79 %; n=1)"),
    )
    drawn = drawings.texts(found)
    assert [text for text in drawn if text in (closed, opened)] == [closed, opened]
    assert {"base", "adapter", "rung"} <= set(drawn)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_books_have_their_order_and_unknown_ones_come_last(lang: Lang) -> None:
    items = drawings.ladder(("probe", "my book", "counterfactual", "masked", "open", "open_noise", "closed"), rungs=1)
    found = ladder(drawings.view(drawings.compared(drawings.requests_for(items), lambda _: "right"), lang))
    assert found is not None
    books = list(dict.fromkeys(row[0] for row in found.rows))
    assert len(books) == 7
    assert books[-1] == "my book"
    assert books[0] == {"en": "closed: from memory", "ja": "資料なし"}[lang]


def test_no_ladder_no_figure() -> None:
    assert ladder(drawings.view(drawings.compared(drawings.requests_for([fakes.item()]), lambda _: "right"))) is None


def test_answers_right_by_another_reading_only_do_not_count() -> None:
    items = drawings.ladder(("closed",), rungs=1)
    view = drawings.view(drawings.compared(drawings.requests_for(items), lambda r: "ambiguous"))
    assert ladder(view) is None


def test_intervals_are_drawn_while_they_can_be_told_apart() -> None:
    items = drawings.ladder(("closed",), rungs=2)
    rules = []
    for adapters in (("a",), ("a", "b", "c")):
        comparison = drawings.compared(drawings.requests_for(items, adapters=adapters), outcome)
        found = ladder(drawings.view(comparison))
        lines = [e for e in drawings.drawing(found).iter() if e.tag.endswith("}line") and e.get("color")]
        rules.append(len(lines))
        assert found is not None
        assert ("95 %" in found.caption) == bool(lines)
    assert rules == [4, 0], "one for both rungs of both arms; none for four arms"
