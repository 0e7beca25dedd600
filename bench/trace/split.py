"""Where a generated text reasons and where it answers; its steps and its sentences.

Everything here is a position in the text: no character is changed or dropped.
"""

import re
from dataclasses import dataclass

from bench.records import Span

_SPECIAL = re.compile(r"<\|[^|<>\n]{1,40}\|>|<｜[^｜<>\n]{1,40}｜>|</?s>|<eos>|<bos>|<pad>|<(?:start|end)_of_turn>")
_TURN = re.compile(
    r"<\|im_start\|>\s*(?:user|system)|<\|(?:start_header_id|user)\|>|<start_of_turn>user|\nHuman:|\nUser:"
)
_TAG = r"(?:seed:)?(?:think(?:ing)?|thoughts?|reasoning)"
_OPEN = re.compile(
    rf"[<\[◁](?:(?<=<)(?:{_TAG}>|\|begin_of_thought\|>|\|im_start\|>think\b|\|channel\|>analysis<\|message\|>)"
    r"|(?<=\[)THINK\]|(?<=◁)think▷)",
    re.I,
)
_CLOSE = re.compile(
    rf"[<\[◁](?:(?<=<)(?:/{_TAG}>|\|end_of_thought\|>|\|im_start\|>answer\b"
    r"|(?:\|end\|><)?(?:\|start\|>assistant<)?\|channel\|>final<\|message\|>)|(?<=\[)/THINK\]|(?<=◁)/think▷)",
    re.I,
)
"""The marks of Qwen, DeepSeek and others, OpenThoughts, s1, Magistral, Kimi and gpt-oss."""
_BARE = re.compile(r"\s*think\n")
_BARE_CLOSE = re.compile(r"\n(?:answer|Answer)\n")
_FINAL = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]*)?(?:\*\*|__)?[ \t]*(?:The[ \t]+)?(?:Final (?:Answer|Plan|Result"
    r"|Itinerary)|Answer|Solution Summary|最終(?:的な)?(?:回答|解答|答え|プラン|結果|日程)"
    r"|答え|回答|解答)"
    r"[ \t]*(?:\*\*|__)?[ \t]*[:：]?[ \t]*(?:\*\*|__)?",
    re.M | re.I,
)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.M)
_DISPLAY = re.compile(r"\\(?:(?P<open>\[|begin\{[a-z]{1,12}\*?\})|(?P<close>\]|end\{[a-z]{1,12}\*?\}))|\$(?P<both>\$)")
MAX_DISPLAY = 2000
"""Characters of a displayed formula; a longer one is taken to be unclosed."""
MANY_PARAGRAPHS = 3
"""Where a text has this many or more, a numbered list is a part of its paragraph; else its items are the steps."""
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_SENTENCE_IN = re.compile(r"(?:\b[A-Za-z]{2,15},? ){3}")
_ITEM = re.compile(r"^[ \t]*(?:\*\*)?[(\[]?([0-9０-９]{1,2}|[①-⑳])(?:[.)\]．）、:：]|(?<=[①-⑳]))(?![0-9０-９])", re.M)
_BLANK = re.compile(r"\n[ \t\r]*(?:\n[ \t\r]*)+")
_HEADED = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]*|\*\*[ \t]*)?(?:Step[ \t]*(?:[0-9]{1,3}|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)\b"
    r"|ステップ[ \t]*[0-9０-９]{1,3}|手順[ \t]*[0-9０-９]{1,3}|"
    r"(?:第[ \t]*)?[0-9０-９]{1,2}[ \t]*(?:日目|つ目)|Day[ \t]*[0-9]{1,2}\b)",
    re.M | re.I,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The two parts of a text, and where its last usable character is."""

    reasoning: Span | None
    response: Span | None
    end: int
    """Everything from here on is special tokens, or a turn that the model made up for the user."""
    tagged: bool
    """The text itself (or the prompt) marks the reasoning."""


def usable_end(text: str) -> int:
    """End of the text without a made-up next turn, trailing special tokens and white space."""
    turn = _TURN.search(text)
    end = turn.start() if turn else len(text)
    while True:
        while end and text[end - 1].isspace():
            end -= 1
        found = list(_SPECIAL.finditer(text, max(0, end - 60), end))
        if not found or found[-1].end() != end:
            return end
        end = found[-1].start()


def split(text: str, prefilled: str = "") -> Parts:
    r"""Reasoning and response by the text's own tags; without tags both are None and `answer` decides.

    Parameters
    ----------
    prefilled : what the prompt template already opened, e.g. ``<think>\n``.
    """
    end = usable_end(text)
    opened = _OPEN.search(text, 0, end)
    closed = _CLOSE.search(text, opened.end() if opened else 0, end)
    begins_open = bool(_OPEN.search(prefilled)) and not _CLOSE.search(prefilled)
    bare = _BARE.match(text)
    if bare and not opened and not closed:
        close = _BARE_CLOSE.search(text, bare.end(), end)
        if close:
            return Parts(_trim(text, bare.end(), close.start()), _some(text, close.end(), end), end, True)
        return Parts(None, None, end, False)
    if opened and (closed or opened.start() < 200):
        start = opened.end()
    elif closed or begins_open:
        start = 0
    else:
        return Parts(None, None, end, False)
    if closed is None:
        return Parts(_trim(text, start, end), None, end, True)
    return Parts(_trim(text, start, closed.start()), _some(text, closed.end(), end), end, True)


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end].lstrip()
    if not piece:
        return (start, start)
    left = end - len(piece)
    return (left, left + len(piece.rstrip()))


def _some(text: str, start: int, end: int) -> Span | None:
    """The trimmed span; None where there is nothing but space and tokens."""
    while m := _SPECIAL.match(text, _trim(text, start, end)[0]):
        start = m.end()
        if start >= end:
            return None
    span = _trim(text, start, end)
    return span if span[1] > span[0] else None


def fences(text: str, start: int, end: int) -> list[Span]:
    """Spans of fenced code blocks, an unclosed one reaching to the end."""
    marks = [m.start() for m in _FENCE.finditer(text, start, end)]
    found = []
    for a, b in zip(marks[::2], [*marks[1::2], None][: len(marks[::2])], strict=False):
        if b is None:
            found.append((a, end))
        else:
            stop = text.find("\n", b, end)
            found.append((a, end if stop < 0 else stop))
    return found


def steps(text: str, end: int | None = None) -> tuple[Span, ...]:
    """Blank-line paragraphs, and headed steps (Step 3, ステップ3, 1日目); code fences and formulas stay whole."""
    stop = len(text) if end is None else end
    cuts = [(m.start(), m.end()) for m in _BLANK.finditer(text, 0, stop)]
    cuts += [(m.start(), m.start()) for m in _HEADED.finditer(text, 0, stop) if m.start()]
    if len(cuts) < MANY_PARAGRAPHS:
        cuts += [(a, a) for a in _items(text, stop) if a]
    cuts = _outside(sorted(cuts), sorted(fences(text, 0, stop) + _displays(text, stop)))
    found, at = [], 0
    for a, b in [*cuts, (stop, stop)]:
        if a > at:
            span = _trim(text, at, a)
            if span[1] > span[0]:
                found.append(span)
        at = max(at, b)
    return tuple(found)


def _items(text: str, stop: int) -> list[int]:
    """Where the items of a list begin that counts on from line to line."""
    found: list[int] = []
    before = 0, -1
    for m in _ITEM.finditer(text, 0, stop):
        number = _CIRCLED.find(m[1]) + 1 or int(m[1])
        if number == before[0] + 1 and before[1] >= 0:
            found += [before[1], m.start()] if not found or found[-1] != before[1] else [m.start()]
        before = number, m.start()
    return found


def _displays(text: str, stop: int) -> list[Span]:
    """Displayed formulas, from their opening to their closing mark."""
    found: list[Span] = []
    opened = -1
    for m in _DISPLAY.finditer(text, 0, stop):
        if opened >= 0 and m.end() - opened > MAX_DISPLAY:
            opened = -1
        if m["open"] == "[" or opened < 0:
            opened = -1 if m["close"] else m.start()
        elif _SENTENCE_IN.search(text, opened, m.start()):
            opened = m.start() if m["both"] else -1  # what was taken for the opening mark closed another formula
        elif not m["open"]:
            found.append((opened, m.end()))
            opened = -1
    return found


def _outside(cuts: list[Span], blocks: list[Span]) -> list[Span]:
    kept, at = [], 0
    for cut in cuts:
        while at < len(blocks) and blocks[at][1] <= cut[0]:
            at += 1
        if at == len(blocks) or cut[0] < blocks[at][0]:
            kept.append(cut)
    return kept


_SENTENCE = re.compile(
    r"[。！？!?.…\n](?:(?<=[。！？!?])(?<![。！？!?].)[。！？!?]*+[」』）)\]】”\"*]*+(?=.)"
    r"|(?<=[.!?…])(?:(?<![0-9 ][0-9].)|(?=\s++[A-Z\"“(*\\$ぁ-んァ-ヶ一-龥]))(?<![.!?…].)[.!?…]*+[\"”’')\]*]*+(?=\s|$)"
    r"|(?<=\n)(?:[ \t]*+\n|(?=[ \t]*(?:[-*•]|[0-9]{1,3}[.)])[ \t])|(?=[^a-z\s])))",
    re.S,
)
"""Written so that it begins with one set of characters, which the search for it runs over quickly."""
MAX_QUOTE = 200
"""Characters of a quotation in which 。 ends no sentence."""
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|No|Ans|Mr|Mrs|Ms|Dr|St|Mt|approx|Fig|Eq|cf|[A-Z])|^[ \t]*[0-9]{1,3}"
    r"|\n[ \t]*[0-9]{1,3}|\b[ap]\.m|\bNo\. ?[0-9]{1,3}|[:;]\s[0-9]{1,2})$"
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Sentences of English and Japanese text; 3.14, "No. 5", "e.g." and 「。」 inside quotes do not end one."""
    stop = len(text) if end is None else end
    found, at = [], start
    for m in _SENTENCE.finditer(text, start, stop):
        mark = text[m.start()]
        if mark == "." and _abbreviates(text, at, m.start()):
            continue
        if text[m.end() - 1] in "」』" and text.startswith(("と", "って", "の", "は", "が", "を"), m.end()):
            continue
        begin = max(at, m.start() - MAX_QUOTE)
        if mark in "。！？" and text.rfind("「", begin, m.end()) > text.rfind("」", begin, m.end()):
            continue
        span = _trim(text, at, m.end())
        if span[1] > span[0]:
            found.append(span)
        at = m.end()
    span = _trim(text, at, stop)
    if span[1] > span[0]:
        found.append(span)
    return found


def _abbreviates(text: str, at: int, dot: int) -> bool:
    """Does a full stop end an abbreviation or the number of an item, in a sentence that begins at `at`?"""
    before = text[max(at, dot - 4) : dot]
    if len(before) == 4 and before.isalpha() and before.islower() and before != "prox":
        return False  # the usual case, a word
    if _ABBREVIATION.search(text, max(at, dot - 8), dot):
        return True
    return dot - at < 6 and text[at:dot].strip().isdigit()


def final_heading(text: str, start: int, end: int) -> re.Match[str] | None:
    """The last line that announces the final answer (``**Final Answer**``, ``答え：``)."""
    return max(_FINAL.finditer(text, start, end), key=lambda m: m.start(), default=None)
