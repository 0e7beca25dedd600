"""The analysis of one generated text, without a model: where it reasons and answers, what it claims, how it checks.

Deterministic, one pass, safe on hostile text, within `bench.limits`. `analyse` returns the record that `kenzan trace`
writes.
"""

from bench import limits
from bench.records import Span, Trace
from bench.trace import answer as answers
from bench.trace import candidates as candidates_
from bench.trace import health as health_
from bench.trace import numbers, split
from bench.trace.arithmetic import claims_of
from bench.trace.episodes import episodes_of
from bench.trace.metrics import metrics_of

__all__ = ["analyse"]


def analyse(
    text: str,
    *,
    id: str = "",
    question: str | None = None,
    answer: str | None = None,
    lang: str | None = None,
    finish_reason: str | None = None,
    prefilled: str = "",
) -> Trace:
    r"""Analyse one generated text.

    Parameters
    ----------
    text : everything the model generated, special tokens included.
    id : copied to the record.
    question : the prompt's question; decides units, and what is only quoted from it.
    answer : the reference answer; without it every verdict is None.
    lang : ``en``, ``ja`` or ``zh``, the language wanted; guessed from `question` or `text` when None.
    finish_reason : ``stop`` or ``length``, where known.
    prefilled : what the prompt template already opened for the model, e.g. ``<think>\n``.

    Raises
    ------
    bench.limits.Exceeded
        The text is too long, or claims too much.
    """
    if len(text) > limits.CHARACTERS:
        raise limits.Exceeded("text")
    folded = numbers.fold(text)
    parts = split.split(text, prefilled)
    wanted = lang or health_.guess(question or "") or health_.guess(text)
    reference = answers.reference_of(answer) if answer is not None else None
    cut, budget = health_.cut_off(text, parts.end, finish_reason), finish_reason == "length"
    last, conflicting, explicit = answers.final(text, parts, question=question, cut=cut, budget=budget, folded=folded)
    steps = split.steps(text, parts.end)
    reasoning, response = _areas(text, parts, steps, last, cut)
    claims = claims_of(text, folded, parts.end, cut=cut)
    candidates = candidates_.candidates(
        text,
        folded,
        parts.end,
        steps=steps,
        claims=claims,
        explicit=explicit,
        last=last,
        question=question,
        reference=reference,
    )
    episodes = episodes_of(text, folded, parts.end, claims=claims, candidates=candidates, reference=reference)
    health = health_.health(
        text,
        parts.end,
        cut=cut,
        budget=budget,
        lang=wanted,
        question=question,
        answered=last.end if last else None,
    )
    stated = answers.to_answer(last, conflicting, reference, text)
    return Trace(
        id=id,
        reasoning=reasoning,
        response=response,
        steps=steps,
        answer=stated,
        candidates=candidates,
        claims=claims,
        episodes=episodes,
        health=health,
        metrics=metrics_of(text, reasoning, steps, claims, episodes, candidates, stated),
    )


def _areas(
    text: str, parts: split.Parts, steps: tuple[Span, ...], last: "answers.Statement | None", cut: bool
) -> tuple[Span | None, Span | None]:
    """Reasoning and response of the text; without tags the response begins where the final answer is announced."""
    if parts.tagged:
        return parts.reasoning, parts.response
    if not steps:
        return None, None
    begin = None
    if heading := split.final_heading(text, 0, parts.end):
        begin = heading.start()
    if last is not None and (begin is None or last.start < begin):
        begin = next((a for a, b in reversed(steps) if a <= last.start), 0)
    if begin is None:
        if cut:
            return (steps[0][0], parts.end), None
        begin = steps[-1][0]
    start = steps[0][0]
    begin = max(begin, start)
    before = len(text[:begin].rstrip()) if begin > start else start
    return ((start, before) if before > start else None), (begin, parts.end)
