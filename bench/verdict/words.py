"""Numbers and names as the verdict writes them, in English and Japanese."""

from collections.abc import Sequence

from bench.comparison import Difference, Row
from bench.records import Elicit, Family, Lang

Texts = dict[Lang, str]

FAMILIES: dict[Family, Texts] = {
    "arithmetic": {"en": "Word problems", "ja": "文章題"},
    "entity_ladder": {"en": "Entities", "ja": "名所の知識"},
    "travel": {"en": "Travel plans", "ja": "旅行計画"},
    "imported": {"en": "Imported questions", "ja": "取り込んだ問題"},
}
METRICS: dict[str, Texts] = {
    "right": {"en": "answers", "ja": "正解"},
    "truncated": {"en": "cut off", "ja": "打ち切り"},
    "steps": {"en": "steps shown", "ja": "示した手順"},
    "self_checks": {"en": "self-checks", "ja": "検算"},
}
"""The headline metrics, in the order of the verdict."""
WAYS: dict[Elicit, Texts] = {
    "none": {"en": "asked plainly", "ja": "普通に聞くと"},
    "ask": {"en": "when asked for it", "ja": "求めると"},
    "prefill": {"en": "when begun for it", "ja": "書き出しを与えると"},
}
CLUSTERS: dict[str, Texts] = {
    "template": {"en": "templates", "ja": "テンプレート"},
    "entity": {"en": "entities", "ja": "対象"},
    "instance": {"en": "draws", "ja": "出題"},
}


def number(value: float | None, kind: str) -> str:
    """A mean as text: a share in per cent, a count with one decimal."""
    if value is None:
        return "–"
    return f"{100 * value:.0f} %" if kind == "share" else f"{value:.1f}"


def signed(value: float | None, kind: str) -> str:
    """A difference as text, with its sign; a share in points."""
    if value is None:
        return "–"
    text = f"{100 * value:+.0f}" if kind == "share" else f"{value:+.1f}"
    return text.replace("-", "−")


def change(found: Difference, reference: str, kind: str) -> Texts:
    """Both means, the difference and its interval, e.g. ``71 % → 66 % (−5 points, −11 to +1)``."""
    before, after = (number(found.means.get(arm), kind) for arm in (reference, found.arm))
    by = signed(found.difference, kind)
    units = {"en": " points", "ja": "ポイント"} if kind == "share" else {"en": "", "ja": ""}
    inside = {"en": by + units["en"], "ja": by + units["ja"]}
    if found.low is not None and found.high is not None:
        low, high = signed(found.low, kind), signed(found.high, kind)
        inside = {"en": f"{inside['en']}, {low} to {high}", "ja": f"{inside['ja']}、{low}〜{high}"}
    return {"en": f"{before} → {after} ({inside['en']})", "ja": f"{before} → {after}（{inside['ja']}）"}


def place(row: Row, rows: Sequence[Row]) -> Texts:
    """The family, with what else tells its row from the others."""
    several = len({r.format for r in rows}) > 1
    return titled(row.family, row.format if several else "", row.elicit)


def titled(family: Family, format: str = "", elicit: Elicit = "none") -> Texts:
    """A family with its prompt format and way of eliciting, where they are to be told."""
    found: Texts = {}
    for lang, name in FAMILIES[family].items():
        apart = [part for part in (format, WAYS[elicit][lang] if elicit != "none" else "") if part]
        found[lang] = name + (f" ({', '.join(apart)})" if apart else "")
    return found
