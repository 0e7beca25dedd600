r"""The final answer that a text states, and every passage before it that states a candidate.

A statement is a box, an answer line (``Answer: 12``, ``答え：12個``, ``#### 12``), a sentence that calls something the
answer, or, where there is none of these, the closing sentence. The last one counts. A text that was cut off states an
answer only in a box, a line or a sentence that is complete.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bench.records import Answer, Candidate, Span
from bench.trace import compare, numbers, split, units, values
from bench.trace.compare import same_as
from bench.trace.formula import Node
from bench.trace.numerals import ORDINALS
from bench.trace.values import Value

__all__ = ["Statement", "boxes", "candidates", "final", "reference_of", "statements", "to_answer"]


MAX_BEHIND = 300
"""Characters behind a sentence that speaks of a result, past which the last sentence of the text is its answer."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A passage that states an answer."""

    start: int
    end: int
    text: str
    """The words of the answer itself."""
    kind: str
    """box, line, phrase or closing"""
    value: Value | None
    whole: bool = False
    """The words are a number and nothing else."""


_BRACE = re.compile(r"(?P<box>\\{1,2}(?:boxed|fbox)\s{0,10}\{)|\\?[{}]")
_BETWEEN = re.compile(
    r"(?:[\s,;.$、]|\\quad|\\qquad|\\[()\[\],;]|\\text\s*\{\s*(?:and|or)\s*\}|\b(?:and|or)\b"
    r"|と|または|[a-z]+(?=\s+(?:and|or)\b))*"
)


def boxes(text: str, start: int, end: int) -> list[Span]:
    r"""Contents of the complete ``\boxed{…}``, nested braces included; an unclosed one is none. Linear time."""
    found: list[Span] = []
    opened: list[int] = []
    """Where each open group begins; 0 for one that is no box."""
    for m in _BRACE.finditer(text, start, end):
        if m["box"]:
            opened.append(m.end())
        elif m[0] == "{":
            opened.append(0)
        elif m[0] == "}" and opened and (begin := opened.pop()) and m.start() - begin <= values.MAX_LENGTH:
            while found and found[-1][0] > begin:
                found.pop()  # a box in a box
            found.append((begin, m.start()))
    return found


_EM = r"(?:\*\*|__|\*)?"
_LINE = re.compile(
    rf"(?:^|(?<=[.。!！?？\n]))[ \t]*(?:#{{1,6}}[ \t]+)?{_EM}[ \t]*(?:(?:so|thus|therefore"
    rf"|hence),?[ \t]+)?(?:the[ \t]+)?(?:final[ \t]+|correct[ \t]+)?(?:answer|ans|result"
    rf"|A)[ \t]*{_EM}[ \t]*"
    rf"(?::|=)[ \t]*{_EM}[ \t]*(?P<en>\S[^\n]{{0,400}})"
    rf"|(?:最終(?:的な)?|正しい)?(?:答え|答|解答|回答|正解)[ \t]*{_EM}[ \t]*(?::|は、?|=|が"
    rf"|としては)[ \t]*{_EM}[ \t]*(?P<ja>[^\s。][^。\n]{{0,200}})"
    rf"|^[ \t]*####[ \t]*(?P<hash>\S[^\n]{{0,200}})",
    re.M | re.I,
)
_PHRASE = re.compile(
    r"\b(?:the |my |our |its? )?(?:final |correct |required |desired |right )?(?:answer"
    r"|solution|result)(?: to (?:the|this) (?:problem|question))?(?: here)? (?:is|are|would be"
    r"|should be|must be|will be|equals|comes out to be|to be|becomes)(?: therefore| thus"
    r"| indeed| just| simply| then| exactly)?(?: equal to)?:?\s+(?P<x>\S[^\n]{0,300})",
    re.I,
)
_HEADING_THEN = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]*)?(?:\*\*|__)?[ \t]*(?:the[ \t]+)?(?:final[ \t]+)?(?:answer"
    r"|最終(?:的な)?(?:回答|解答|答え)|答え|解答|回答)[ \t]*:?[ \t]*(?:\*\*"
    r"|__)?[ \t]*:?[ \t]*\n+[ \t]*(?P<x>\S[^\n]{0,300})",
    re.M | re.I,
)
_STOP = re.compile(
    r"(?:(?<![0-9])\.|\.(?![0-9]))(?=\s|$)|(?:[。！？?]|!(?!=))(?=\s|$|[^」』）])|\s<\||\s(?:because"
    r"|since|as|which|where|but|I hope)\b|<\|"
)


