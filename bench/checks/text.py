"""Are the words of the answer the right ones? Compared without case, width, and marks around them."""

from bench.checks.stated import folded, unstated
from bench.records import Generation, Item, Judgment, Outcome, Reference, Trace


def judge(item: Item, generation: Generation, trace: Trace) -> Judgment:
    """Compare the words of the stated answer.

    Outcome and reason
    ------------------
    right : ``exact``
    ambiguous : ``another_reading``, one of the reference's other readings
    wrong : ``text`` or ``conflicting``
    none : ``not_stated``
    truncated : ``budget``
    """
    outcome, reason = unstated(trace) or _compared(folded(trace.answer.text or ""), item.reference)
    return Judgment(key=generation.key, check="text", outcome=outcome, reason=reason, value=trace.answer.text)


def _compared(words: str, reference: Reference) -> tuple[Outcome, str]:
    if words == folded(reference.gold or ""):
        return "right", "exact"
    if words in map(folded, reference.ambiguous):
        return "ambiguous", "another_reading"
    return "wrong", "text"
