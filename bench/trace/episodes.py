"""Where a text checks a result that it has, and where it gives up or changes its approach.

A verification is a cue ("let me double-check", 確認しよう) **and** what the cue promises: a recomputation, a
substitution, or a verdict ("that matches", 合っている). A cue alone is none: "let me check that I understand the
problem" checks no result.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bench.records import Candidate, Claim, Episode, Span
from bench.trace.split import sentences

Outcome = str

_CHECK = re.compile(
    r"\b(?:double|triple)[- ]?check(?:ing|ed|s)?\b|\b(?:re-?check|re-?verif(?:y|ying)|verify"
    r"|verifying|verification|sanity[- ]check)\w*"
    r"|\b(?:let(?:'s| me| us)|I(?:'ll| will| should| can| need to)|we can|to)(?: just| also"
    r"| quickly)? (?:check|confirm|test|make sure|be sure|re-?comput\w+|re-?calculat\w+"
    r"|re-?count|add (?:them|it|these) up again|go over|walk through)\b"
    r"|\bcheck(?:ing)?(?: again| (?:my|the|this|that|these|if|whether|with|by|for)\b|:)"
    r"|\bjust to (?:make sure|be sure|be safe)\b|\bto (?:make sure|be sure|be safe)\b"
    r"|\b(?:plug|substitut|put)(?:ging|ting|ing|e)? (?:\S+ ){0,4}back\b|\b(?:makes sense"
    r"|make sense)\b|\bis that (?:right|correct)\b|\bis this (?:right|correct)\b"
    r"|\bdoes (?:that|this|it) (?:make sense|match|work|add up|hold)"
    r"|確認(?:しよう|してみ|する(?:と|。|ために)|のため|しておこう|し(?:て|ます|ましょう))"
    r"|再確認|検算|検証|念のため|確かめ|見直|もう一度(?:計算|確認|考え|見)|逆算|代入して"
    r"|チェックし",
    re.I,
)
_UNDERSTAND = re.compile(
    r"\b(?:check|verify|confirm|make sure|be sure)(?:ing)? (?:that |if |whether )?(?:I"
    r"|we)(?:'m| am|'ve| have)? ?(?:correctly |really |fully )?(?:understand|understood"
    r"|understanding|read|got|get|know|remember)"
    r"|\bcheck(?:ing)?[- ](?:in|out)\b|(?:予約|営業時間|空席|在庫|天気|時刻表|ホテル|問題文?|条件)[^。\n]{0,12}確認",
    re.I,
)
_GOOD = re.compile(
    r"\b(?:yes|yep|yeah|right|correct(?:ly)?|checks? out|match(?:es)?|works?(?: out)?|adds? up"
    r"|holds?(?: true)?|consistent|makes? sense|perfect|as (?:expected|required)|confirm(?:s"
    r"|ed)|verified|seems? (?:right|correct|good|fine)|looks? (?:right|correct|good))\b"
    r"|合って|合う|合った|正しい|正しく|一致|問題な|大丈夫|矛盾しない|矛盾はない|確認でき|確かに|OK",
    re.I,
)
_BAD = re.compile(
    r"\b(?:mistake|wrong|incorrect(?:ly)?|error|not (?:right|correct|equal|match|hold|work"
    r"|valid|consistent)|(?:does|do|did)(?:n't| not) (?:match|work|add up|hold|make sense|fit"
    r"|equal|satisfy)|isn't (?:right|correct)|contradict\w*|that should be|should have been"
    r"|conflict\w*|mis(?:calculated|counted|read|added))\b"
    r"|間違|違う|違った|違って|計算ミス|おかしい|合わない|合って(?:い)?ない|矛盾(?!しない"
    r"|はない|がない)|誤り|勘違い|ミス",
    re.I,
)
_BACKTRACK = re.compile(
    r"\b(?:alternatively|another (?:way|approach|method|idea|strategy|technique|angle)"
    r"|a different (?:way|approach|method|strategy)|(?:try|think|do) (?:\w+ ){0,3}differently"
    r"|start over|starting over|go back|going back|backtrack\w*|on second thought|scrap that|"
    r"instead,? let(?:'s| me)|let(?:'s| me) (?:try|re-?think|re-?consider|re-?start"
    r"|re-?examine) (?:again|this|that|another|a different|instead)|not (?:getting"
    r"|going) anywhere|dead end|doesn't seem (?:to work|helpful|right)|(?:this"
    r"|that) (?:approach|method|way) (?:is|isn't|does|doesn't|won't|might|seems))"
    r"|別の(?:方法|やり方|アプローチ|考え方|解き方|視点|角度)|他の(?:方法|やり方|アプローチ)"
    r"|やり直|最初から(?:考え|やり|計算)|いや、?(?:違う|待って|ちが)|考え直|方針を変え"
    r"|代わりに",
    re.I,
)
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
MAX_LENGTH = 1200
"""Characters that a verification may reach from its cue."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What follows a cue."""

    end: int
    good: bool = False
    bad: bool = False
    computed: bool = False


