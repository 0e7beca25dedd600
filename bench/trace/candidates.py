"""Every passage that states a candidate for the final answer, in order.

Explicit statements; sentences and clauses that conclude ("so he pays 42 yen", よって42円); and a step that ends in an
equality whose result is what the question asks for, or the very answer that the text gives in the end.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from bench.records import Candidate, Claim, Span
from bench.trace import numbers
from bench.trace.asked import answers, contradicts, last_quantity, name_asked
from bench.trace.compare import same_as
from bench.trace.cues import lowered
from bench.trace.statements import Statement
from bench.trace.values import Value, interpret, of_quantity

_CLAUSE = r"(?:[^\n.。!?！？]|\.(?=[0-9])){1,200}"
_BEGIN = (
    r"(?:(?:and|but|ok(?:ay)?|alright|right|now|then|well),?[ ]+)?(?:so|thus|therefore|hence|consequently|as a result"
    r"|in total|altogether|overall|in summary|in conclusion|finally|th(?:at|is)(?:'s| is| means| gives| makes)"
    r"|which (?:means|gives|makes)|we (?:get|find|obtain|conclude)|i (?:get|got)|giving|it (?:follows|comes to))\b"
)
_HAJIME = (
    r"(?:だから|ですから|したがって|従って|よって|ゆえに|故に|つまり|以上(?:より|から)|これ(?:より|から)|なので|結局|すると|すなわち"
    r"|ということは|最終的に|合計で?|全部で|計算すると|∴|→|⇒)"
)
_SENTENCE = re.compile(rf"[.!?。！？\n][ \t*]*(?P<x>(?:{_BEGIN}|{_HAJIME}){_CLAUSE})")
_FIRST = re.compile(rf"[ \t*]*(?P<x>(?:{_BEGIN}|{_HAJIME}){_CLAUSE})")
_WITHIN = re.compile(
    rf"[,;、][ ]?(?P<x>(?:(?:and )?(?:so|thus|therefore|hence|giving|making|leaving|which (?:gives|makes|means|is))\b"
    rf"|(?:だから|よって|したがって|つまり|なので|ゆえに|合計で?|全部で)){_CLAUSE})"
)
"""These are searched in lower case, where a pattern is quicker than one regardless of case."""
_DIGIT = re.compile(r"[0-9]")
_NUMERAL = re.compile(
    r"[0-9一二三四五六七八九十百]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
)
_PLAN = re.compile(
    r"\b(?:i|we|let)(?:'ll| will| need to| have to| should| can| must| want to| me| us|'s)\b[^.\n]{0,20}?"
    r"\b(?:find|subtract|add|calculate|compute|figure|multiply|divide|check|determine|know|see|use|solve|set)\b"
    r"|求め(?:たい|る必要|よう|てみ)|計算(?:する必要|しよう|してみ|したい)"
)
"""What is to be done has no result yet."""
_OPERAND = re.compile(
    r"(?:[*×·/+÷-]|\b(?:times|plus|minus|divided by|multiplied by|(?:half|thirds?|quarters?|fourths?|percent|%) of))"
    r"\s{0,3}\\?[$€£¥]?[0-9][0-9.,]{0,20}(?:\s[a-z]{1,20}){0,2}\s{0,3}$"
)
"""A clause that ends in an expression says no result either: ``so that's 7 * 2``."""
MAX_END = 40
"""Characters behind an equality that may still belong to it, where a step ends in it."""


