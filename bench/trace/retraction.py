"""Claims that a later passage takes back."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from bench.records import Claim
from bench.trace.cues import Cues

_STRONG = Cues(
    r"\b(?:I (?:made|had made|must have made|may have made|think I made) (?:a|an"
    r"|some) (?:\w+ )?(?:mistake|error|slip)|that(?:'s| is| was)(?: clearly)? (?:wrong"
    r"|incorrect|not right|not correct|a mistake|an error)"
    r"|(?:this|it) (?:is|was) (?:wrong|incorrect|not right|not correct)"
    r"|(?:I )?(?:miscalculated|misadded|miscounted|misread)|(?:that|it) should (?:have been"
    r"|be)|correct(?:ion|ly|ing)\b|doesn't match|does not match|not right)"
    r"|間違(?:え|い|って)|計算ミス|計算違い|勘違い|誤り|訂正|正しくは|違う|違った|合わない|おかしい|ミスを",
    r"mistake|error|slip|wrong|incorrect|not right|not correct|miscalculated|misadded|miscounted|misread"
    r"|should|correct|match|間違|計算|勘違|誤り|訂正|正しく|違う|違った|合わ|おかし|ミス",
    before=60,
    length=100,
)
_WEAK = Cues(
    r"\b(?:wait|no,|actually|hmm|oops|sorry|let me re|recalculat|recheck|recomput"
    r"|double[- ]check|again)|待って|いや|あれ|もう一度|うーん|ちょっと待|再計算|検算",
    r"wait|no,|actually|hmm|oops|sorry|let me re|recalculat|recheck|recomput"
    r"|double[- ]check|again|待って|いや|あれ|もう一度|うーん|ちょっと待|再計算|検算",
    before=0,
    length=20,
)
_NEAR, _FAR = 160, 6000


def with_retractions(claims: Sequence[Claim], folded: str) -> tuple[Claim, ...]:
    """The claims, with `retracted` set on those that a later passage takes back.

    A claim is taken back when its left side comes again with another result after words of doubt, or when the words
    right behind a false one call it a mistake.
    """
    if all(c.holds for c in claims):
        return tuple(claims)
    strong = [m.start() for m in _STRONG.finditer(folded)]
    cues = sorted(strong + [m.start() for m in _WEAK.finditer(folded)])
    following: dict[str, Claim] = {}
    result: list[Claim] = []
    for i in range(len(claims) - 1, -1, -1):
        claim = claims[i]
        key = _key(claim)
        later = following.get(key)
        again = (
            later is not None
            and later.right != claim.right
            and later.holds
            and not claim.holds
            and later.span[0] - claim.span[1] < _FAR
            and _between(cues, claim.span[1], later.span[0])
        )
        if not claim.holds and not again:
            stop = claim.span[1] + _NEAR
            until = claims[i + 1].span[0] if i + 1 < len(claims) else len(folded)
            again = _between(strong, claim.span[1], min(stop, until))
        result.append(replace(claim, retracted=True) if again else claim)
        following[key] = claim
    return tuple(reversed(result))


def _key(claim: Claim) -> str:
    return (
        re.sub(r"\s+", "", claim.left)
        .replace("×", "*")
        .replace("·", "*")
        .replace("−", "-")
        .replace("\\times", "*")
        .replace("\\cdot", "*")
    )


def _between(positions: Sequence[int], start: int, stop: int) -> bool:
    at = bisect_left(positions, start)
    return at < len(positions) and positions[at] < stop
