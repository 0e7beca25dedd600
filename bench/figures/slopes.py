"""Right answers of every template before and after: a line from the reference arm to the other, a panel a family."""

from collections import Counter
from dataclasses import dataclass

import altair as alt

from bench.figures.record import Figure
from bench.figures.style import BLUE, INK, ORANGE, share_axis, table
from bench.figures.view import View
from bench.figures.words import COMMON, FAMILIES, shown
from bench.records import Lang
from bench.verdict import number

_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "title": "Right answers of every template",
        "caption": "One line a template, from its share right in {base} to its share right in the other arm, on the "
        "same items; a thicker line is several templates that went the same way.",
        "fell": "fell",
        "rose": "rose",
        "kept": "as before",
        "family": "{base} → {arm}, {family}: of {n} templates {fell} fell, {rose} rose, {kept} stayed",
        "farthest": "; the farthest fall is {template}, {before} → {after}",
        "template": "Template",
        "other": "other",
    },
    "ja": {
        "title": "テンプレートごとの正答率",
        "caption": "線1本がテンプレート1つ。{base}での正答率から他の条件での正答率まで、同じ問題で比べる。"
        "太い線は同じ動きをした複数のテンプレート。",
        "fell": "下がった",
        "rose": "上がった",
        "kept": "同じ",
        "family": "{base}→{arm}、{family}：テンプレート{n}個のうち{fell}個が下がり、{rose}個が上がり、{kept}個は同じ",
        "farthest": "。最も下がったのは{template}、{before}→{after}",
        "template": "テンプレート",
        "other": "比較",
    },
}


@dataclass(frozen=True)
class _Slope:
    """One template in one other arm."""

    arm: str
    family: str
    template: str
    before: float
    after: float
    n: int

    @property
    def way(self) -> str:
        """Where it goes."""
        return "fell" if self.after < self.before else "rose" if self.after > self.before else "kept"


def slopes(view: View) -> Figure | None:
    """A panel for every family and arm but the reference; None for one arm alone."""
    found = _slopes(view)
    if not found:
        return None
    words, common = _WORDS[view.lang], COMMON[view.lang]
    base, *others = view.arms
    short = view.short(14)
    panels = {
        place: FAMILIES[view.lang][place[1]] + (f"\n{short[place[0]]}" if len(others) > 1 else "")
        for place in dict.fromkeys((s.arm, s.family) for s in found)
    }
    together = Counter((s.arm, s.family, s.way, s.before, s.after) for s in found)
    ends = (short[base], short[others[0]] if len(others) == 1 else words["other"])
    data = [
        {
            "panel": panels[arm, family],
            "way": words[way],
            "line": n,
            "at": name,
            "share": share,
            "templates": templates,
        }
        for n, ((arm, family, way, before, after), templates) in enumerate(together.items())
        for name, share in zip(ends, (before, after), strict=True)
    ]
    ways = ["fell", "rose", "kept"]
    domain = [words[way] for way in ways]
    legend = alt.Legend(title=None, orient="top", direction="horizontal", symbolType="stroke")
    axis = alt.Axis(title=None, labelAngle=0, labelLimit=50, grid=True, ticks=False, domain=False)
    lines = (
        alt.Chart()
        .mark_line(opacity=0.85, strokeCap="round")
        .encode(
            x=alt.X("at:N", sort=ends, axis=axis, scale=alt.Scale(padding=0.3)),
            y=alt.Y("share:Q", axis=share_axis(values=[0, 0.5, 1]), scale=alt.Scale(domain=[0, 1])),
            detail="line:N",
            strokeWidth=alt.StrokeWidth(
                "templates:Q", scale=alt.Scale(domain=[1, max(6, *together.values())], range=[1.5, 7]), legend=None
            ),
            color=alt.Color("way:N", scale=alt.Scale(domain=domain, range=[ORANGE, BLUE, INK]), legend=legend),
            strokeDash=alt.StrokeDash(
                "way:N", scale=alt.Scale(domain=domain, range=[[6, 3], [1, 0], [1, 3]]), legend=legend
            ),
        )
        .properties(width=95, height=130)
    )
    facet = alt.Facet(
        "panel:N",
        sort=list(panels.values()),
        header=alt.Header(title=None, labelLimit=120, labelExpr="split(datum.label, '\\n')"),
    )
    return view.figure(
        "slopes",
        lines.facet(data=table(), facet=facet, columns=3, spacing=14),
        {"rows": data},
        title=words["title"],
        caption=words["caption"].format(base=view.arms[base]),
        alt=" ".join(_told(view, arm, family, found) for arm, family in panels),
        columns=(common["family"], words["template"], view.arms[base], common["arm"], common["share"], common["n"]),
        rows=[
            (
                FAMILIES[view.lang][s.family],
                shown(s.template),
                number(s.before, "share"),
                view.arms[s.arm],
                number(s.after, "share"),
                str(s.n),
            )
            for s in found
        ],
    )


def _slopes(view: View) -> list[_Slope]:
    """By arm and family, then from the farthest fall to the farthest rise."""
    base, *others = view.arms
    found = []
    for row in view.of(view.comparison.templates):
        for arm, change in row.measures["right"].differences.items():
            before, after = change.means[base], change.means[arm]
            if before is not None and after is not None:
                found.append(_Slope(arm, row.family, f"{row.pack}/{row.template}", before, after, change.n))
    order = list(FAMILIES["en"])
    return sorted(found, key=lambda s: (others.index(s.arm), order.index(s.family), s.after - s.before, s.template))


def _told(view: View, arm: str, family: str, found: list[_Slope]) -> str:
    words = _WORDS[view.lang]
    base, *_ = view.arms
    slopes = [s for s in found if (s.arm, s.family) == (arm, family)]
    ways = Counter(s.way for s in slopes)
    told = words["family"].format(
        base=view.arms[base],
        arm=view.arms[arm],
        family=FAMILIES[view.lang][family],
        n=len(slopes),
        **{way: ways[way] for way in ("fell", "rose", "kept")},
    )
    if slopes[0].way == "fell":
        before, after = (number(share, "share") for share in (slopes[0].before, slopes[0].after))
        told += words["farthest"].format(template=shown(slopes[0].template), before=before, after=after)
    return told + COMMON[view.lang]["stop"]