def _words(text: str, start: int, end: int) -> Span:
    """The answer itself within what follows "the answer is": up to the end of the clause."""
    m = _STOP.search(text, start, end)
    stop = m.start() if m else end
    piece = text[start:stop].rstrip(" \t\r*_,")
    return (start, start + len(piece))


def statements(
    text: str, start: int, end: int, question: str | None = None, folded: str | None = None
) -> list[Statement]:
    """The explicit statements of an answer in a passage, in order; boxes that belong together are one."""
    flat = numbers.fold(text) if folded is None else folded
    found: list[Statement] = []
    for group in _grouped(text, boxes(text, start, end)):
        inner = [text[a:b] for a, b in group]
        words = inner[0] if len(inner) == 1 else ", ".join(inner)
        value = values.interpret(words, question)
        after = units.AFTER_NUMBER.match(flat, _past_math(flat, group[-1][1] + 1))
        if value and value.number is not None and value.unit is None and after:
            value = values.in_asked_unit(
                Value(value.text, value.number, _unit_name(after["unit"]), value.node, value.also), question
            )
        found.append(Statement(text.rfind("\\", 0, group[0][0]), group[-1][1] + 1, words, "box", value))
    spans = [(s.start, s.end) for s in found]
    for pattern, kind in ((_HEADING_THEN, "line"), (_LINE, "line"), (_PHRASE, "phrase")):
        for m in pattern.finditer(flat, start, end):
            name = m.lastgroup or "x"
            a, b = _words(flat, m.start(name), m.end(name))
            if a >= b or any(s < b + 40 and a < e for s, e in spans):
                continue
            value = values.interpret(flat[a:b], question) or _last_quantity(flat, a, b, question)
            if value is None or not _plausible(value, flat[a:b]):
                continue
            read = values.interpret(flat[a:b], question) if value.number is not None else None
            found.append(Statement(m.start(), b, text[a:b], kind, value, whole=read == value))
            spans.append((m.start(), b))
    return sorted(found, key=lambda s: s.start)


_NO_ANSWER = re.compile(
    r"(?:the )?(?:final )?(?:answer|result|solution)(?: is| are)?|(?:\w+ )?(?:correct|right"
    r"|wrong|incorrect|clear|reasonable"
    r"|consistent|valid|unique|solid|obvious|not|the same|as follows|the following|above|below|it|this|that|is)",
    re.I,
)


def _plausible(value: Value, words: str) -> bool:
    """A phrase with words and no number is an answer only if it is short (a name, a letter)."""
    if value.number is not None or value.node is None or value.node.kind != "text":
        return True
    return len(words.split()) <= 4 and not _NO_ANSWER.fullmatch(value.text)


def _unit_name(spelling: str) -> str:
    known = units.find(spelling)
    return known.name if known else spelling


def _past_math(text: str, at: int) -> int:
    m = re.compile(r"(?:\$+|\\\)|\\\]|\s|\*\*|\.)*").match(text, at)
    return m.end() if m else at


def _grouped(text: str, found: Sequence[Span]) -> list[list[Span]]:
    groups: list[list[Span]] = []
    for a, b in found:
        begin = text.rfind("\\", 0, a)
        if groups and begin - groups[-1][-1][1] < 60 and _BETWEEN.fullmatch(text, groups[-1][-1][1] + 1, begin):
            gap = text[groups[-1][-1][1] + 1 : begin]
            if "\n\n" not in gap and (gap.strip(" .$\n") or text[a:b] != text[groups[-1][-1][0] : groups[-1][-1][1]]):
                groups[-1].append((a, b))
                continue
        groups.append([(a, b)])
    return groups