def episodes_of(
    text: str,
    folded: str,
    end: int,
    *,
    claims: Sequence[Claim],
    candidates: Sequence[Candidate],
    reference: str | None,
) -> tuple[Episode, ...]:
    """The verifications and backtrackings of ``text[:end]``, in order.

    Parameters
    ----------
    folded : `text` after `numbers.fold`.
    claims, candidates : of the same text; they tell what is recomputed, and what changed.
    reference : the reference answer; without it no correction is told from another change.
    """
    found: list[Episode] = []
    spans = sentences(folded, 0, end)
    starts = [s[0] for s in spans]
    signs = [c.span[0] for c in claims]
    at = 0
    for m in _CHECK.finditer(folded, 0, end):
        if m.start() < at or _UNDERSTAND.search(folded, max(0, m.start() - 20), min(end, m.end() + 60)):
            continue
        i = max(0, bisect_right(starts, m.start()) - 1)
        evidence = _follow(folded, spans, i, m, signs, claims)
        if evidence is None:
            continue
        span = (spans[i][0] if spans else m.start(), evidence.end)
        span = (max(span[0], at), span[1])
        found.append(
            Episode(
                kind="verification",
                span=span,
                cue=text[m.start() : m.end()],
                outcome=_outcome(span, evidence, candidates, claims, reference),
            )
        )
        at = span[1]
    found += _backtrackings(text, folded, end, spans, starts, [e.span for e in found])
    return tuple(sorted(found, key=lambda e: e.span))


def _follow(
    folded: str, spans: Sequence[Span], i: int, cue: re.Match[str], signs: Sequence[int], claims: Sequence[Claim]
) -> _Evidence | None:
    """What stands behind a cue, up to its verdict; None where it is neither a recomputation nor a verdict."""
    limit = cue.end() + MAX_LENGTH
    computed_end = 0
    for k in range(i, min(i + 12, len(spans))):
        a, b = max(spans[k][0], cue.start()), spans[k][1]
        if a > limit:
            break
        if k > i and (_CHECK.search(folded, a, b) or _BACKTRACK.search(folded, a, b)) and computed_end:
            break
        first = bisect_left(signs, a)
        last = bisect_left(signs, b)
        if last > first:
            computed_end = min(b, limit)
        start = cue.end() if k == i else a
        if bad := _BAD.search(folded, start, b):
            return _Evidence(min(b, max(limit, bad.end())), bad=True, computed=bool(computed_end))
        if _GOOD.search(folded, start, b) and (computed_end or k <= i + 2):
            return _Evidence(min(b, limit), good=True, computed=bool(computed_end))
        if k > i + 3 and not computed_end:
            break
    return _Evidence(computed_end, computed=True) if computed_end else None


def _outcome(
    span: Span, evidence: _Evidence, candidates: Sequence[Candidate], claims: Sequence[Claim], reference: str | None
) -> Outcome:
    """What became of the result: the candidate before against the one within or behind, else the text's own verdict."""
    before = next((c for c in reversed(candidates) if c.span[0] < span[0]), None)
    within = next((c for c in candidates if span[0] <= c.span[0] < span[1]), None)
    after = within or next((c for c in candidates if c.span[0] >= span[1]), None)
    if evidence.bad:
        if before is not None and after is not None and before.value != after.value:
            if before.right or after.right:
                return "corrected" if after.right else "broke"
            return "changed"
        retracted = any(c.retracted and c.span[1] <= span[0] for c in claims)
        if retracted and after is not None:
            return "corrected" if after.right or reference is None else "changed"
        return "inconclusive"
    if before is not None and within is not None:
        if before.value == within.value:
            return "confirmed"
        if before.right or within.right:
            return "corrected" if within.right else "broke"
        return "changed"
    return "confirmed" if evidence.good else "inconclusive"


def _backtrackings(
    text: str, folded: str, end: int, spans: Sequence[Span], starts: Sequence[int], taken: Sequence[Span]
) -> list[Episode]:
    found: list[Episode] = []
    covers = [s[0] for s in taken]
    at = 0
    for m in _BACKTRACK.finditer(folded, 0, end):
        if m.start() < at:
            continue
        j = bisect_right(covers, m.start()) - 1
        if j >= 0 and taken[j][1] > m.start():
            continue
        i = max(0, bisect_right(starts, m.start()) - 1)
        span = spans[i] if spans else m.span()
        found.append(Episode(kind="backtracking", span=(max(at, span[0]), span[1]), cue=text[m.start() : m.end()]))
        at = span[1]
    return found
