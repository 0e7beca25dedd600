r"""The passages in which a text explicitly states an answer.

A box, an answer line (``Answer: 12``, ``答え：12個``, ``#### 12``), or a sentence that calls something the answer.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bench.records import Span
from bench.trace import numbers, split, units, values
from bench.trace.asked import last_quantity
from bench.trace.cues import Cues
from bench.trace.values import Value


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
    """The words are a number or a formula and nothing else."""


_BOX = re.compile(r"\\(?:boxed|fbox)\s{0,10}\{")
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
    at = start
    while box := _BOX.search(text, at, end):
        for m in _BRACE.finditer(text, box.start(), end):
            at = m.end()
            if m["box"]:
                opened.append(m.end())
            elif m[0] == "{":
                opened.append(0)
            elif m[0] == "}" and (begin := opened.pop()) and m.start() - begin <= values.MAX_LENGTH:
                while found and found[-1][0] > begin:
                    found.pop()  # a box in a box
                found.append((begin, m.start()))
            if not opened:
                break
        else:
            break
    return found


_EM = r"(?:\*\*|__|\*)?"
_LINE = Cues(
    rf"(?:^|(?<=[.。!！?？\n]))[ \t]*(?:#{{1,6}}[ \t]+)?{_EM}[ \t]*(?:(?:so|thus|therefore"
    rf"|hence),?[ \t]+)?(?:the[ \t]+)?(?:final[ \t]+|correct[ \t]+)?(?:(?:answer|ans|result)[ \t]*{_EM}[ \t]*"
    rf"(?::|=)|ans\.|A[ \t]*{_EM}[ \t]*:(?![^\n]{{0,200}}\n+[ \t]*{_EM}B[ \t]*{_EM}[ \t]*:))"
    rf"[ \t]*{_EM}[ \t]*(?P<en>\S[^\n]{{0,400}})"
    rf"|(?:最終(?:的な)?|正しい)?(?:答え|答|解答|回答|正解)[ \t]*{_EM}[ \t]*(?::|は、?|=|が"
    rf"|としては)[ \t]*{_EM}[ \t]*(?P<ja>[^\s。][^。\n]{{0,200}})"
    rf"|[【\[](?:最終)?(?:答え|答|解答|回答|正解|結論)[】\]][ \t]*+\n?[ \t]*+(?P<bracketed>[^\s。][^。\n]{{0,200}})"
    rf"|(?:^|(?<=\s))####[ \t]*(?P<hash>\S[^\n]{{0,200}})",
    r"ans|result|a[ \t*_]{0,20}[:=]|答|解答|正解|####",
    before=60,
    length=700,
    flags=re.M | re.I,
)
_PHRASE = Cues(
    r"\b(?:the |my |our |its? )?(?:final |correct |required |desired |right )?(?:answer"
    r"|solution|result|option|choice)(?: to (?:the|this) (?:problem|question))?(?: here)? (?:is|are|would be"
    r"|should be|must be|will be|equals|comes out to be|to be|becomes)(?: therefore| thus"
    r"| indeed| just| simply| then| exactly)?(?: equal to)?:?\s+(?P<x>\S[^\n]{0,300})",
    "answer|solution|result|option|choice",
    before=30,
    length=500,
)
_ONLY = Cues(
    r"^[ \t]*(?:\*\*|__)?(?:final|solution|conclusion|結論|解)(?:\*\*|__)?[ \t]*[:=][ \t]*(?:\*\*|__)?[ \t]*"
    r"(?P<x>[^\s][^\n]{0,60})$",
    "final|solution|conclusion|結論|解",
    before=20,
    length=200,
    flags=re.M | re.I,
)
"""Words that announce an answer only where nothing else stands on their line."""
_HEADING_THEN = Cues(
    r"^[ \t]*(?:#{1,6}[ \t]*)?(?:\*\*|__)?[ \t]*(?:the[ \t]+)?(?:final[ \t]+)?(?:answer"
    r"|最終(?:的な)?(?:回答|解答|答え)|答え|解答|回答)[ \t]*:?[ \t]*(?:\*\*"
    r"|__)?[ \t]*:?[ \t]*\n+[ \t]*(?![0-9]{1,2}[.)][ \t])(?P<x>\S[^\n]{0,300})",
    "answer|最終|答|解答",
    before=60,
    length=600,
    flags=re.M | re.I,
)
_STOP = re.compile(
    r"(?:(?<![0-9])\.|\.(?![0-9]))(?=\s|$)|(?:[。！？?]|!(?!=))(?=\s|$|[^」』）])|\s<\||\s(?:because"
    r"|since|as|which|where|but|I hope|rather than|instead of)\b|,? not\s|<\||</?[a-z]"
)


_TAGGED = re.compile(r"<answer>\s{0,20}(?P<x>[^<]{1,400}?)\s{0,20}</answer>", re.I)
_UNCLOSED = re.compile(r"\\(?:boxed|fbox)\s{0,10}\{")
"""A complete box is a statement already; where one is left, it lacks its end."""
BESIDE = 40
"""Words that lead to a box or another statement within as many characters state nothing of their own."""


_PATTERNS = ((_TAGGED, "line"), (_HEADING_THEN, "line"), (_LINE, "line"), (_ONLY, "line"), (_PHRASE, "phrase"))


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
    for group in grouped(text, boxes(text, start, end)):
        inner = [text[a:b] for a, b in group]
        words = inner[0] if len(inner) == 1 else ", ".join(inner)
        value = values.interpret(words, question)
        after = units.AFTER_NUMBER.match(flat, _past_math(flat, group[-1][1] + 1))
        if value and value.number is not None and value.unit is None and after:
            value = values.in_asked_unit(
                Value(value.text, value.number, _unit_name(after["unit"]), value.node, value.also), question
            )
        found.append(Statement(text.rfind("\\", 0, group[0][0]), group[-1][1] + 1, words, "box", value))
    code = split.fences(text, start, end)
    for pattern, kind in _PATTERNS:
        spans = sorted((s.start, s.end) for s in found)
        at = 0
        for m in pattern.finditer(flat, start, end):
            name = m.lastgroup or "x"
            a, b = _words(flat, m.start(name), m.end(name))
            while at < len(spans) and spans[at][1] <= a:
                at += 1
            stated = at < len(spans) and spans[at][0] < b + BESIDE
            if a >= b or stated or _inside(code, a) or _UNCLOSED.search(flat, a, b):
                continue
            read = values.interpret(flat[a:b], question)
            value = read or last_quantity(flat, a, b, question)
            if value is None or not _plausible(value, flat[a:b]):
                continue
            named = value.node is not None and value.node.kind == "text"
            if pattern is _ONLY and (read is None or named):
                continue
            found.append(Statement(m.start(), b, text[a:b], kind, value, whole=read is not None and not named))
    return sorted(found, key=lambda s: s.start)


def _inside(spans: Sequence[Span], at: int) -> bool:
    """Is a position within one of the spans, which are in order?"""
    i = bisect_right(spans, (at, sys.maxsize)) - 1
    return i >= 0 and at < spans[i][1]


_NO_ANSWER = re.compile(
    r"(?:the )?(?:final )?(?:answer|result|solution)(?: is| are)?|(?:\w+ )?(?:correct|right"
    r"|wrong|incorrect|clear|reasonable"
    r"|consistent|valid|unique|solid|obvious|not|the same|as follows|the following|above|below|it|this|that|is)"
    r"|次の(?:通り|とおり|よう).{0,10}|以下の?(?:通り|とおり|よう)?.{0,10}|これ|それ|この(?:通り|よう).{0,10}|何|なに|不明",
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


def grouped(text: str, found: Sequence[Span]) -> list[list[Span]]:
    """Boxes that stand together ("a and b", or on one line) as one answer."""
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