# ---------------------------------------------------------------- the closing sentence

_ASIDE = re.compile(r"\([^()]{0,200}\)|（[^（）]{0,200}）")
_QUESTION = re.compile(r"[?？]\s*[\"”」]?\s*$|(?:ですか|ますか|しょうか|なさい|ください|求めよ)[。.]?\s*$")
_EQUALS = re.compile(r"(?:=|≈|≒|\\approx)")


def _last_quantity(flat: str, start: int, end: int, question: str | None) -> Value | None:
    """The quantity that a clause ends in: the one in the asked unit where there is one, else the last."""
    passage = values.plain(flat[start:end])
    passage = _ASIDE.sub(lambda m: " " * len(m[0]), passage) if re.sub(r"\s", "", _ASIDE.sub("", passage)) else passage
    asks_time = question is not None and re.search(r"what time|on which date|when |何時に|いつ", question, re.I)
    if asks_time and (moments := numbers.dates(passage)):
        return Value(moments[-1][2])
    if question and re.search(r"\bratio\b|の比", question) and (ratio := numbers.ratios(passage)):
        return Value(ratio[-1][2])
    if signs := list(_EQUALS.finditer(passage)):
        tail = passage[signs[-1].end() :]
        value = values.interpret(tail.strip().rstrip(".。"), question) if len(tail) < 200 else None
        if value is not None and (value.node is None or value.node.kind != "text"):
            return value
    found = numbers.quantities(passage)
    if not found:
        return None
    return values.of_quantity(_asked_for(found, question) if question and len(found) > 1 else found[-1], question)


_COUNTED = re.compile(r"\b(?:how many|number of)((?: [a-z]+){1,3})", re.I)
_PRICE = re.compile(
    r"\bhow much (?!time|longer|older|taller|water|of)|\b(?:cost|price|money|pay|spend|earn"
    r"|profit)\b",
    re.I,
)
_CURRENCIES = ("$", "€", "£", "円", "¢")


def _asked_for(found: Sequence[numbers.Quantity], question: str) -> numbers.Quantity:
    """The last quantity in the asked unit, of the counted noun or in money; else the last that the question lacks."""
    wanted = units.asked(question)
    asking = question[-400:]
    nouns = {w.lower().rstrip("s") for m in _COUNTED.finditer(asking) for w in m[1].split()}
    given = {q.value for q in numbers.quantities(numbers.fold(question[-4000:]))}
    for fits in (
        lambda q: wanted and q.unit and units.find(q.unit) and units.convert(q.value, q.unit, wanted) is not None,
        lambda q: q.unit and q.unit.lower().rstrip("s") in nouns,
        lambda q: q.unit in _CURRENCIES and _PRICE.search(asking),
        lambda q: q.value not in given,
    ):
        if fitting := [q for q in found if fits(q)]:
            return fitting[-1]
    return found[-1]


_STRUCTURE = re.compile(
    r"\\?\{[^{}\n]{1,200}\\?\}|[(\[][^()\[\]\n]{1,100}[)\]]|\\begin\{[pbv]?matrix\}.{1,600}?\\end\{[pbv]?matrix\}", re.S
)


def closing(text: str, start: int, end: int, question: str | None, folded: str) -> Statement | None:
    """The answer of the last sentence that has one, where no statement is explicit."""
    begin = max(start, end - 3000)
    quoted = re.sub(r"\s+", "", question or "")
    whole = text[start:end].strip()
    if len(whole) <= 400 and "\n\n" not in whole:
        value = values.interpret(whole, question)
        words = value is not None and value.node is not None and value.node.kind == "text"
        if value is not None and (not words or (len(whole) < 30 and not any(c.isdigit() for c in whole))):
            return Statement(start, end, text[start:end], "closing", value)
    for a, b in reversed(split.sentences(folded, begin, end)[-6:]):
        sentence = folded[a:b]
        if _QUESTION.search(sentence) or re.sub(r"\s+", "", text[a:b]) in quoted:
            continue
        value = _closing_value(text, folded, a, b, question)
        if value is not None:
            return Statement(a, b, text[a:b], "closing", value)
    return None


