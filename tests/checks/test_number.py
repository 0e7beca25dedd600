"""Right, wrong, ambiguous, none and truncated are different outcomes."""

import pytest

import fakes
from bench.checks import judge
from bench.errors import InputError
from bench.records import Item, Judgment, Reference
from bench.trace import analyse

TATE = Reference(
    gold="3015", unit="m", low="3010", high="3020", ambiguous=("3003",), from_memory="2500", steps={"climb": "2915"}
)


def asked(reference: Reference, question: str = "How many metres high is it?") -> Item:
    return fakes.item(question=question, reference=reference)


def judged(item: Item, text: str, finish: str = "stop") -> Judgment:
    trace = analyse(text, question=item.question, answer=item.reference.gold, lang="en", finish_reason=finish)
    return judge(item, fakes.generation(fakes.request(item), text), trace)


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        ("Answer: 3015", "right", "exact"),
        ("Answer: 3,015 m", "right", "exact"),
        ("答え：3018", "right", "within_tolerance"),
        ("Answer: 3021", "wrong", "value"),
        ("Answer: 3003", "ambiguous", "another_reading"),
        ("Answer: 2500", "wrong", "from_memory"),
        ("I do not know this mountain.", "none", "not_stated"),
        ("Answer: high", "none", "unparsed"),
    ],
)
def test_outcomes(text: str, outcome: str, reason: str) -> None:
    found = judged(asked(TATE), text)
    assert (found.outcome, found.reason) == (outcome, reason)


def test_a_cut_off_text_states_nothing() -> None:
    assert judged(asked(TATE), "The height is 3015", finish="length").outcome == "truncated"
    assert judged(asked(TATE), "Answer: 3015\n\nLet me also tell you that", finish="length").outcome == "right"


def test_steps_found_in_the_trace() -> None:
    item = asked(TATE, "A car starts at 100 m. How long?")
    assert judged(item, "3015 − 100 = 2,915.\n\nAnswer: 65").metrics["step_recall"] == 1.0
    assert judged(item, "Answer: 65").metrics["step_recall"] == 0.0


def test_quoting_the_question_or_the_answer_recalls_no_step() -> None:
    reference = Reference(gold="12", steps={"given": "100", "final": "12"})
    assert judged(asked(reference, "There are 100. How many?"), "100\n\nAnswer: 12").metrics["step_recall"] is None


def test_an_unknown_check_is_told() -> None:
    item = fakes.item(check="astrology")
    with pytest.raises(InputError, match="unknown check 'astrology'; there are number, choice, text, itinerary"):
        judge(item, fakes.generation(fakes.request(item), "Answer: 1"), analyse("Answer: 1"))
