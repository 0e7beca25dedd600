"""The metrics of a generation: their names, their kinds, and their values."""

from bench.comparison.records import Metric, Side

METRICS = (
    Metric(name="right", label="Right", ja="正解", kind="share", better="more", role="headline"),
    Metric(name="stated", label="Stated", ja="答えあり", kind="share", better="more"),
    Metric(name="truncated", label="Cut off", ja="打ち切り", kind="share", better="less", role="headline"),
    Metric(name="new_tokens", label="Tokens", ja="トークン数", kind="count"),
    Metric(name="steps", label="Steps", ja="ステップ数", kind="count", role="headline"),
    Metric(name="step_recall", label="Step recall", ja="途中値の再現", kind="share", better="more"),
    Metric(name="derived", label="Answer derived", ja="導出された答え", kind="share", better="more"),
    Metric(name="claims", label="Claims", ja="計算の主張", kind="count"),
    Metric(name="claims_wrong", label="False claims", ja="誤った計算", kind="count", better="less"),
    Metric(name="self_checks", label="Self-checks", ja="検算", kind="share", role="headline"),
    Metric(name="corrections", label="Corrections", ja="訂正", kind="share"),
    Metric(name="backtrackings", label="Backtracking", ja="やり直し", kind="count"),
    Metric(name="hard_micro", label="Hard constraints", ja="要求条件", kind="share", better="more"),
    Metric(name="commonsense_micro", label="Commonsense", ja="常識条件", kind="share", better="more"),
    Metric(
        name="right_of_whole",
        label="Right, cut-off left out",
        ja="正解(打ち切りを除く)",
        kind="share",
        better="more",
        role="bound",
    ),
    Metric(
        name="right_at_most",
        label="Right, cut-off as right",
        ja="正解(打ち切りを正解とみなす)",
        kind="share",
        better="more",
        role="bound",
    ),
)
"""What the tables show. A share with "Self-checks": traces with at least one; "Corrections": with one that put a wrong
result right."""

HEADLINE = tuple(metric.name for metric in METRICS if metric.role == "headline")
"""The declared family: what the verdict calls, and what is corrected for being several."""

_OF_TRACE = ("steps", "claims", "claims_wrong", "backtrackings")
_OF_JUDGMENT = ("step_recall", "hard_micro", "commonsense_micro")


def values(side: Side) -> dict[str, float | None]:
    """The metrics of one generation; None where a metric is not defined for it.

    A text that was cut off before its answer is not right; the two bounds leave it out, and take it for right.
    """
    own, judged, outcome = side.trace.metrics, side.judgment.metrics, side.judgment.outcome
    ends = [e.outcome for e in side.trace.episodes if e.kind == "verification"]
    right = None if outcome == "ambiguous" else float(outcome == "right")
    cut = outcome == "truncated"
    return {
        "right": right,
        "right_of_whole": None if cut else right,
        "right_at_most": 1.0 if cut else right,
        "stated": float(outcome in ("right", "wrong", "ambiguous")),
        "truncated": float(side.trace.health.truncated),
        "new_tokens": _number(side.generation.new_tokens),
        "self_checks": float(bool(ends)),
        "corrections": float("corrected" in ends),
        "derived": float(own.get("answer_matches_trace") == 1) if side.trace.answer.value is not None else None,
        **{name: _number(own.get(name)) for name in _OF_TRACE},
        **{name: _number(judged.get(name)) for name in _OF_JUDGMENT},
    }


def _number(value: float | int | None) -> float | None:
    return None if value is None else float(value)
