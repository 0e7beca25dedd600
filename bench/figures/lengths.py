"""How long the arms' texts are: a histogram an arm, on a logarithmic scale of generated tokens."""

import math
from collections import Counter, defaultdict
from statistics import median

import altair as alt

from bench.figures.record import Figure
from bench.figures.style import INK, coloured, table
from bench.figures.view import View
from bench.figures.words import COMMON
from bench.records import Lang
from bench.verdict import number

_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "title": "How long the texts are",
        "caption": "Share of the texts by their length in generated tokens, on a logarithmic scale; the thin line is "
        "the median. Texts that the token budget cut off are drawn pale: they would have been longer.",
        "tokens": "generated tokens",
        "label": "{arm}: median {median}, {cut} cut off",
        "alt": "{arm}: {n} texts, median {median} tokens, half of them between {low} and {high}; {cut} cut off.",
        "columns": "Texts|Shortest|25 %|Median|75 %|Longest|Cut off",
    },
    "ja": {
        "title": "文章の長さ",
        "caption": "生成トークン数（対数目盛）ごとの文章の割合。細い線は中央値。"
        "淡い部分はトークン上限で打ち切られた文章で、本来はもっと長い。",
        "tokens": "生成トークン数",
        "label": "{arm}：中央値{median}、打ち切り{cut}",
        "alt": "{arm}：文章{n}件、中央値{median}トークン、半数は{low}から{high}の間、打ち切り{cut}。",
        "columns": "件数|最短|25 %|中央値|75 %|最長|打ち切り",
    },
}
_BINS = 2
"""Bins to a doubling."""


def lengths(view: View) -> Figure | None:
    """The histogram of every arm."""
    words, common = _WORDS[view.lang], COMMON[view.lang]
    tokens: dict[str, list[int]] = defaultdict(list)
    bins: dict[str, Counter[tuple[int, bool]]] = defaultdict(Counter)
    cut: Counter[str] = Counter()
    for pair in view.comparison.pairs:
        for arm, side in pair.sides.items():
            if (side.request.format, pair.elicit) != (view.format, view.elicit):
                continue
            if side.generation.new_tokens is None:
                continue
            length, truncated = max(1, side.generation.new_tokens), side.trace.health.truncated
            tokens[arm].append(length)
            bins[arm][math.floor(_BINS * math.log2(length)), truncated] += 1
            cut[arm] += truncated
    if not tokens:
        return None
    arms = [arm for arm in view.arms if arm in tokens]
    facts = {arm: _facts(view, arm, tokens[arm], cut[arm]) for arm in arms}
    short = view.short(18)
    panels = {arm: words["label"].format(**facts[arm] | {"arm": short[arm]}) for arm in arms}
    data: list[dict[str, object]] = [
        {
            "panel": panels[arm],
            "arm": view.arms[arm],
            "from": 2 ** (bin / _BINS),
            "to": 2 ** ((bin + 1) / _BINS),
            "low": bins[arm][bin, False] / len(tokens[arm]) if truncated else 0,
            "high": (n + bins[arm][bin, False] * truncated) / len(tokens[arm]),
            "pale": truncated,
        }
        for arm in arms
        for (bin, truncated), n in sorted(bins[arm].items())
    ]
    data += [{"panel": panels[arm], "median": median(tokens[arm])} for arm in arms]
    least = min(min(values) for values in tokens.values())
    most = max(max(values) for values in tokens.values())
    ticks = [2**n for n in range(0, 24, 2) if least / 2 <= 2**n <= most * 2]
    scale = alt.Scale(
        type="log", base=2, domain=[2 ** math.floor(math.log2(least)), 2 ** math.ceil(math.log2(most + 1))]
    )
    axis = alt.Axis(title=words["tokens"], values=ticks, format="d", grid=False)
    bars = (
        alt.Chart()
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X("from:Q", scale=scale, axis=axis),
            x2="to:Q",
            y=alt.Y("low:Q", axis=alt.Axis(title=None, format=".0%", tickCount=3)),
            color=coloured(view.names, legend=False),
            y2="high:Q",
            fillOpacity=alt.FillOpacity("pale:N", scale=alt.Scale(domain=[False, True], range=[1, 0.45]), legend=None),
        )
    )
    middle = alt.Chart().mark_rule(color=INK, strokeWidth=1.5).encode(x=alt.X("median:Q", scale=scale, axis=axis))
    chart = (
        alt.layer(bars, middle)
        .properties(width=310, height=72)
        .facet(
            data=table(),
            facet=alt.Facet("panel:N", sort=list(panels.values()), header=alt.Header(title=None, labelLimit=320)),
            columns=1,
        )
    )
    return view.figure(
        "lengths",
        chart,
        {"rows": data},
        title=words["title"],
        caption=words["caption"],
        alt=" ".join(words["alt"].format(**facts[arm]) for arm in arms),
        columns=(common["arm"], *words["columns"].split("|")),
        rows=[
            tuple(facts[arm][name] for name in ("arm", "n", "least", "low", "median", "high", "most", "cut"))
            for arm in arms
        ],
    )


def _facts(view: View, arm: str, tokens: list[int], cut: int) -> dict[str, str]:
    ordered = sorted(tokens)

    def at(share: float) -> str:
        return str(ordered[round(share * (len(ordered) - 1))])

    return {
        "arm": view.arms[arm],
        "n": str(len(ordered)),
        "least": at(0),
        "low": at(0.25),
        "median": f"{median(ordered):.0f}",
        "high": at(0.75),
        "most": at(1),
        "cut": number(cut / len(ordered), "share"),
    }
