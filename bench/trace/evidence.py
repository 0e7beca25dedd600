"""What speaks for a sentence checking a result: cues, values that stood before, computations done again.

Every observation is yes or no and has a name, so that a decision can be told in words. Most of them know no language:
a check is where values that the text has already stated, or computed, come again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bench.records import Candidate, Claim, Span
from bench.trace.cues import lowered
from bench.trace.moves import MOVES, moves

NUMERIC = ("reused", "new_values", "claim", "claim_again", "result_again")
PLACE = ("after_candidate", "candidate_again", "paragraph", "question", "tick", "verdict", "check_before")
FEATURES = (*MOVES, *NUMERIC, *PLACE)
"""The names of all observations.

reused : a number of the sentence stood in an earlier one.
new_values : a number of two digits or more did not.
claim : it asserts an equality. claim_again : one whose left side was computed before.
result_again : the result of a claim stood before.
after_candidate : a candidate answer was stated before. candidate_again : its value comes again.
paragraph, question, tick : a blank line before it, a question, a ✓.
verdict : it agrees without a doubt.
check_before : the sentence before it announces a check.
"""
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*+(?:\.[0-9]+)?+")
_TICK = re.compile("[✓✔✅☑]")
_WORD = re.compile(r"(?<![\\a-zA-Z])[a-zA-Z]{2}|[ぁ-んァ-ヶ一-龥]")
MAX_JOINED = 1500
"""Characters of a sentence with its formulas."""
MAX_NUMBER = 40
"""Digits of a number that is remembered."""


@dataclass(slots=True)
class Observed:
    """A sentence and what was observed of it."""

    span: Span
    moves: dict[str, Span]
    features: set[str]
    claims: Sequence[Claim]


def observe(
    folded: str, spans: Sequence[Span], claims: Sequence[Claim], candidates: Sequence[Candidate]
) -> list[Observed]:
    """Observe every sentence, in order.

    Parameters
    ----------
    folded : the text after `numbers.fold`.
    spans : its sentences.
    claims, candidates : of the same text, in order.
    """
    lower = lowered(folded)
    memory = _Memory(claims, candidates)
    ticks = _TICK.search(folded) is not None
    found = []
    before = 0
    for start, end in passages(folded, spans):
        sentence = _observe(folded, lower, start, end, memory)
        if folded.count("\n", before, start) > 1:
            sentence.features.add("paragraph")
        if ticks and _TICK.search(folded, max(start, end - 8), end):
            sentence.features.add("tick")
        found.append(sentence)
        before = end
    _relate(found)
    return found


def passages(folded: str, spans: Sequence[Span]) -> list[Span]:
    """The sentences, with what holds no word (the lines of a displayed formula) joined to the sentence before."""
    found: list[Span] = []
    for start, end in spans:
        if found and end - found[-1][0] < MAX_JOINED and not _WORD.search(folded, start, end):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


class _Memory:
    """The values, left sides and candidates that stood in earlier sentences."""

    def __init__(self, claims: Sequence[Claim], candidates: Sequence[Candidate]) -> None:
        self._claims = claims
        self._candidates = candidates
        self._claim = self._candidate = 0
        self.values: set[str] = set()
        self.lefts: set[str] = set()
        self.stated: set[str] = set()

    def claims_until(self, end: int) -> Sequence[Claim]:
        """The claims that begin in the next sentence, which ends at `end`."""
        first = self._claim
        while self._claim < len(self._claims) and self._claims[self._claim].span[0] < end:
            self._claim += 1
        return self._claims[first : self._claim]

    def state_until(self, start: int) -> None:
        """Remember the candidates stated before `start`."""
        while self._candidate < len(self._candidates) and self._candidates[self._candidate].span[1] <= start:
            self.stated.add(self._candidates[self._candidate].value)
            self._candidate += 1


def _observe(folded: str, lower: str, start: int, end: int, memory: _Memory) -> Observed:
    found = moves(lower, start, end)
    features = set(found)
    claims = memory.claims_until(end)
    values = _values(_NUMBER.findall(folded, start, end))
    if values:
        if not memory.values.isdisjoint(values):
            features.add("reused")
        if any(len(v) > 1 for v in values - memory.values):
            features.add("new_values")
    if claims:
        features.add("claim")
        for claim in claims:
            if side(claim) in memory.lefts:
                features.add("claim_again")
            if claim.right in memory.values:
                features.add("result_again")
        memory.lefts.update(map(side, claims))
    memory.state_until(start)
    if memory.stated:
        features.add("after_candidate")
        if not memory.stated.isdisjoint(values):
            features.add("candidate_again")
    memory.values |= values
    memory.values.update([c.right for c in claims])
    if folded[end - 1] in "?？" or (folded[end - 1] == "。" and folded[end - 2] == "か"):
        features.add("question")
    return Observed((start, end), found, features, claims)


def _values(numbers: Sequence[str]) -> set[str]:
    return {n.replace(",", "") for n in numbers if len(n) <= MAX_NUMBER} if numbers else set()


def side(claim: Claim) -> str:
    """The left side of a claim, the same for all ways to write its operators."""
    return claim.left.replace(" ", "").replace("×", "*").replace("·", "*").replace("−", "-").replace("\\times", "*")


def _relate(found: Sequence[Observed]) -> None:
    previous: set[str] = set()
    for sentence in found:
        features = sentence.features
        if "agree" in features and features.isdisjoint(("disagree", "maybe", "question")):
            features.add("verdict")
        if "check" in previous:
            features.add("check_before")
        previous = features
