"""What became of each answer: outcome in the reference arm against outcome in every other arm."""

from collections import Counter

import altair as alt

from bench.figures.record import Figure
from bench.figures.style import INK, SLACK, TEXT, table
from bench.figures.view import View
from bench.figures.words import COMMON, OUTCOMES
from bench.records import Lang

_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "title": "What became of each answer",
        "caption": "Items by outcome in {base} (rows) and in the other arm (columns). On the diagonal nothing "
        "changed; right of it in the first row are the answers that were right and are not.",
        "panel": "{base} ↓   {arm} →",
        "lost": "{n} of {total} right answers of {base} are not right in {arm} ({ends}), {gained} that were not are "
        "right",
        "same": "in {n} of {all} items the outcome is the same",
        "end": "{n} {outcome}",
        "none": "none",
    },
    "ja": {
        "title": "答えはどう変わったか",
        "caption": "{base}の結果（行）と他の条件の結果（列）ごとの問題数。対角線上は変化なし。最初の行の右側は、"
        "正答だったのに正答でなくなったもの。",
        "panel": "{base} ↓   {arm} →",
        "lost": "{base}の正答{total}問のうち{n}問が{arm}では正答でなくなり（{ends}）、"
        "正答でなかった{gained}問が正答になった",
        "same": "{all}問のうち{n}問は結果が同じ",
        "end": "{outcome}{n}問",
        "none": "なし",
    },
}


def flips(view: View) -> Figure | None:
    """A matrix for every arm but the reference; None for one arm alone."""
    words, outcomes = _WORDS[view.lang], OUTCOMES[view.lang]
    base, *others = view.arms
    counts: dict[str, Counter[tuple[str, str]]] = {arm: Counter() for arm in others}
    for found in view.of(view.comparison.flips):
        for before, ends in found.counts.items():
            counts[found.arm].update({(before, after): n for after, n in ends.items() if n})
    counts = {arm: count for arm, count in counts.items() if count}
    if not counts:
        return None
    seen = {outcome for count in counts.values() for pair in count for outcome in pair}
    order = [name for name in outcomes if name in seen or name in ("right", "wrong")]
    domain = [outcomes[name] for name in order]
    panels = {arm: words["panel"].format(base=view.arms[base], arm=view.arms[arm]) for arm in counts}
    data = [
        {
            "panel": panels[arm],
            "before": outcomes[before],
            "after": outcomes[after],
            "n": count[before, after],
            "depth": count[before, after] / count.total(),
            "text": str(count[before, after] or "·"),
        }
        for arm, count in counts.items()
        for before in order
        for after in order
    ]
    width = 58 * len(order) if len(order) > 4 else 270
    axis = alt.Axis(title=None, labelAngle=0, domain=False, ticks=False, labelLimit=90)
    chart = alt.Chart().encode(
        x=alt.X("after:N", sort=domain, axis=axis),
        y=alt.Y("before:N", sort=domain, axis=axis),
    )
    cells = chart.mark_rect(fill=INK, stroke=INK, strokeOpacity=0.25).encode(
        fillOpacity=alt.FillOpacity("depth:Q", scale=alt.Scale(domain=[0, 1], range=[0.02, 0.45]), legend=None)
    )
    numbers = chart.mark_text(fontSize=TEXT * SLACK, color=INK).encode(text="text:N")
    matrix = (
        alt.layer(cells, numbers)
        .properties(width=width, height=32 * len(order))
        .facet(
            data=table(),
            facet=alt.Facet("panel:N", sort=list(panels.values()), header=alt.Header(title=None)),
            columns=1,
        )
    )
    return view.figure(
        "flips",
        matrix,
        {"rows": data},
        title=words["title"],
        caption=words["caption"].format(base=view.arms[base]),
        alt=" ".join(_told(view, arm, count) for arm, count in counts.items()),
        columns=(view.arms[base], COMMON[view.lang]["arm"], *domain),
        rows=[
            (outcomes[before], view.arms[arm], *(str(count[before, after]) for after in order))
            for arm, count in counts.items()
            for before in order
        ],
    )


def _told(view: View, arm: str, count: Counter[tuple[str, str]]) -> str:
    words, outcomes = _WORDS[view.lang], OUTCOMES[view.lang]
    base = next(iter(view.arms))
    lost = {after: n for (before, after), n in count.items() if before == "right" and after != "right"}
    ends = [words["end"].format(n=n, outcome=outcomes[after]) for after, n in sorted(lost.items())]
    comma, stop = COMMON[view.lang]["comma"], COMMON[view.lang]["stop"]
    told = words["lost"].format(
        n=sum(lost.values()),
        total=sum(n for (before, _), n in count.items() if before == "right"),
        base=view.arms[base],
        arm=view.arms[arm],
        ends=comma.join(ends) or words["none"],
        gained=sum(n for (before, after), n in count.items() if before != "right" and after == "right"),
    )
    same = words["same"].format(n=sum(n for (before, after), n in count.items() if before == after), all=count.total())
    return told + COMMON[view.lang]["semicolon"] + same + stop
