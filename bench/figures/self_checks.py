"""What became of self-checks: how many an arm made, and how each ended."""

from collections import Counter

import altair as alt

from bench.figures.record import Figure
from bench.figures.style import INK, coloured, table
from bench.figures.view import View
from bench.figures.words import COMMON
from bench.records import Lang

ENDS = ("confirmed", "corrected", "broke", "inconclusive")
"""What is always shown; other ends where there are any."""
_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "title": "What became of self-checks",
        "caption": "Self-checks by how they ended: the result stood (confirmed), a wrong one was mended (corrected), "
        "a right one was spoilt (broke), or nothing came of it (inconclusive).",
        "confirmed": "confirmed",
        "corrected": "corrected",
        "broke": "broke",
        "inconclusive": "inconclusive",
        "changed": "changed",
        "alt": "{arm}: {n} self-checks in {with_one} of {all} texts; {ends}.",
        "none": "{arm}: no self-check in {all} texts.",
        "end": "{n} {end}",
        "checks": "Self-checks",
        "texts": "Texts",
        "with": "Texts with one",
    },
    "ja": {
        "title": "検算はどう終わったか",
        "caption": "検算の結末ごとの件数。結果が確かめられた（確認）、誤りが直された（訂正）、正しい結果が壊された（"
        "悪化）、結論が出なかった（不明）。",
        "confirmed": "確認",
        "corrected": "訂正",
        "broke": "悪化",
        "inconclusive": "不明",
        "changed": "変更",
        "alt": "{arm}：文章{all}件のうち{with_one}件に検算{n}回（{ends}）。",
        "none": "{arm}：文章{all}件に検算なし。",
        "end": "{end}{n}",
        "checks": "検算",
        "texts": "文章",
        "with": "検算のある文章",
    },
}


def self_checks(view: View) -> Figure | None:
    """A bar for every end and arm; None where no arm checked itself."""
    words = _WORDS[view.lang]
    ends: dict[str, Counter[str]] = {arm: Counter() for arm in view.arms}
    texts: Counter[str] = Counter()
    checked: Counter[str] = Counter()
    for found in view.of(view.comparison.checks):
        ends[found.arm].update({end: n for end, n in found.ends.items() if n})
        texts[found.arm] += found.traces
        checked[found.arm] += found.with_check
    if not any(ends.values()):
        return None
    arms = [arm for arm in view.arms if texts[arm]]
    shown = [*ENDS, *sorted({end for count in ends.values() for end in count} - {*ENDS})]
    short = view.short(14)
    data = [
        {"end": words[end], "arm": short[arm], "n": ends[arm][end], "text": str(ends[arm][end])}
        for end in shown
        for arm in arms
    ]
    most = max(count[end] for count in ends.values() for end in shown)
    names = [short[arm] for arm in arms]
    base = alt.Chart().encode(
        y=alt.Y("arm:N", sort=names, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=110)),
        x=alt.X("n:Q", axis=None, scale=alt.Scale(domain=[0, most])),
    )
    bars = base.mark_bar(height=13).encode(color=coloured(list(short.values()), legend=False))
    counts = base.mark_text(align="left", dx=4, color=INK).encode(text="text:N")
    header = alt.Header(title=None, labelAnchor="start", labelOrient="top")
    chart = (
        alt.layer(bars, counts)
        .properties(width=215, height=alt.Step(19))
        .facet(data=table(), row=alt.Row("end:N", sort=[words[end] for end in shown], header=header), spacing=8)
    )
    return view.figure(
        "self-checks",
        chart,
        {"rows": data},
        title=words["title"],
        caption=words["caption"],
        alt=" ".join(_told(view, arm, ends[arm], texts[arm], checked[arm], shown) for arm in arms),
        columns=(COMMON[view.lang]["arm"], words["texts"], words["with"], words["checks"], *(words[e] for e in shown)),
        rows=[
            (
                view.arms[arm],
                str(texts[arm]),
                str(checked[arm]),
                str(ends[arm].total()),
                *(str(ends[arm][end]) for end in shown),
            )
            for arm in arms
        ],
    )


def _told(view: View, arm: str, ends: Counter[str], texts: int, checked: int, shown: list[str]) -> str:
    words = _WORDS[view.lang]
    told = [words["end"].format(n=ends[end], end=words[end]) for end in shown]
    return words["alt" if ends else "none"].format(
        arm=view.arms[arm], n=ends.total(), with_one=checked, all=texts, ends=COMMON[view.lang]["comma"].join(told)
    )
