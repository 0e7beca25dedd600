"""Where a text checks a result that it has, and where it gives up or changes its approach.

A verification needs a result to check and evidence that it is checked: a value computed again, a substitution, a
comparison, or a verdict ("that matches", 合っている). A cue alone is none: "let me check that I understand the problem"
checks no result, and "wait, the problem says" checks nothing.
"""

from collections.abc import Iterator, Sequence

from bench.records import Candidate, Claim, Episode, Span
from bench.trace.backtracking import backtrackings
from bench.trace.checking import probabilities, weights
from bench.trace.evidence import Observed, observe
from bench.trace.outcome import Results
from bench.trace.split import sentences

_CUES = ("check", "same", "agree", "disagree", "again", "doubt", "yes", "confident", "recap", "earlier", "substitute")
"""Moves whose words name a verification, the most telling first."""
_TOLD = frozenset((*_CUES, "tick"))
_VALUES = frozenset(("reused", "claim_again", "result_again", "candidate_again"))
_RESULTS = frozenset(("result_again", "candidate_again"))
_REDONE = frozenset(("claim_again", "result_again"))
_AGREED = frozenset(("verdict", "tick", "same"))
_JUDGED = _AGREED | {"disagree"}
GAP = 2
"""Sentences that may stand between two parts of one check."""
REACH = 4
"""Sentences from the words that announce a check to its verdict."""
BRIEF = 2
"""The same where no verdict is reached, to the value that comes again."""


def episodes_of(
    text: str,
    folded: str,
    end: int,
    *,
    claims: Sequence[Claim],
    candidates: Sequence[Candidate],
    reference: str | None,
) -> tuple[Episode, ...]:
    """The verifications and backtrackings of ``text[:end]``, in order; linear time.

    Parameters
    ----------
    folded : `text` after `numbers.fold`.
    claims, candidates : of the same text; they tell what is recomputed, and what changed.
    reference : the reference answer; without it no correction is told from another change.
    """
    observed = observe(folded, sentences(folded, 0, end), claims, candidates)
    results = Results(candidates, claims, reference=reference is not None)
    taken = [False] * len(observed)
    found: list[Episode] = []
    for first, last in checks(observed):
        taken[first:last] = [True] * (last - first)
        passage = observed[first:last]
        span = (passage[0].span[0], passage[-1].span[1])
        agrees, disagrees = _verdict(passage)
        a, b = _cue(passage)
        restated = any("candidate_again" in s.features for s in passage)
        outcome = results.outcome(span, agrees=agrees, disagrees=disagrees, restated=restated)
        found.append(Episode(kind="verification", span=span, cue=text[a:b], outcome=outcome))
    for span, (a, b) in backtrackings(observed, taken):
        found.append(Episode(kind="backtracking", span=span, cue=text[a:b]))
    return tuple(sorted(found, key=lambda e: e.span))


def checks(observed: Sequence[Observed]) -> Iterator[tuple[int, int]]:
    """The runs of sentences that check a result, as ``[first, last)`` indices."""
    threshold = weights().threshold
    member = [p >= threshold for p in probabilities(observed)]
    for first, last in _announced(observed):
        member[first:last] = [True] * (last - first)
    _carry_on(observed, member)
    for first, last in _runs(member):
        for a, b in _single(observed, first, last):
            if _evident(observed[a:b]):
                yield a, b


def _carry_on(observed: Sequence[Observed], member: list[bool]) -> None:
    """A check goes on while it computes the same again, and over a short gap between two of its parts."""
    for i in range(1, len(member)):
        features = observed[i].features
        if member[i - 1] and features >= _REDONE and "new_values" not in features:
            member[i] = True
    for i in range(1, len(member)):
        if member[i - 1] and any(member[i + 1 : i + 1 + GAP]):
            member[i] = True


def _runs(member: Sequence[bool]) -> Iterator[tuple[int, int]]:
    first = None
    for i, inside in enumerate([*member, False]):
        if inside and first is None:
            first = i
        elif not inside and first is not None:
            yield first, i
            first = None


def _single(observed: Sequence[Observed], first: int, last: int) -> Iterator[tuple[int, int]]:
    """A run in pieces of one check each: behind a verdict, words that announce a check begin another."""
    judged = False
    for i in range(first, last):
        features = observed[i].features
        if judged and "check" in features and not features.isdisjoint(("paragraph", "doubt")):
            yield first, i
            first, judged = i, False
        judged |= not features.isdisjoint(_JUDGED)
    yield first, last


def _announced(observed: Sequence[Observed]) -> Iterator[tuple[int, int]]:
    """Checks that say so, compute, and soon reach a verdict or a value that stood before: sure in any text.

    A second approach counts as announced too, but only where it agrees on a value that stood before.
    """
    start, computed, surely = None, None, False
    for i, sentence in enumerate(observed):
        features = sentence.features
        check = "check" in features and "understand" not in features
        if start is not None and (i - start > REACH or check):
            if computed is not None and surely and computed - start < BRIEF:
                yield start, computed + 1
            start = None
        if start is None and (check or "other" in features):
            start, computed, surely = i, None, check
        if start is None:
            continue
        if "claim" in features and not features.isdisjoint(_VALUES if surely else _RESULTS):
            computed = i
        if computed is not None and not features.isdisjoint(_JUDGED if surely else _AGREED):
            yield start, i + 1
            start = None
    if start is not None and computed is not None and surely and computed - start < BRIEF:
        yield start, computed + 1


def _evident(passage: Sequence[Observed]) -> bool:
    """Does the passage check, rather than only say so?"""
    announced = [s.features for s in passage if "check" in s.features]
    if announced and all("understand" in features for features in announced):
        return False
    if all(s.features.isdisjoint(_TOLD) for s in passage):
        return False
    if any(not s.features.isdisjoint(_JUDGED) or "confident" in s.features for s in passage):
        return any("after_candidate" in s.features or not s.features.isdisjoint(_VALUES) for s in passage)
    return any("claim" in s.features and not s.features.isdisjoint(_VALUES) for s in passage)


def _verdict(passage: Sequence[Observed]) -> tuple[bool, bool]:
    """Does the last verdict of the passage agree with the result, and does any sentence disagree?"""
    verdicts = ["disagree" in s.features for s in passage if _judges(s)]
    return bool(verdicts) and not verdicts[-1], any(verdicts)


def _judges(sentence: Observed) -> bool:
    """A verdict; "let me check that I made no mistake" and "maybe I was wrong" are none."""
    features = sentence.features
    if not features.isdisjoint(("verdict", "tick", "same")):
        return True
    return "disagree" in features and features.isdisjoint(("check", "maybe", "question"))


def _cue(passage: Sequence[Observed]) -> Span:
    """The words that give a verification away."""
    for name in _CUES:
        for sentence in passage:
            if name in sentence.moves:
                return sentence.moves[name]
    return passage[0].span