_MATHS = re.compile(r"(?<!\\)\$\$?([^$]{1,300})\$|\\\((.{1,300}?)\\\)|\\\[(.{1,300}?)\\\]", re.S)


def _closing_value(text: str, folded: str, a: int, b: int, question: str | None) -> Value | None:
    passage = values.plain(text[a:b])
    maths = list(_MATHS.finditer(text, a, b))
    if maths and not numbers.quantities(folded, maths[-1].end(), b):
        value = values.interpret(next(x for x in maths[-1].groups() if x), question)
        if value is not None and value.node is not None and value.node.kind != "text" and value.number is None:
            return value
    structures = list(_STRUCTURE.finditer(passage))
    if (structures and "," in structures[-1][0]) or (structures and "matrix" in structures[-1][0]):
        value = values.interpret(structures[-1][0])
        if value is not None and value.node is not None and value.node.kind in ("set", "tuple", "interval", "matrix"):
            return value
    if re.search(r"\bempty set\b|空集合", passage):
        return Value("{}", node=Node("set"))
    value = _last_quantity(folded, a, b, question)
    if value is None:
        if m := re.search(r"\bno (?!longer|more than|one)([a-z]+)", passage):
            return Value("0", Fraction(0), m[1])
        ordinal = re.search(
            r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b(?: place)?[.!]?$", passage.strip()
        )
        if ordinal:
            n = ORDINALS[ordinal[1]]
            return Value(str(n), Fraction(n))
    return value


# ---------------------------------------------------------------- the whole text


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
        return None, False, everything
    return closing(text, start, end, question, folded), False, everything


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
            r"[A-Za-z]{3,}|[ぁ-ん]{3,}", gap.replace("Answer", "").replace("boxed", "")
        ):
            return True
    return False


def reference_of(answer: str) -> str:
    """The comparable part of a reference answer: a whole solution with a box in it says what the box says."""
    found = boxes(answer, 0, len(answer))
    if found:
        group = _grouped(answer, found)[-1]
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


_CONCLUDES = re.compile(
    r"(?:^|(?<=[.!?。\n]))[ \t]*(?:so|thus|therefore|hence|in total|altogether|that (?:means"
    r"|gives|makes)|which (?:means|gives|makes)|だから|したがって|よって|ゆえに|つまり"
    r"|以上より|合計で?|全部で)[^\n.。!?！？]{0,200}",
    re.I,
)


def candidates(
    text: str,
    end: int,
    explicit: Sequence[Statement],
    last: Statement | None,
    question: str | None,
    reference: str | None,
    folded: str,
) -> tuple[Candidate, ...]:
    """Passages that state a candidate for the final answer, in order: explicit ones, and conclusions in between."""
    found = list(explicit)
    if last is not None and last not in found:
        found.append(last)
    taken = sorted((s.start, s.end) for s in found)
    wanted = units.asked(question) if question else None
    at = 0
    for m in _CONCLUDES.finditer(folded, 0, end):
        while at < len(taken) and taken[at][1] <= m.start():
            at += 1
        if at < len(taken) and taken[at][0] < m.end():
            continue
        if not any(c.isdigit() for c in m[0]) and not re.search(r"[一二三四五六七八九十]", m[0]):
            continue
        value = _last_quantity(folded, m.start(), m.end(), question)
        if value is None or value.number is None:
            continue
        if wanted and value.unit and not units.same(value.unit, wanted):
            continue
        found.append(Statement(m.start(), m.end(), text[m.start() : m.end()], "conclusion", value))
    found.sort(key=lambda s: (s.start, s.end))
    return tuple(
        Candidate(
            span=(s.start, s.end),
            value=s.value.text,
            right=None if reference is None else same_as(s.value, reference) == "right",
        )
        for s in found
        if s.value is not None
    )
