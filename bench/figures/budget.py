"""What any smaller token budget would have given: answers right and texts cut off, from the one run."""

import math
from collections.abc import Sequence

import altair as alt

from bench.comparison import BudgetCurve, BudgetPoint
from bench.figures.record import Figure
from bench.figures.style import INK, SLACK, TEXT, coloured, dashed, share_axis, table
from bench.figures.view import View
from bench.figures.words import COMMON, FAMILIES
from bench.records import Lang
from bench.verdict import number

MARKS = (1024, 2048)
"""The budgets that most people choose."""
_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "title": "Under a smaller token budget",
        "caption": "Share of the answers right, at least, and of the texts cut off under any smaller "
        "--max-new-tokens: a greedy text is then the beginning of the same text. Texts that would have been cut off "
        "count as not answered.",
        "marks": " Vertical lines: {marks}.",
        "right": "right",
        "truncated": "cut off",
        "budget": "token budget",
        "alt": "{family}, {arm}: {points}.",
        "point": "{right} right and {truncated} cut off with {budget} tokens",
        "measure": "Share",
    },
    "ja": {
        "title": "トークン上限を下げた場合",
        "caption": "--max-new-tokensをより小さくした場合の正答率（少なくともこの値）と打ち切りの割合。"
        "貪欲法の文章は上限を下げると同じ文章の前半になる。打ち切られる文章は答えなしと数える。",
        "marks": "縦線は{marks}。",
        "right": "正答",
        "truncated": "打ち切り",
        "budget": "トークン上限",
        "alt": "{family}、{arm}：{points}。",
        "point": "{budget}トークンで正答{right}・打ち切り{truncated}",
        "measure": "割合",
    },
}


def budget(view: View) -> Figure | None:
    """A panel for every family and share; None for a run whose texts are not greedy."""
    curves = view.of(view.comparison.budgets)
    if not curves:
        return None
    words, common, families = _WORDS[view.lang], COMMON[view.lang], FAMILIES[view.lang]
    own = max(curve.points[-1].budget for curve in curves)
    least = min(curve.points[0].budget for curve in curves)
    marks = [mark for mark in MARKS if least <= mark <= own]
    present = [family for family in families if any(curve.family == family for curve in curves)]
    panels = {(m, f): f"{families[f]}\n{words[m]}" for m in ("right", "truncated") for f in present}
    data: list[dict[str, object]] = [
        {
            "panel": panels[measure, curve.family],
            "arm": view.arms[curve.arm],
            "budget": point.budget,
            "share": point.right if measure == "right" else point.truncated,
        }
        for measure in ("right", "truncated")
        for curve in curves
        for point in curve.points
    ]
    data += [{"panel": panel, "mark": mark} for panel in panels.values() for mark in marks]
    ticks = [2**n for n in range(0, 24, 2) if least <= 2**n <= own]
    scale = alt.Scale(type="log", base=2, domain=[least, max(own, least + 1)])
    axis = alt.Axis(title=words["budget"], values=ticks, format="d", grid=False, labelOverlap=True)
    lines = (
        alt.Chart()
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("budget:Q", scale=scale, axis=axis),
            y=alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=share_axis(values=[0, 0.5, 1])),
            color=coloured(view.names),
            strokeDash=dashed(view.names),
        )
    )
    marked = alt.Chart().encode(x=alt.X("mark:Q", scale=scale, axis=axis))
    rules = marked.mark_rule(color=INK, opacity=0.7, strokeDash=[2, 2])
    labels = marked.mark_text(color=INK, align="right", baseline="top", dx=-2, y=0, fontSize=(TEXT - 2) * SLACK).encode(
        text=alt.Text("mark:Q", format="d")
    )
    header = alt.Header(title=None, labelLimit=130, labelExpr="split(datum.label, '\\n')")
    columns = len(present)
    chart = (
        alt.layer(lines, rules, *([labels] if columns == 1 else []))
        .properties(width=(310, 148, 95)[columns - 1], height=95)
        .facet(
            data=table(),
            facet=alt.Facet("panel:N", sort=list(panels.values()), header=header),
            columns=columns,
            spacing=14,
        )
    )
    told = sorted({*_told_budgets(own), *marks, own})
    return view.figure(
        "budget",
        chart,
        {"rows": data},
        title=words["title"],
        caption=words["caption"]
        + (words["marks"].format(marks=common["comma"].join(map(str, marks))) if marks else ""),
        alt=" ".join(_told(view, curve, [*marks, own]) for curve in curves),
        columns=(common["family"], common["arm"], words["measure"], *(str(b) for b in told)),
        rows=[
            (families[curve.family], view.arms[curve.arm], words[measure], *_cells(curve.points, measure, told))
            for curve in curves
            for measure in ("right", "truncated")
        ],
    )


def _told_budgets(own: int) -> list[int]:
    """The table's budgets: doublings from 128, as far as the run goes."""
    return [128 << n for n in range(max(0, math.floor(math.log2(max(own, 1) / 128)) + 1))]


def _cells(points: Sequence[BudgetPoint], measure: str, budgets: Sequence[int]) -> list[str]:
    found = {p.budget: p.right if measure == "right" else p.truncated for p in points}
    return [number(found.get(budget), "share") for budget in budgets]


def _told(view: View, curve: BudgetCurve, budgets: Sequence[int]) -> str:
    words = _WORDS[view.lang]
    points = {point.budget: point for point in curve.points}
    told = [
        words["point"].format(
            right=number(points[b].right, "share"), truncated=number(points[b].truncated, "share"), budget=b
        )
        for b in dict.fromkeys(budgets)
        if b in points
    ]
    return words["alt"].format(
        family=FAMILIES[view.lang][curve.family],
        arm=view.arms[curve.arm],
        points=COMMON[view.lang]["comma"].join(told),
    )
