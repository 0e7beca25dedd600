"""Right by rung of the ladder, a panel a book: where only the closed book falls, the fact is missing."""

import altair as alt

from bench.comparison import Mean
from bench.figures.record import Figure
from bench.figures.style import coloured, dashed, shaped, share_axis, table
from bench.figures.view import View
from bench.figures.words import COMMON, shown
from bench.records import Lang
from bench.verdict import number

_BOOKS = ("closed", "open", "masked", "counterfactual", "open_noise", "probe")
_FEW = 3
"""Arms whose intervals can be told apart; of more, the table alone has them."""
_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "title": "Right answers down the ladder",
        "caption": "Everybody knows the entity of rung 1, fewer people those of higher rungs. Where closed falls and "
        "open does not, the fact is missing, not the reasoning.",
        "intervals": " The thin lines are 95 % intervals.",
        "rung": "rung",
        "book": "Book",
        "alt": "{book}: {lines}.",
        "line": "{arm} {first} on rung {top}, {last} on rung {bottom}",
        "single": "{arm} {first} on rung {top}",
        "closed": "closed: from memory",
        "open": "open: fact given",
        "masked": "masked: no name",
        "counterfactual": "counterfactual",
        "open_noise": "open, with noise",
        "probe": "probe: the fact alone",
    },
    "ja": {
        "title": "知名度の段ごとの正答率",
        "caption": "段ごとの正答率。1は誰もが知る対象で、段が進むほど知る人は少ない。「資料なし」だけが下がり「資料あ"
        "り」が下がらなければ、欠けているのは推論ではなく事実。",
        "intervals": "細い線は95 %区間。",
        "rung": "段",
        "book": "資料",
        "alt": "{book}：{lines}。",
        "line": "{arm}は{top}段目で{first}、{bottom}段目で{last}",
        "single": "{arm}は{top}段目で{first}",
        "closed": "資料なし",
        "open": "資料あり",
        "masked": "名前を伏せる",
        "counterfactual": "反事実",
        "open_noise": "資料あり（雑音）",
        "probe": "事実のみ",
    },
}


def ladder(view: View) -> Figure | None:
    """The curves of every book; None without a ladder."""
    words, common = _WORDS[view.lang], COMMON[view.lang]
    found = {
        (row.book, arm, row.rung): mean
        for row in view.of(view.comparison.ladder)
        for arm, mean in row.measures["right"].means.items()
        if row.book and row.rung is not None and mean.value is not None
    }
    if not found:
        return None
    books = sorted({book for book, _, _ in found}, key=lambda b: (_BOOKS.index(b) if b in _BOOKS else len(_BOOKS), b))
    rungs = sorted({rung for _, _, rung in found})
    told = {book: words.get(book, shown(book)) for book in books}
    # Lines that run together would hide one another: the arms stand a little apart.
    shift = {arm: 0.06 * (n - (len(view.arms) - 1) / 2) for n, arm in enumerate(view.arms)}
    data = [
        {
            "book": told[book],
            "arm": view.arms[arm],
            "rung": rung + shift[arm],
            "share": mean.value,
            "low": mean.low,
            "high": mean.high,
        }
        for (book, arm, rung), mean in found.items()
    ]
    base = alt.Chart().encode(
        x=alt.X(
            "rung:Q",
            title=words["rung"],
            axis=alt.Axis(values=rungs, format="d", grid=False),
            scale=alt.Scale(domain=[rungs[0] - 0.3, rungs[-1] + 0.3], nice=False, zero=False),
        ),
        y=alt.Y("share:Q", axis=share_axis(values=[0, 0.5, 1]), scale=alt.Scale(domain=[0, 1])),
        color=coloured(view.names),
    )
    lines = base.mark_line(strokeWidth=2).encode(strokeDash=dashed(view.names, legend=False))
    intervals = base.mark_rule(opacity=0.35, strokeWidth=1.5).encode(y="low:Q", y2="high:Q")
    points = base.mark_point(size=40, filled=True, opacity=1).encode(shape=shaped(view.names))
    header = alt.Header(title=None)
    layers = (intervals, lines, points) if len(view.arms) <= _FEW else (lines, points)
    chart = (
        alt.layer(*layers)
        .properties(width=140, height=105)
        .facet(data=table(), facet=alt.Facet("book:N", sort=list(told.values()), header=header), columns=2, spacing=14)
    )
    return view.figure(
        "ladder",
        chart,
        {"rows": data},
        title=words["title"],
        caption=words["caption"] + (words["intervals"] if len(layers) > 2 else ""),
        alt=" ".join(_told(view, book, told[book], found, rungs) for book in books),
        columns=(words["book"], common["arm"], *(f"{words['rung']} {rung}" for rung in rungs)),
        rows=[
            (
                told[book],
                view.arms[arm],
                *(_cell(found.get((book, arm, rung))) for rung in rungs),
            )
            for book in books
            for arm in view.arms
            if any((book, arm, rung) in found for rung in rungs)
        ],
    )


def _cell(mean: Mean | None) -> str:
    """Share, 95 % interval, and number of items."""
    if mean is None:
        return "–"
    ends = [number(end, "share") for end in (mean.low, mean.high) if end is not None]
    return f"{number(mean.value, 'share')} ({'–'.join(ends)}; n={mean.n})"


def _told(view: View, book: str, name: str, found: dict[tuple[str, str, int], Mean], rungs: list[int]) -> str:
    words = _WORDS[view.lang]
    lines = []
    for arm, label in view.arms.items():
        known = [rung for rung in rungs if (book, arm, rung) in found]
        if known:
            first, last = (number(found[book, arm, rung].value, "share") for rung in (known[0], known[-1]))
            line = words["line" if len(known) > 1 else "single"]
            lines.append(line.format(arm=label, first=first, last=last, top=known[0], bottom=known[-1]))
    return words["alt"].format(book=name, lines=COMMON[view.lang]["comma"].join(lines))
