"""The table for people says what the output lines say."""

import json

from bench.trace.stream import Line, analyse_line
from bench.trace.table import row, table


def cells(**trace: str) -> tuple[str, ...]:
    return row(json.loads(analyse_line(Line(json.dumps({"id": "a", **trace}), "in:1")).text))


def test_a_trace_that_corrects_itself() -> None:
    text = "12 + 30 = 52.\n\nWait, let me double-check. 12 + 30 = 42, so I made a mistake.\n\nAnswer: 42"
    assert cells(text=text, question="How many?", answer="42") == ("a", "42", "right", "3", "2", "1 corrected", "–")


def test_false_claims_are_counted() -> None:
    assert cells(text="2 + 2 = 5 and 3 + 3 = 6.")[4] == "2, 1 false"


def test_a_trace_that_was_cut_off_states_nothing() -> None:
    assert cells(text="There are 5 boxes and", finish_reason="length")[1:3] == ("none", "–")
    assert cells(text="There are 5 boxes and", finish_reason="length")[-1] == "cut"


def test_a_line_that_was_not_analysed_shows_why() -> None:
    assert cells(text="Answer: 1", lang="fr")[:3] == ("a", "", "lang: 'fr' is none of en, ja, zh")


def test_every_line_is_a_row() -> None:
    line = analyse_line(Line(json.dumps({"id": "a", "text": "Answer: 1"}), "in:1")).text
    assert table([line, line]).row_count == 2
