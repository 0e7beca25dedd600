"""Traces of calculations: an opening, steps, at times a planted slip with the check that finds it, the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from .words import Lang, Words
from .working import COMMA, Claim, Step, check, compute, show

OPENINGS: dict[Lang, list[str]] = {
    "en": [
        "Okay, let's work through this step by step.",
        "Let me think about this step by step.",
        "Alright, let me see what is asked here.",
    ],
    "ja": ["よし、順番に考えてみよう。", "では、一つずつ計算していこう。", "まず、何を聞かれているか考えよう。"],
}
CHECKS: dict[Lang, list[str]] = {
    "en": ["Wait, let me double-check.", "Wait, let me check that again.", "Let me verify this by going back."],
    "ja": ["待って、確認しよう。", "ちょっと待って、もう一度確認しよう。", "念のため検算してみよう。"],
}
CONFIRMED: dict[Lang, list[str]] = {
    "en": ["Yes, that's correct.", "Good, it matches.", "Yes, that seems right."],
    "ja": ["うん、合っている。", "よし、正しい。", "大丈夫、合っている。"],
}
REFUTED = Words(
    "Hmm, that should be {expected}, so I made a mistake there.",
    "あれ、{expected} になるはずなのに違う。計算を間違えた。",
)
FIRST, NEXT, LAST = Words("First, ", "まず、"), Words("Next, ", "次に、"), Words("Then, ", "それから、")
STOP = Words(".", "。")


@dataclass(frozen=True)
class Solution:
    """A trace and what is known about it."""

    text: str
    gold: int
    steps: int
    verified: bool
    slip: bool


def final_answer(number: int, lang: Lang, *, answer_line: bool, unit: Words) -> str:
    """The end of a trace: the boxed number and, if asked for, the answer line."""
    if lang == "en":
        boxed = f"**Final Answer**\n\n\\[ \\boxed{{{number}}} \\]"
        return f"{boxed}\n\nAnswer: {number}" if answer_line else boxed
    if answer_line:
        return f"したがって、\\boxed{{{number}}} {unit.ja}です。\n\n答え：{number}"
    return f"答え：\\boxed{{{number}}}"


def terse_answer(number: int, lang: Lang, *, answer_line: bool, unit: Words) -> str:
    """The answer without reasoning, as the adapter learns it."""
    if answer_line:
        return Words(f"Answer: {number}", f"答え：{number}")[lang]
    return Words(f"{number} {unit.en}.", f"{number}{unit.ja}です。")[lang]


def draw_slip(rng: Random, claim: Claim) -> int | None:
    """Perhaps get a sum or difference wrong.

    A borrow is forgotten often where the subtrahend's hundreds digit is 7 (or 3, if it has thousands), so that the
    model can learn when to slip; elsewhere a carry or borrow is lost in one case of fifty.

    Returns
    -------
    The wrong value, or None for no slip.
    """
    if claim.operation not in ("+", "-") or claim.value <= 100:
        return None
    if claim.operation == "+":
        chance, wrong = 0.02, claim.value - (100 if rng.random() < 0.5 else 10)
    else:
        hundreds = claim.right // 100 % 10
        often = hundreds == 7 or (claim.right >= 1000 and hundreds == 3)
        chance, wrong = 0.8 if often else 0.02, claim.value + 100
    return wrong if rng.random() < chance else None


def plant_slip(
    rng: Random, steps: Sequence[Step], known: Mapping[str, int], true: Sequence[Claim]
) -> tuple[list[Claim], int | None]:
    """Plant at most one slip and carry the wrong value on through the later steps.

    Returns
    -------
    The claims as the trace first states them, and the index of the slip, None without one.
    """
    for i, claim in enumerate(true):
        wrong = draw_slip(rng, claim)
        if wrong is None:
            continue
        stated = [*true[:i], Claim(claim.operation, claim.left, claim.right, wrong)]
        results = {step.result: said.value for step, said in zip(steps[: i + 1], stated, strict=True)}
        rest = compute(steps[i + 1 :], {**known, **results})
        if rest is not None:
            return stated + rest, i
    return list(true), None


def verification(rng: Random, claims: Sequence[Claim], slip: int | None, lang: Lang) -> str:
    """A self-check with its verdict: of the slip if there is one, otherwise of the last two steps."""
    checked = claims[slip : slip + 1] if slip is not None else claims[-2:]
    opening = rng.choice(CHECKS[lang]) + Words(" ", "")[lang]
    equations = [equation for equation in map(check, checked) if equation]
    text = opening + COMMA[lang].join(equations) + Words(". ", "。")[lang]
    if slip is None:
        return text + rng.choice(CONFIRMED[lang])
    return text + REFUTED[lang].format(expected=claims[slip].left)


def solve(
    rng: Random,
    steps: Sequence[Step],
    known: Mapping[str, int],
    *,
    lang: Lang,
    unit: Words,
    conclusion: str,
    answer_line: bool,
    check_rate: float,
    slips: bool = True,
    preface: str = "",
) -> Solution:
    """Write the trace of a calculation.

    Parameters
    ----------
    rng
        Draws the wordings, the slip and whether the trace checks itself.
    steps, known
        The calculation; its last result is the gold. It must stay in the natural numbers.
    lang, unit
        Language and unit of the answer.
    conclusion
        The sentence before the check, with ``{result}``.
    answer_line
        Whether the prompt asked for an answer line.
    check_rate
        Share of the traces without a slip that check themselves. One with a slip always does.
    slips
        Whether a slip may be planted.
    preface
        A paragraph between the opening and the first step.
    """
    true = compute(steps, known)
    if true is None:
        raise ValueError("the calculation leaves the natural numbers")
    stated, slip = plant_slip(rng, steps, known, true) if slips else (true, None)
    paragraphs = [rng.choice(OPENINGS[lang])]
    if preface:
        paragraphs.append(preface)
    for i, (step, claim) in enumerate(zip(steps, stated, strict=True)):
        lead = FIRST if i == 0 else LAST if i == len(steps) - 1 > 1 else NEXT
        label = step.label[lang].format_map(known) + Words(": ", "：")[lang]
        paragraphs.append(lead[lang] + label + show(claim, lang) + STOP[lang])
    paragraphs.append(conclusion.format(result=stated[-1].value))
    verified = slip is not None or rng.random() < check_rate
    if verified:
        paragraphs.append(verification(rng, stated, slip, lang))
    if slip is not None:
        corrected = Words(". ", "。")[lang].join(show(claim, lang) for claim in true[slip:])
        paragraphs.append(Words("Correctly: ", "正しくは、")[lang] + corrected + STOP[lang])
    gold = true[-1].value
    paragraphs.append(final_answer(gold, lang, answer_line=answer_line, unit=unit))
    return Solution("\n\n".join(paragraphs), gold, len(steps), verified, slip is not None)
