"""Marks as the browser reads them: sorted, in UTF-16 units, within the text."""

from hypothesis import given
from hypothesis import strategies as st

from bench.records import Answer, Candidate, Claim, Episode, Health, Span, Trace
from bench.report.marks import KINDS, LABELS, Mark, Units, marks, packed, steps

spans = st.tuples(st.integers(-3, 40), st.integers(-3, 40))
drawn_marks = st.lists(
    st.builds(Mark, spans, st.sampled_from(KINDS), st.sampled_from(LABELS), st.sampled_from(["", "x"]))
)


def unpacked(numbers: list[int]) -> list[tuple[int, int, str, str]]:
    found, start = [], 0
    for what, ahead, length in zip(*[iter(numbers)] * 3, strict=True):
        start += ahead
        found.append((start, start + length, KINDS[what % len(KINDS)], LABELS[what // len(KINDS)]))
    return found


@given(st.text(max_size=30), drawn_marks)
def test_marks_say_where_they_are_in_the_browsers_units(text: str, found: list[Mark]) -> None:
    wide = text.encode("utf-16-le", "surrogatepass")
    numbers, notes = packed(iter(found), Units(text))
    kept = [m for m in found if max(m.span[0], 0) < min(m.span[1], len(text))]
    pieces = sorted((text[max(m.span[0], 0) : m.span[1]], m.kind, m.label) for m in kept)
    read = unpacked(numbers)
    assert [start for start, *_ in read] == sorted(start for start, *_ in read)
    assert pieces == sorted(
        (wide[2 * start : 2 * end].decode("utf-16-le", "surrogatepass"), kind, label)
        for start, end, kind, label in read
    )
    assert len(notes) == sum(m.note == "x" for m in kept)


def found_in(text: str, part: str) -> Span:
    return text.index(part), text.index(part) + len(part)


def test_a_trace_is_shown_with_what_was_found_in_it() -> None:
    text = "3 × 4 = 13. Wait, 3 × 4 = 12. Or rather start again. Answer: 12"
    trace = Trace(
        id="",
        reasoning=(0, text.index("Answer")),
        response=found_in(text, "Answer: 12"),
        steps=((0, 11),),
        answer=Answer(status="conflicting", value="12", span=found_in(text, "Answer: 12")),
        candidates=(Candidate(span=found_in(text, "12."), value="12", right=True),),
        claims=(
            Claim(span=found_in(text, "3 × 4 = 13"), left="12", relation="=", right="13", holds=False, retracted=True),
            Claim(span=found_in(text, "3 × 4 = 12"), left="12", relation="=", right="12", holds=True),
        ),
        episodes=(
            Episode(kind="verification", span=found_in(text, "Wait, 3 × 4 = 12"), cue="Wait", outcome="corrected"),
            Episode(kind="backtracking", span=found_in(text, "Or rather start again."), cue="Or rather"),
        ),
        health=Health(truncated=False, loop=(0, 3), language_switches=((0, 1),)),
    )
    told = {(text[m.span[0] : m.span[1]], m.kind, m.label, m.note) for m in marks(trace)}
    assert told == {
        (text[: text.index("Answer")], "reasoning", "", ""),
        ("Answer: 12", "response", "", ""),
        ("Wait, 3 × 4 = 12", "check", "corrected", ""),
        ("Or rather start again.", "turn", "", ""),
        ("3 × 4 = 13", "false", "retracted", "12 = 13"),
        ("3 × 4 = 12", "true", "", ""),
        ("12.", "candidate", "right", ""),
        ("3 ×", "loop", "", ""),
        ("3", "switch", "", ""),
        ("Answer: 12", "answer", "conflicting", ""),
    }
    assert {m.kind for m in marks(trace)} == set(KINDS)
    assert steps(trace, Units(text)) == [0]


def test_steps_are_told_by_where_they_begin() -> None:
    trace = Trace(id="", steps=((3, 5), (0, 2)), answer=Answer(status="none"), health=Health(truncated=False))
    assert steps(trace, Units("🗻 ab cd")) == [0, 4]
