"""Travel constraints that the plans of each arm meet, one line a kind."""

from typing import Any

import altair as alt

from bench.comparison import ConstraintRate
from bench.figures.record import Figure
from bench.figures.style import coloured, shaped, share_axis, share_scale, table
from bench.figures.view import View
from bench.figures.words import COMMON, shown
from bench.records import Lang
from bench.verdict import number

_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "title": "Travel constraints met",
        "caption": "Share of the plans that meet each kind of constraint, with 95 % intervals; a plan that was not "
        "delivered meets none. Commonsense: what any plan must meet. Hard: what the request asks for.",
        "commonsense": "commonsense",
        "hard": "hard: asked for",
        "constraint": "Constraint",
        "level": "Kind",
        "alt": "{level}: {lines}.",
        "line": "{name} {shares}",
        "share": "{arm} {share}",
        "day_count": "number of days",
        "night_count": "number of nights",
        "stops_per_day": "stops a day",
        "times_increase": "times in order",
        "unique_stops": "no stop twice",
        "in_month": "in the month asked",
        "in_sandbox": "known places only",
        "within_open_hours": "opening hours",
        "on_departure": "departure times",
        "reachable": "reachable in time",
        "travel_time": "time between stops",
        "prices_match": "prices as given",
        "visits": "the place asked for",
        "total_at_most": "within the budget",
        "stated_total_is_sum": "total is the sum",
    },
    "ja": {
        "title": "守られた旅行の条件",
        "caption": "条件の種類ごとに、それを守った計画の割合（95 %区間つき）。"
        "計画が出されなければ何も守っていないとする。「常識」はどの計画も守るべきもの、「要求」は依頼が求めるもの。",
        "commonsense": "常識",
        "hard": "要求",
        "constraint": "条件",
        "level": "種類",
        "alt": "{level}：{lines}。",
        "line": "{name}は{shares}",
        "share": "{arm} {share}",
        "day_count": "日数",
        "night_count": "泊数",
        "stops_per_day": "1日の訪問数",
        "times_increase": "時刻の順序",
        "unique_stops": "重複なし",
        "in_month": "指定の月",
        "in_sandbox": "実在の場所のみ",
        "within_open_hours": "営業時間内",
        "on_departure": "発車時刻",
        "reachable": "移動可能",
        "travel_time": "移動時間",
        "prices_match": "料金が一致",
        "visits": "指定の場所",
        "total_at_most": "予算内",
        "stated_total_is_sum": "合計が一致",
    },
}
_LEVELS = ("commonsense", "hard")


def constraints(view: View) -> Figure | None:
    """A point for every arm on the line of every kind; None without travel plans."""
    rates = [rate for rate in view.of(view.comparison.constraints) if any(m.n for m in rate.measure.means.values())]
    if not rates:
        return None
    words, common = _WORDS[view.lang], COMMON[view.lang]
    rates = sorted(rates, key=lambda rate: _LEVELS.index(rate.level))
    data = {
        level: [
            {
                "constraint": _name(view, rate),
                "arm": view.arms[arm],
                "share": mean.value,
                "low": mean.low,
                "high": mean.high,
            }
            for rate in rates
            if rate.level == level
            for arm, mean in rate.measure.means.items()
            if mean.value is not None
        ]
        for level in _levels(rates)
    }
    panels = [_panel(view, level, [str(row["constraint"]) for row in rows]) for level, rows in data.items()]
    return view.figure(
        "constraints",
        alt.vconcat(*panels, spacing=14).resolve_scale(color="shared", shape="shared"),
        data,
        title=words["title"],
        caption=words["caption"],
        alt=" ".join(_told(view, level, [rate for rate in rates if rate.level == level]) for level in _levels(rates)),
        columns=(words["level"], words["constraint"], *view.names, common["n"]),
        rows=[
            (
                words[rate.level],
                _name(view, rate),
                *(_cell(rate, arm) for arm in view.arms),
                str(max(mean.n for mean in rate.measure.means.values())),
            )
            for rate in rates
        ],
    )


def _panel(view: View, level: str, names: list[str]) -> Any:
    """The constraints of one level, a line each, the arms beneath one another on it."""
    axis = alt.Axis(title=None, grid=True, ticks=False, domain=False, labelLimit=150)
    along = share_scale()
    base = alt.Chart(table(level)).encode(
        y=alt.Y("constraint:N", sort=list(dict.fromkeys(names)), axis=axis),
        yOffset=alt.YOffset("arm:N", scale=alt.Scale(domain=view.names, paddingOuter=0.8)),
        color=coloured(view.names),
    )
    points = base.mark_point(filled=True, size=45, opacity=1).encode(
        x=alt.X("share:Q", scale=along, axis=share_axis(values=[0, 0.5, 1])), shape=shaped(view.names)
    )
    intervals = base.mark_rule(opacity=0.45, strokeWidth=2).encode(x=alt.X("low:Q", scale=along), x2="high:Q")
    step = {"step": 8 + 7 * len(view.arms), "for": "position"}
    title = _WORDS[view.lang][level]
    return alt.layer(intervals, points).properties(width=200, height=step, title=title)


def _levels(rates: list[ConstraintRate]) -> list[str]:
    return list(dict.fromkeys(rate.level for rate in rates))


def _name(view: View, rate: ConstraintRate) -> str:
    return _WORDS[view.lang].get(rate.check) or shown(rate.check)


def _cell(rate: ConstraintRate, arm: str) -> str:
    mean = rate.measure.means.get(arm)
    return number(mean.value if mean else None, "share")


def _told(view: View, level: str, rates: list[ConstraintRate]) -> str:
    words, comma = _WORDS[view.lang], COMMON[view.lang]["comma"]
    lines = []
    for rate in rates:
        shares = [words["share"].format(arm=label, share=_cell(rate, arm)) for arm, label in view.arms.items()]
        lines.append(words["line"].format(name=_name(view, rate), shares=comma.join(shares)))
    return words["alt"].format(level=words[level], lines=COMMON[view.lang]["semicolon"].join(lines))
