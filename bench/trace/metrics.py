"""Flat numbers of one trace: the same keys as the metrics of a run's report."""

from bisect import bisect_right
from collections.abc import Sequence

from bench.records import Answer, Candidate, Claim, Episode, Span


def metrics_of(
    text: str,
    reasoning: Span | None,
    steps: Sequence[Span],
    claims: Sequence[Claim],
    episodes: Sequence[Episode],
    candidates: Sequence[Candidate],
    answer: Answer,
) -> dict[str, float | int | None]:
    """The metrics of a trace; None where one is not defined (no reference, no answer)."""
    wrong = [c for c in claims if not c.holds and not c.retracted]
    checks = [e for e in episodes if e.kind == "verification"]
    chars = reasoning[1] - reasoning[0] if reasoning else 0
    starts = [s[0] for s in steps]
    first = next((c for c in candidates if c.right), None)
    judged = any(c.right is not None for c in candidates)
    derived = {c.right for c in claims if c.holds and not c.retracted}
    stated_before = {c.value for c in candidates if answer.span is not None and c.span[1] <= answer.span[0]}
    return {
        "reasoning_chars": chars,
        "steps": len(steps),
        "claims": len(claims),
        "claims_wrong": len(wrong),
        "first_wrong_step": max(0, bisect_right(starts, wrong[0].span[0]) - 1) if wrong and starts else -1,
        "verifications": len(checks),
        "verification_share": _covered(checks) / max(1, len(text)),
        "confirmed": sum(e.outcome == "confirmed" for e in checks),
        "corrections": sum(e.outcome == "corrected" for e in checks),
        "broke": sum(e.outcome == "broke" for e in checks),
        "backtrackings": sum(e.kind == "backtracking" for e in episodes),
        "candidates": len(candidates),
        "chars_after_first_right": (len(text) - first.span[1]) if first else None if not judged else -1,
        "answer_matches_trace": (
            None
            if answer.value is None or not (derived or stated_before)
            else int(answer.value in derived | stated_before)
        ),
    }


def _covered(episodes: Sequence[Episode]) -> int:
    total = at = 0
    for e in sorted(episodes, key=lambda e: e.span):
        start = max(at, e.span[0])
        total += max(0, e.span[1] - start)
        at = max(at, e.span[1])
    return total
