"""Is the stated number the right one? Exact; where the fact behind it has a tolerance, within its interval."""

from fractions import Fraction

from bench.checks.stated import unstated
from bench.prompts import question
from bench.recall import wrong_fact
from bench.records import Generation, Item, Judgment, Outcome, Reference, Trace
from bench.trace.numbers import fold, quantities


def judge(item: Item, generation: Generation, trace: Trace) -> Judgment:
    """Compare the trace's stated answer with the item's gold.

    Outcome and reason
    ------------------
    right : ``exact`` or ``within_tolerance``
    ambiguous : the value that another reading of the fact gives
    wrong : ``value``, ``from_memory`` (what the true fact gives where the text supposed another), ``wrong_fact`` (what
        another value that the text states for the fact gives) or ``conflicting``
    none : ``not_stated``, or ``unparsed`` where what is stated is no number
    truncated : ``budget``
    """
    outcome, reason = unstated(trace) or _outcome(item.reference, trace)
    value = _number(trace.answer.value)
    if reason == "value" and value is not None and wrong_fact(item, generation.text, value) is not None:
        reason = "wrong_fact"
    return Judgment(
        key=generation.key,
        check="number",
        outcome=outcome,
        reason=reason,
        value=trace.answer.value,
        metrics={"step_recall": step_recall(item, generation.text)},
    )


def _outcome(reference: Reference, trace: Trace) -> tuple[Outcome, str]:
    value = _number(trace.answer.value)
    if value is None:
        return "none", "unparsed"
    if value == _number(reference.gold):
        return "right", "exact"
    low, high = _number(reference.low), _number(reference.high)
    if low is not None and high is not None and low <= value <= high:
        return "right", "within_tolerance"
    if value in map(_number, reference.ambiguous):
        return "ambiguous", "another_reading"
    if reference.from_memory is not None and value == _number(reference.from_memory):
        return "wrong", "from_memory"
    return "wrong", "value"


def step_recall(item: Item, text: str) -> float | None:
    """Share of the item's named intermediate values that the text writes; None where there are none to find.

    A value that the question itself gives is not counted, since quoting it shows no step; nor is one that equals the
    gold.
    """
    given = _values(question(item)) | {_number(item.reference.gold)}
    wanted = {_number(value) for value in item.reference.steps.values()} - given
    return len(wanted & _values(text)) / len(wanted) if wanted else None


def _values(text: str) -> set[Fraction | None]:
    return {quantity.value for quantity in quantities(fold(text))}


def _number(text: str | None) -> Fraction | None:
    try:
        return Fraction(text) if text is not None and len(text) <= 1000 else None
    except (ValueError, ZeroDivisionError):
        return None
