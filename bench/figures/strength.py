"""Answers, steps and self-checks against the adapter's strength, to choose one that keeps both."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from bench.comparison import StrengthCurve
from bench.figures.record import Figure
from bench.figures.style import coloured, count_axis, dashed, shaped, share_axis, share_scale, table
from bench.figures.view import View
from bench.figures.words import COMMON, FAMILIES, labels
from bench.records import Lang
from bench.verdict import number

_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "title": "Against the adapter's strength",
        "caption": "Answers right, steps shown and traces that check themselves, at strengths from 0 (the base) on, "
        "with 95 % intervals of the shares. A strength that keeps the answers and the reasoning is worth a try.",
        "right": "right",
        "steps": "steps",
        "self_checks": "self-checks",
        "strength": "strength",
        "adapter": "Adapter",
        "metric": "Metric",
        "alt": "{family}, {adapter}, {metric}: {points}.",
        "point": "{value} at {strength:g}",
    },
    "ja": {
        "title": "アダプターの強さに対して",
        "caption": "強さ0（ベース）からの正答率、示されたステップ数、検算のある文章の割合（割合は95 %区間つき）。"
        "答えも推論も保つ強さがあれば試す価値がある。",
        "right": "正答率",
        "steps": "ステップ",
        "self_checks": "検算",
        "strength": "強さ",
        "adapter": "アダプター",
        "metric": "指標",
        "alt": "{family}、{adapter}、{metric}：{points}。",
        "point": "強さ{strength:g}で{value}",
    },
}
_METRICS = ("right", "steps", "self_checks")


def strength(view: View) -> Figure | None:
    """A line of panels for every family, a panel a metric; None where the run has no arms of several strengths."""
    curves = view.of(view.comparison.strengths)
    if not curves:
        return None
    words, common, families = _WORDS[view.lang], COMMON[view.lang], FAMILIES[view.lang]
    kinds = {metric.name: metric.kind for metric in view.comparison.metrics}
    adapters = labels(dict.fromkeys(curve.adapter for curve in curves))
    present = [family for family in families if any(curve.family == family for curve in curves)]
    strengths = sorted({point.strength for curve in curves for point in curve.points})
    data = {
        f"{family} {metric}": _points([c for c in curves if c.family == family], metric, adapters)
        for family in present
        for metric in _METRICS
    }
    panels = [
        _panel(view, (family, metric), data[f"{family} {metric}"], list(adapters.values()), strengths, kinds[metric])
        for family in present
        for metric in _METRICS
    ]
    return view.figure(
        "strength",
        alt.concat(*panels, columns=len(_METRICS), spacing=12).resolve_scale(color="shared", shape="shared"),
        data,
        title=words["title"],
        caption=words["caption"],
        alt=" ".join(_told(view, curve, adapters, metric, kinds) for curve in curves for metric in _METRICS),
        columns=(common["family"], words["adapter"], words["metric"], *(f"{s:g}" for s in strengths)),
        rows=[
            (
                families[curve.family],
                adapters[curve.adapter],
                words[metric],
                *(_cell(curve, metric, s, kinds) for s in strengths),
            )
            for curve in curves
            for metric in _METRICS
        ],
    )


def _points(curves: list[StrengthCurve], metric: str, adapters: dict[str, str]) -> list[dict[str, Any]]:
    """A metric of every point that has it."""
    return [
        {
            "adapter": adapters[curve.adapter],
            "strength": point.strength,
            "value": mean.value,
            "low": mean.value if mean.low is None else mean.low,
            "high": mean.value if mean.high is None else mean.high,
        }
        for curve in curves
        for point in curve.points
        if (mean := point.means[metric]).value is not None
    ]


def _panel(
    view: View,
    place: tuple[str, str],
    points: list[dict[str, Any]],
    adapters: list[str],
    strengths: list[float],
    kind: str,
) -> Any:
    """One metric of one family: a line for every adapter."""
    family, metric = place
    axis, scale = share_axis(values=[0, 0.5, 1]), share_scale()
    if kind == "count":
        axis, scale = count_axis(max((point["high"] for point in points), default=0))
    several = len(adapters) > 1
    along = alt.Axis(title=_WORDS[view.lang]["strength"], values=strengths, format="~f", grid=False, labelOverlap=True)
    base = alt.Chart(table(" ".join(place))).encode(
        x=alt.X("strength:Q", axis=along, scale=alt.Scale(domain=[-0.08, strengths[-1] + 0.08], nice=False)),
        color=coloured(adapters, field="adapter", legend=several),
    )
    y = alt.Y("value:Q", axis=axis, scale=scale)
    lines = base.mark_line(strokeWidth=2).encode(y=y, strokeDash=dashed(adapters, field="adapter", legend=False))
    shape = shaped(adapters, field="adapter", legend=several)
    marks = base.mark_point(filled=True, size=40, opacity=1).encode(y=y, shape=shape)
    intervals = base.mark_rule(opacity=0.4, strokeWidth=2).encode(y=alt.Y("low:Q", axis=axis, scale=scale), y2="high:Q")
    # The family once a line of panels, which are too narrow to repeat it.
    title = [FAMILIES[view.lang][family]] if metric == _METRICS[0] else []
    return alt.layer(intervals, lines, marks).properties(width=66, height=90, title=[*title, _WORDS[view.lang][metric]])


def _cell(curve: StrengthCurve, metric: str, strength: float, kinds: Mapping[str, str]) -> str:
    means = [point.means[metric].value for point in curve.points if point.strength == strength]
    return number(means[0] if means else None, kinds[metric])


def _told(view: View, curve: StrengthCurve, adapters: dict[str, str], metric: str, kinds: Mapping[str, str]) -> str:
    words = _WORDS[view.lang]
    points = [
        words["point"].format(value=number(point.means[metric].value, kinds[metric]), strength=point.strength)
        for point in curve.points
    ]
    return words["alt"].format(
        family=FAMILIES[view.lang][curve.family],
        adapter=adapters[curve.adapter],
        metric=words[metric],
        points=COMMON[view.lang]["comma"].join(points),
    )
