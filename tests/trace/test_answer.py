"""The final answer of a text, its status and verdict, and the candidates before it."""

from bench.records import Trace
from bench.trace import analyse
from bench.trace.answer import reference_of


def of(text: str, answer: str | None = None) -> Trace:
    return analyse(text, answer=answer)


def test_the_last_statement_counts() -> None:
    trace = of("The answer is 11.\n\nWait, no.\n\nThe answer is 12.", "12")
    assert (trace.answer.value, trace.answer.verdict) == ("12", "right")
    assert [(c.value, c.right) for c in trace.candidates] == [("11", False), ("12", True)]
    assert trace.metrics["chars_after_first_right"] == 1


def test_two_different_answers_side_by_side_conflict() -> None:
    trace = of("Answer: 11\nAnswer: 12", "12")
    assert (trace.answer.status, trace.answer.verdict) == ("conflicting", "wrong")


def test_no_answer_is_no_wrong_answer() -> None:
    trace = of("I do not know where to begin.", "12")
    assert (trace.answer.status, trace.answer.verdict, trace.answer.span) == ("none", None, None)


def test_conclusions_in_between_are_candidates() -> None:
    trace = of("So there are 11 pens.\n\nBut one is hidden.\n\nSo there are 12 pens.\n\nAnswer: 12", "12")
    assert [c.value for c in trace.candidates] == ["11", "12", "12"]


def test_a_reference_solution_says_what_its_box_says() -> None:
    assert reference_of(r"First $1+1=2$, so \boxed{2}.") == "2"
    assert reference_of("12") == "12"


def test_unparsed_is_told_from_wrong() -> None:
    text = r"\boxed{it depends on what the others pay, which nobody knows}"
    assert of(text, "12").answer.verdict == "unparsed"
    assert of(r"\boxed{13}", "12").answer.verdict == "wrong"
