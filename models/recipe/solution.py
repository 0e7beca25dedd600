"""Traces of calculations: numbered steps, at times a check that confirms, corrects or spoils, the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .slips import false_alarm, is_checked, slipped, to_check
from .words import Lang, Words
from .working import COMMA, MINUS, Claim, Number, Step, apply, compute, operands, show, show_product

OPENING = Words("Let me work through this step by step.", "順番に考えていこう。")
CHECK = Words("Wait, let me double-check. ", "待って、確認しよう。")
CONFIRMED = Words("Yes, that's correct.", "うん、合っている。")
REFUTED = Words(
    "Hmm, that should be {expected}, so I made a mistake there.",
    "あれ、{expected} になるはずなのに違う。計算を間違えた。",
)
CORRECTLY = Words("Correctly: ", "正しくは、")
FIRST = Words("Step 1:", "まず、")
"""How every trace begins its first step; what ``--elicit prefill`` writes for the model."""
ANSWER = Words("the answer", "答え")
STOP = Words(".", "。")
Outcome = Literal["unchecked", "confirmed", "corrected", "broke", "changed"]
"""What the check did to the answer, in the words of the trace analysis; ``changed``: from wrong to wrong."""


@dataclass(frozen=True)
class Solution:
    """A trace and what is known about it."""

    text: str
    """Begins with `FIRST`, without the opening."""
    gold: Number
    stated: Number
    """The answer that the trace ends with."""
    steps: int
    outcome: Outcome
    slip: str = ""
    """Operation of the planted slip, if any."""


def lead(number: int, of: int, lang: Lang) -> str:
    """How a step begins."""
    if lang == "en":
        return f"Step {number}: "
    return FIRST.ja if number == 1 else "最後に、" if number == of else "次に、"


def final_answer(number: Number, lang: Lang, *, answer_line: bool, unit: Words) -> str:
    """The end of a trace: the boxed number and, if asked for, the answer line."""
    if lang == "en":
        boxed = f"**Final Answer**\n\n\\[ \\boxed{{{number}}} \\]"
        return f"{boxed}\n\nAnswer: {number}" if answer_line else boxed
    if answer_line:
        return f"したがって、\\boxed{{{number}}} {unit.ja}です。\n\n答え：{number}"
    return f"答え：\\boxed{{{number}}}"


def terse_answer(number: Number, lang: Lang, *, answer_line: bool, unit: Words) -> str:
    """The answer without reasoning, as the adapter learns it."""
    if answer_line:
        return Words(f"Answer: {number}", f"答え：{number}")[lang]
    return Words(f"{number} {unit.en}".rstrip() + ".", f"{number}{unit.ja}です。")[lang]


def state(steps: Sequence[Step], known: Mapping[str, Number]) -> tuple[list[Claim], int | None]:
    """The claims as a trace first states them, with at most one slip, and the index of the slip.

    Raises
    ------
    ValueError
        The calculation has no value even without a slip.
    """
    values = dict(known)
    claims: list[Claim] = []
    for i, step in enumerate(steps):
        left, right = operands(step, values)
        true = apply(step.operation, left, right)
        if true is None:
            raise ValueError("the calculation has no value")
        wrong = slipped(step.operation, left, right, true)
        if wrong is not None:
            first = [*claims, Claim(step.operation, left, right, wrong)]
            rest = compute(steps[i + 1 :], {**values, step.result: wrong})
            if rest is not None:
                return first + rest, i
        claims.append(Claim(step.operation, left, right, true))
        values[step.result] = true
    return claims, None


def solve(
    steps: Sequence[Step],
    known: Mapping[str, Number],
    *,
    lang: Lang,
    unit: Words,
    answer_line: bool,
    shown: Mapping[str, str] | None = None,
    premises: Sequence[str] = (),
) -> Solution:
    """Write the trace of a calculation.

    Parameters
    ----------
    steps, known
        The calculation; its last result is the gold. It must stay in the natural numbers.
    lang, unit
        Language and unit of the answer.
    answer_line
        Whether the prompt asked for an answer line.
    shown
        What the names in labels stand for.
    premises
        First steps that calculate nothing: a fact recalled or read.
    """
    true = compute(steps, known)
    stated, slip = state(steps, known)
    assert true is not None
    count = len(premises) + len(steps)
    paragraphs = [lead(i, count, lang) + premise for i, premise in enumerate(premises, 1)]
    for i, (step, claim) in enumerate(zip(steps, stated, strict=True), len(premises) + 1):
        label = ""
        if step.label is not None or step is steps[-1]:
            what = (step.label or ANSWER)[lang].format_map(shown or {})
            label = Words(f"Find {what}. ", f"{what}を求める。")[lang]
        paragraphs.append(lead(i, count, lang) + label + show(claim, lang) + STOP[lang])
    result, gold = stated[-1].value, true[-1].value
    outcome: Outcome = "unchecked"
    paragraphs.append(
        Words(f"So the answer is {result} {unit.en}".rstrip() + ".", f"だから、答えは {result} {unit.ja}だ。")[lang]
    )
    if is_checked(result) and (checked := to_check(stated)):
        text, found = verify(steps, known, stated, checked, lang)
        paragraphs.append(text)
        outcome = outcome_of(result, found, gold)
        result = result if found is None else found
    paragraphs.append(final_answer(result, lang, answer_line=answer_line, unit=unit))
    return Solution(
        text="\n\n".join(paragraphs),
        gold=gold,
        stated=result,
        steps=count,
        outcome=outcome,
        slip=steps[slip].operation if slip is not None else "",
    )


def outcome_of(before: Number, found: Number | None, gold: Number) -> Outcome:
    """What a check did that found another result, or (None) none."""
    if found is None or found == before:
        return "confirmed"
    if found == gold:
        return "corrected"
    return "broke" if before == gold else "changed"


def verify(
    steps: Sequence[Step], known: Mapping[str, Number], stated: Sequence[Claim], checked: Sequence[int], lang: Lang
) -> tuple[str, Number | None]:
    """Go back over the last claims; where a check does not come out, calculate again from there.

    Returns
    -------
    The paragraphs, and the new result, None where all checks come out.
    """
    parts = []
    for i in checked:
        claim = stated[i]
        equation, found, expected = check(claim, lang)
        parts.append(equation)
        if found == expected:
            continue
        told = CHECK[lang] + COMMA[lang].join(parts) + Words(". ", "。")[lang] + REFUTED[lang].format(expected=expected)
        value = apply(claim.operation, claim.left, claim.right)
        alarm = false_alarm(claim)
        if alarm is not None:  # the claim was right: a value that fits the wrong check takes its place
            value = claim.value + (claim.left - alarm)
        assert value is not None
        again = [Claim(claim.operation, claim.left, claim.right, value)]
        values = dict(known) | {step.result: each.value for step, each in zip(steps[:i], stated[:i], strict=True)}
        rest = compute(steps[i + 1 :], values | {steps[i].result: value})
        if rest is None:  # the new value leads nowhere, and the old one stays
            parts.pop()
            continue
        again += rest
        shown = Words(". ", "。")[lang].join(show(each, lang) for each in again)
        return f"{told}\n\n{CORRECTLY[lang]}{shown}{STOP[lang]}", again[-1].value
    if not parts:
        return CHECK[lang] + CONFIRMED[lang], None
    return CHECK[lang] + COMMA[lang].join(parts) + Words(". ", "。")[lang] + CONFIRMED[lang], None


def check(claim: Claim, lang: Lang) -> tuple[str, Number, Number]:
    """Check a claim backwards, as a reasoner does: a difference by adding, a sum by subtracting, a quotient by
    multiplying, a product by exchanging its factors.

    Returns
    -------
    The equation, the value that it finds, and the value that it should find.
    """
    left, right, value = claim.left, claim.right, claim.value
    match claim.operation:
        case "-":
            found = value + right if (alarm := false_alarm(claim)) is None else alarm
            return f"{value} + {right} = {found}", found, left
        case "+":
            return f"{value} {MINUS} {right} = {value - right}", value - right, left
        case "/":
            return f"{value} × {right} = {value * right}", value * right, left
    return show_product(right, left, lang, backwards=True), right * left, value
