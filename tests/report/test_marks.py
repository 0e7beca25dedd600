"""Marks in a text: nothing of the text is lost, whatever the spans."""

from hypothesis import given
from hypothesis import strategies as st

from bench.records import Answer, Claim, Episode, Health, Span, Trace
from bench.report_marks import Mark, marks, markup, segments
from html_tree import parsed

spans = st.tuples(st.integers(-3, 40), st.integers(-3, 40))
drawn_marks = st.lists(
    st.builds(Mark, spans, st.sampled_from(["check", "false", "answer"]), st.sampled_from(["", "x"]))
)


@given(st.text(max_size=30), drawn_marks)
def test_segments_are_the_text_with_the_classes_of_every_span_that_covers_them(text: str, found: list[Mark]) -> None:
    pieces = segments(text, found)
    assert "".join(p.text for p in pieces) == text
    position = 0
    for piece in pieces:
        assert piece.text
        for at in range(position, position + len(piece.text)):
            assert set(piece.styles) == {m.style for m in found if m.span[0] <= at < m.span[1]}
        begin = [m for m in found if max(m.span[0], 0) == position and min(m.span[1], len(text)) > position]
        assert sorted(piece.labels) == sorted(m.label for m in begin if m.label)
        position += len(piece.text)


@given(st.text(alphabet="<>&\"'a\n", max_size=30), drawn_marks)
def test_markup_reads_back_as_the_text(text: str, found: list[Mark]) -> None:
    assert parsed(f"<div>{markup(segments(text, found))}</div>").text == text


def test_spans_that_cross_keep_both_their_marks() -> None:
    pieces = segments("abcdef", [Mark((0, 4), "check", "c"), Mark((2, 6), "false", "f")])
    assert [(p.text, p.styles, p.labels) for p in pieces] == [
        ("ab", ("check",), ("c",)),
        ("cd", ("check", "false"), ("f",)),
        ("ef", ("false",), ()),
    ]


def found_in(text: str, part: str) -> Span:
    return text.index(part), text.index(part) + len(part)


def test_a_trace_is_shown_with_what_was_found_in_it() -> None:
    text = "3 × 4 = 13. Wait, 3 × 4 = 12. Or rather start again. Answer: 12"
    trace = Trace(
        id="",
        reasoning=(0, text.index("Answer")),
        response=found_in(text, "Answer: 12"),
        answer=Answer(status="stated", value="12", span=(text.index("12."), text.index("12.") + 2)),
        claims=(
            Claim(span=found_in(text, "3 × 4 = 13"), left="12", relation="=", right="13", holds=False, retracted=True),
            Claim(span=found_in(text, "3 × 4 = 12"), left="12", relation="=", right="12", holds=True),
        ),
        episodes=(
            Episode(kind="verification", span=found_in(text, "Wait, 3 × 4 = 12"), cue="Wait", outcome="corrected"),
            Episode(kind="backtracking", span=found_in(text, "Or rather start again."), cue="Or rather"),
        ),
        health=Health(truncated=False),
    )
    shown = parsed(str(markup(segments(text, marks(trace)))))
    assert [e.text for e in shown.all(class_="false")] == ["3 × 4 = 13"]
    assert "".join(e.text for e in shown.all(class_="check")) == "Wait, 3 × 4 = 12"
    labels = [e.attributes["data-is"] for e in shown.all() if "data-is" in e.attributes]
    assert labels == ["reasoning, false, taken back", "self-check: corrected", "answer", "turns back", "response"]
