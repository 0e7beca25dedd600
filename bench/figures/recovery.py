"""Lost or only hidden: what comes back when reasoning is asked for, or begun for the model."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from bench.comparison import Recovery
from bench.figures.record import Figure
from bench.figures.style import INK, coloured, count_axis, shaped, share_axis, share_scale, table
from bench.figures.view import View
from bench.figures.words import COMMON, FAMILIES
from bench.records import Elicit, Lang
from bench.verdict import number, signed

_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "title": "Lost or only hidden",
        "caption": "The same items asked plainly and elicited. What comes back when the model is asked to think step "
        "by step, or when its response is begun for it, was only hidden; what does not come back was lost.",
        "none": "plain",
        "ask": "asked for steps",
        "prefill": "response begun",
        "right": "right",
        "steps": "steps",
        "self_checks": "self-checks",
        "alt": "{family}, {arm}, {metric}: {plain} plain, {ways}.",
        "metric": "Metric",
        "difference": "Difference",
        "way": "Elicited by",
        "elicited": "Elicited",
        "to": "{difference} ({low} to {high})",
    },
    "ja": {
        "title": "失われたのか、隠れているだけか",
        "caption": "同じ問題をそのまま質問した場合と、促した場合。段階的に考えるよう指示したり書き出しを与えたりして"
        "戻るものは隠れていただけ、戻らないものは失われている。",
        "none": "普通",
        "ask": "手順を求める",
        "prefill": "書き出しを与える",
        "right": "正答率",
        "steps": "ステップ",
        "self_checks": "検算",
        "alt": "{family}、{arm}、{metric}：普通{plain}、{ways}。",
        "metric": "指標",
        "difference": "差",
        "way": "促し方",
        "elicited": "促した場合",
        "to": "{difference}（{low}〜{high}）",
    },
}
_METRICS = ("right", "steps", "self_checks")
_SHORT = 12
"""Letters that there is room for beside the panels."""


def recovery(view: View) -> Figure | None:
    """A line of panels for every family, a panel a metric; None where the run did not elicit."""
    found = [r for r in view.comparison.recoveries if r.format == view.format and r.metric in _METRICS]
    if not found or view.elicit != "none":
        return None
    words, common, families = _WORDS[view.lang], COMMON[view.lang], FAMILIES[view.lang]
    kinds = {metric.name: metric.kind for metric in view.comparison.metrics}
    ways: list[Elicit] = ["none", *(way for way in ("ask", "prefill") if any(r.elicit == way for r in found))]
    present = [family for family in families if any(r.family == family for r in found)]
    data = {
        f"{family} {metric}": _points(view, [r for r in found if (r.family, r.metric) == (family, metric)])
        for family in present
        for metric in _METRICS
    }
    panels = [
        _panel(view, (family, metric), data[f"{family} {metric}"], [words[way] for way in ways], kinds[metric])
        for family in present
        for metric in _METRICS
    ]
    return view.figure(
        "recovery",
        alt.concat(*panels, columns=len(_METRICS), spacing=12).resolve_scale(color="shared", shape="shared"),
        data,
        title=words["title"],
        caption=words["caption"],
        alt=" ".join(_told(view, found, kinds)),
        columns=(
            *(common["family"], common["arm"], words["metric"], words["none"], words["way"], words["elicited"]),
            *(words["difference"], common["n"]),
        ),
        rows=[
            (
                families[r.family],
                view.arms[r.arm],
                words[r.metric],
                number(r.plain, kinds[r.metric]),
                words[r.elicit],
                number(r.elicited, kinds[r.metric]),
                _difference(view, r, kinds[r.metric]),
                str(r.n),
            )
            for r in found
        ],
    )


def _points(view: View, found: list[Recovery]) -> list[dict[str, Any]]:
    """Every arm's value asked plainly, and every elicited one."""
    words, short = _WORDS[view.lang], view.short(_SHORT)
    points: list[tuple[str, Elicit, float]] = [
        (arm, "none", plain) for arm, plain in {r.arm: r.plain for r in found}.items()
    ]
    points += [(r.arm, r.elicit, r.elicited) for r in found]
    return [{"arm": short[arm], "way": words[way], "value": value} for arm, way, value in points]


def _panel(view: View, place: tuple[str, str], points: list[dict[str, Any]], ways: list[str], kind: str) -> Any:
    """One metric of one family: every arm a line, its ways of being asked the points on it."""
    family, metric = place
    axis, scale = share_axis(values=[0, 0.5, 1]), share_scale()
    if kind == "count":
        axis, scale = count_axis(max((point["value"] for point in points), default=0))
    first = metric == _METRICS[0]
    names = alt.Axis(title=None, ticks=False, domain=False, labels=first, labelLimit=100, grid=True)
    base = alt.Chart(table(" ".join(place))).encode(
        x=alt.X("value:Q", scale=scale, axis=axis), y=alt.Y("arm:N", sort=list(view.short(_SHORT).values()), axis=names)
    )
    lines = base.mark_line(color=INK, opacity=0.5).encode(detail="arm:N")
    # Open symbols: where two ways give the same, both are seen.
    marks = base.mark_point(filled=False, size=60, strokeWidth=2, opacity=1).encode(
        color=coloured(ways, field="way"), shape=shaped(ways, field="way")
    )
    # The family once a line of panels, which are too narrow to repeat it.
    title = [FAMILIES[view.lang][family]] if metric == _METRICS[0] else []
    return alt.layer(lines, marks).properties(width=66, height=alt.Step(26), title=[*title, _WORDS[view.lang][metric]])


def _difference(view: View, found: Recovery, kind: str) -> str:
    difference = signed(found.elicited - found.plain, kind)
    if found.low is None or found.high is None:
        return difference
    return _WORDS[view.lang]["to"].format(
        difference=difference, low=signed(found.low, kind), high=signed(found.high, kind)
    )


def _told(view: View, found: list[Recovery], kinds: Mapping[str, str]) -> list[str]:
    words, told = _WORDS[view.lang], []
    for place in dict.fromkeys((r.family, r.arm, r.metric) for r in found):
        same = [r for r in found if (r.family, r.arm, r.metric) == place]
        family, arm, metric = place
        ways = [f"{number(r.elicited, kinds[metric])} {words[r.elicit]}" for r in same]
        told.append(
            words["alt"].format(
                family=FAMILIES[view.lang][family],
                arm=view.arms[arm],
                metric=words[metric],
                plain=number(same[0].plain, kinds[metric]),
                ways=COMMON[view.lang]["comma"].join(ways),
            )
        )
    return told