def candidates(
    text: str,
    folded: str,
    end: int,
    *,
    steps: Sequence[Span],
    claims: Sequence[Claim],
    explicit: Sequence[Statement],
    last: Statement | None,
    question: str | None,
    reference: str | None,
) -> tuple[Candidate, ...]:
    """The candidates of ``text[:end]``.

    Parameters
    ----------
    folded : `text` after `numbers.fold`.
    steps, claims : of the same text.
    explicit, last : its explicit statements, and the one that counts as its final answer.
    question : decides which results answer it.
    reference : the reference answer; None leaves `right` open.
    """
    found = list(explicit)
    if last is not None and last not in found:
        found.append(last)
    for more in (_conclusions(text, folded, end, question), _results(text, folded, steps, claims, last, question)):
        found = _merged(found, more)
    return tuple(
        Candidate(
            span=(s.start, s.end),
            value=s.value.text,
            right=None if reference is None else same_as(s.value, reference) == "right",
        )
        for s in found
        if s.value is not None
    )


def _merged(found: Iterable[Statement], more: Iterable[Statement]) -> list[Statement]:
    """Both in order, without those of `more` that overlap one of `found`."""
    kept = sorted(found, key=lambda s: (s.start, s.end))
    at = 0
    added: list[Statement] = []
    for s in sorted(more, key=lambda s: s.start):
        while at < len(kept) and kept[at].end <= s.start:
            at += 1
        if (at == len(kept) or kept[at].start >= s.end) and (not added or added[-1].end <= s.start):
            added.append(s)
    return sorted([*kept, *added], key=lambda s: (s.start, s.end))


def _conclusions(text: str, folded: str, end: int, question: str | None) -> Iterator[Statement]:
    lower = lowered(folded)
    first = _FIRST.match(lower, 0, end)
    for m in [*([first] if first else []), *_SENTENCE.finditer(lower, 0, end), *_WITHIN.finditer(lower, 0, end)]:
        start, stop = m.span("x")
        numeral = _DIGIT.search(lower, start, stop) or _NUMERAL.search(lower, start, stop)
        if not numeral or _PLAN.search(lower, start, stop):
            continue
        if lower.find("=", start, stop) < 0 and _OPERAND.search(lower, max(start, stop - 60), stop):
            continue
        value = last_quantity(folded, start, stop, question)
        if value is None or (value.number is None and (value.node is None or value.node.kind == "text")):
            continue
        if question is None or not contradicts(value, question):
            yield Statement(start, stop, text[start:stop], "conclusion", value)


def _results(
    text: str, folded: str, steps: Sequence[Span], claims: Sequence[Claim], last: Statement | None, question: str | None
) -> Iterator[Statement]:
    """The equality that a step ends in, where its result is the answer to the question or the answer of the text."""
    final = last.value if last is not None and last.value is not None else None
    named = _naming(name_asked(question)) if question else None
    at = 0
    for begin, stop in steps:
        while at < len(claims) and claims[at].span[0] < stop:
            at += 1
        claim = claims[at - 1] if at and claims[at - 1].span[0] >= begin else None
        sign = folded.rfind("=", *claim.span) if claim is not None else -1
        if claim is not None and sign >= 0 and claim.relation == "=" and stop - claim.span[1] <= MAX_END:
            result = numbers.quantities(folded, sign + 1, stop)
            if len(result) == 1:
                value = of_quantity(result[0], question)
                if _asked_or_final(value, final, question):
                    yield Statement(claim.span[0], stop, text[claim.span[0] : stop], "result", value)
        elif named and (m := named.search(folded, max(begin, stop - MAX_END), stop)):
            read = interpret(m["x"], question)
            if read is not None and (read.node is None or read.node.kind != "text"):
                yield Statement(m.start(), stop, text[m.start() : stop], "result", read)


def _asked_or_final(value: Value, final: Value | None, question: str | None) -> bool:
    if final is not None and value.number is not None and value.number == final.number:
        return True
    return question is not None and answers(value, question)


@lru_cache(maxsize=64)
def _naming(name: str | None) -> re.Pattern[str] | None:
    """``x = 7`` at the end of a step, where x is asked for."""
    return re.compile(rf"(?<![A-Za-z0-9^_*+/-]){re.escape(name)}\s?=\s?(?P<x>[^=\n]{{1,40}})$") if name else None
