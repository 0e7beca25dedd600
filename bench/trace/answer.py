"""The final answer that a text states.

The last explicit statement counts; where there is none, the closing sentence. A text that was cut off states an answer
only in a box, a line or a sentence that is complete.
"""

import re

from bench.records import Answer
from bench.trace import compare, split
from bench.trace.closing import closing, repeated
from bench.trace.compare import same_as
from bench.trace.statements import Statement, boxes, grouped, statements

__all__ = ["Statement", "final", "reference_of", "to_answer"]

MIN_BEHIND = 12
MAX_BEHIND = 300
"""Characters behind a sentence that speaks of a result, past which the last sentence of the text is its answer."""


def final(
    text: str, parts: split.Parts, *, question: str | None, cut: bool, budget: bool, folded: str
) -> tuple[Statement | None, bool, list[Statement]]:
    """The final statement, whether it conflicts with another, and all explicit statements of the text.

    Parameters
    ----------
    cut : the text was cut off, or seems so; then only a complete explicit statement counts.
    budget : it is known that the token limit ended the text, so that even a number at its end may lack digits.
    """
    everything = statements(text, 0, parts.end, question, folded)
    area = parts.response
    if parts.tagged and area is None:
        # Still reasoning when the text ended: only a complete box, in the manner of a final answer, is one.
        boxed = [s for s in everything if s.kind == "box"]
        return (boxed[-1] if boxed and not cut else None), False, everything
    start, end = area or (0, parts.end)
    inside = [s for s in everything if s.start >= start]
    if inside and cut and inside[-1].kind != "box" and inside[-1].end >= end - 2 and (budget or not inside[-1].whole):
        inside.pop()  # the statement itself may have been cut in two
    if cut:
        inside = [s for s in inside if s.kind == "box" or _last_word(text, s, end, budget)]
    if inside:
        last = inside[-1]
        if last.kind == "phrase" and not cut:
            boxed = [s for s in inside if s.kind in ("box", "line")]
            if boxed:
                last = boxed[-1]
        if last.kind == "phrase" and not cut and end - last.end > MAX_BEHIND:
            last = closing(text, last.end, end, question, folded) or last
        return last, _conflict(inside, last, text), everything
    if cut:
        return None if budget else repeated(text, start, end, question, folded), False, everything
    return closing(text, start, end, question, folded), False, everything


_TURNS = re.compile(r"\b(?:wait|hmm|alternatively|actually|maybe|perhaps|no,)|待って|いや|別の|もう一度", re.I)
_GOES_ON = re.compile(
    rf"{_TURNS.pattern}|\b(?:but|however|let me(?! also\b)|let's|check|verify)\b|でも|しかし|ただ|確認|検算|念のため",
    re.I,
)
_FINAL = re.compile(r"final|最終|####", re.I)


def _last_word(text: str, statement: Statement, end: int, budget: bool) -> bool:
    """Was a text that was cut off done with its answer? Not where it goes on to think about it.

    Where the token limit ended it, "the answer is 12" may be followed by anything; only a line of its own, or words
    that call it final, are complete.
    """
    rest = end - statement.end
    final = _FINAL.search(text, statement.start, statement.end) is not None
    if (_TURNS if final else _GOES_ON).search(text, statement.end, min(end, statement.end + MAX_BEHIND)):
        return False
    if statement.kind == "line" or final:
        return True
    return not budget and (rest <= 2 or MIN_BEHIND <= rest <= MAX_BEHIND)


def _conflict(inside: list[Statement], last: Statement, text: str) -> bool:
    """Two different final answers of one kind, side by side, and no word that takes the first back."""
    for s in inside:
        if (
            s is last
            or s.kind != last.kind
            or s.kind == "phrase"
            or last.start - s.end > 200
            or not s.value
            or not last.value
        ):
            continue
        gap = text[s.end : last.start]
        if compare.same_value(s.value, last.value) is False and not re.search(
            r"[A-Za-z]{3,}|[ぁ-ん]{3,}|\bno\b|いや", gap.replace("Answer", "").replace("boxed", "")
        ):
            return True
    return False


def reference_of(answer: str) -> str:
    """The comparable part of a reference answer: a whole solution with a box in it says what the box says."""
    found = boxes(answer, 0, len(answer))
    if found:
        group = grouped(answer, found)[-1]
        return ", ".join(answer[a:b] for a, b in group)
    return answer


def to_answer(statement: Statement | None, conflicting: bool, reference: str | None, text: str) -> Answer:
    """The record of a final statement, judged where there is a reference."""
    if statement is None:
        return Answer(status="none")
    verdict = None
    if reference is not None:
        verdict = same_as(statement.value, reference) if statement.value else "unparsed"
        if conflicting:
            verdict = "wrong"
    return Answer(
        status="conflicting" if conflicting else "stated",
        text=statement.text,
        value=statement.value.text if statement.value else None,
        unit=statement.value.unit if statement.value else None,
        span=(statement.start, statement.end),
        verdict=verdict,
    )
