"""A comparison in a few tables of text: what a pull request or a notebook shows of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.comparison import Comparison, Difference, Metric, Row, Sentence
from bench.records import Lang
from bench.runs import Manifest
from bench.verdict import number, signed

_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "arithmetic": "Word problems",
        "entity_ladder": "Entities",
        "travel": "Travel plans",
        "imported": "Imported questions",
        "none": "asked plainly",
        "ask": "asked to think step by step",
        "prefill": "response begun",
        "headline": "Scoreboard",
        "detail": "All other metrics",
        "elicited": "Elicited",
        "metric": "Metric",
        "difference": "{arm} − {base} (95 %)",
        "p": "p",
        "p_of": "p ({arm})",
        "to": "{low} to {high}",
        "flips": "Answers that changed",
        "family": "Family",
        "arm": "Arm",
        "lost": "right → not right",
        "gained": "not right → right",
        "same": "same outcome",
        "all": "Items",
    },
    "ja": {
        "arithmetic": "文章題",
        "entity_ladder": "固有名の知識",
        "travel": "旅行計画",
        "imported": "取り込んだ問題",
        "none": "そのまま質問",
        "ask": "段階的に考えるよう指示",
        "prefill": "書き出しを与えた",
        "headline": "成績表",
        "detail": "その他の指標",
        "elicited": "引き出した場合",
        "metric": "指標",
        "difference": "{arm} − {base}（95 %）",
        "p": "p値",
        "p_of": "p値（{arm}）",
        "to": "{low}〜{high}",
        "flips": "変わった答え",
        "family": "分野",
        "arm": "条件",
        "lost": "正答→正答でない",
        "gained": "正答でない→正答",
        "same": "同じ結果",
        "all": "問題数",
    },
}
_LEADING = ("owed", "paired")
"""Topics of notes without which the rest would mislead."""
_SMALL = 0.001
"""A smaller p is told as smaller than this."""


@dataclass(frozen=True)
class Board:
    """A table of text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Digest:
    """What is told of a comparison in one language."""

    title: str
    """The model, and its adapters."""
    sentences: tuple[tuple[str, str], ...]
    """The verdict: kind and text. Of the notes only those that say of what part of the runs it speaks."""
    notes: tuple[str, ...]
    """All other notes."""
    board: Board
    """Headline metrics of every family (and prompt format) as it was asked plainly."""
    details: tuple[Board, ...]
    """The other metrics; the headline metrics as they were elicited. Only boards that have rows."""
    flips: Board | None
    """None for one arm alone."""
    signature: str
    command: str


def digest(comparison: Comparison, manifest: Manifest, lang: Lang = "en") -> Digest:
    """The comparison with its verdict, and what repeats it."""
    plain = [row for row in comparison.families if row.elicit == "none"] or list(comparison.families)
    elicited = [row for row in comparison.families if row not in plain]
    headline = [metric for metric in comparison.metrics if metric.role == "headline"]
    other = [metric for metric in comparison.metrics if metric.role != "headline"]
    details = (("detail", plain, other), ("elicited", elicited, headline))
    boards = [_board(comparison, _WORDS[lang][title], rows, metrics, lang) for title, rows, metrics in details]
    return Digest(
        title=" + ".join((manifest.model, *manifest.adapters.values())),
        sentences=tuple((s.kind, s.texts[lang]) for s in comparison.verdict if _leads(s)),
        notes=tuple(s.texts[lang] for s in comparison.verdict if not _leads(s)),
        board=_board(comparison, _WORDS[lang]["headline"], plain, headline, lang),
        details=tuple(board for board in boards if board.rows),
        flips=_flips(comparison, lang),
        signature=manifest.signature,
        command=manifest.command,
    )


def _leads(sentence: Sentence) -> bool:
    return sentence.kind != "note" or sentence.topic in _LEADING


def _board(comparison: Comparison, title: str, rows: Sequence[Row], metrics: Sequence[Metric], lang: Lang) -> Board:
    words = _WORDS[lang]
    base, *others = comparison.arms
    lines = []
    for row in rows:
        for metric in metrics:
            measure = row.measures.get(metric.name)
            if measure is None or not any(mean.n for mean in measure.means.values()):
                continue
            means = [measure.means.get(arm) for arm in comparison.arms]
            cells = [_place(row, comparison, lang), metric.ja if lang == "ja" else metric.label]
            cells += [number(mean.value if mean else None, metric.kind) for mean in means]
            for arm in others:
                change = measure.differences.get(arm)
                cells += [_change(change, metric, lang), _p(change)]
            lines.append((*cells, str(max(mean.n for mean in means if mean))))
    heads = [words["family"], words["metric"], *comparison.arms]
    for arm in others:
        heads += [words["difference"].format(arm=arm, base=base)]
        heads += [words["p"] if len(others) == 1 else words["p_of"].format(arm=arm)]
    return Board(title, (*heads, words["all"]), tuple(lines))


def _place(row: Row, comparison: Comparison, lang: Lang) -> str:
    """The family, with what tells it from the comparison's other places."""
    apart = [row.format] if len({r.format for r in comparison.families}) > 1 else []
    apart += [_WORDS[lang][row.elicit]] if row.elicit != "none" else []
    return _WORDS[lang][row.family] + (f" ({', '.join(apart)})" if apart else "")


def _change(change: Difference | None, metric: Metric, lang: Lang) -> str:
    if change is None or change.difference is None:
        return "–"
    told = signed(change.difference, metric.kind)
    if change.low is None or change.high is None:
        return told
    ends = {"low": signed(change.low, metric.kind), "high": signed(change.high, metric.kind)}
    return f"{told} ({_WORDS[lang]['to'].format(**ends)})"


def _p(change: Difference | None) -> str:
    """Corrected where the metric is a headline metric."""
    p = None if change is None else change.p if change.adjusted is None else change.adjusted
    return "–" if p is None else f"< {_SMALL}" if p < _SMALL else f"{p:.3f}"


def _flips(comparison: Comparison, lang: Lang) -> Board | None:
    words = _WORDS[lang]
    rows = tuple(_flipped(comparison, lang))
    columns = ("family", "arm", "lost", "gained", "same", "all")
    return Board(words["flips"], tuple(words[column] for column in columns), rows) if rows else None


def _flipped(comparison: Comparison, lang: Lang) -> Iterator[tuple[str, ...]]:
    places = {(row.family, row.format, row.elicit): _place(row, comparison, lang) for row in comparison.families}
    plain = [flips for flips in comparison.flips if flips.elicit == "none"] or comparison.flips
    for flips in plain:
        counts = Counter(
            {(before, after): n for before, ends in flips.counts.items() for after, n in ends.items() if n}
        )
        if counts:
            lost = sum(n for (before, after), n in counts.items() if before == "right" != after)
            gained = sum(n for (before, after), n in counts.items() if before != "right" == after)
            same = sum(n for (before, after), n in counts.items() if before == after)
            place = places[flips.family, flips.format, flips.elicit]
            yield (place, flips.arm, *map(str, (lost, gained, same, counts.total())))
