"""A comparison as one HTML file that loads nothing: the verdict in words, the figures, then every item's arms.

Texts come from models and packs and are hostile: everything is escaped, the page's content-security policy admits only
its own style and script, by their hashes, and characters that could reorder or hide text are replaced one for one. The
same comparison gives the same bytes.
"""

import base64
import contextlib
import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from bench import report_charts as charts
from bench.comparison import Comparison, Difference, Metric, Pair, Row, Side
from bench.records import Item
from bench.report_marks import marks, markup, segments
from bench.report_scores import tables
from bench.resources import REPORTS
from bench.runs import Manifest
from bench.verdict import MARGIN, number, signed

FAMILIES = {"arithmetic": "Word problems", "entity_ladder": "Entities", "travel": "Travel plans"}
OUTCOMES = {
    "right": "✓ right",
    "wrong": "✗ wrong",
    "ambiguous": "≈ right by another reading",
    "none": "∅ none stated",
    "truncated": "✂ cut off",
    "owed": "… still owed",
}
WAYS = {"none": "asked plainly", "ask": "asked to think step by step", "prefill": "response begun"}
LANGUAGES = {"en": "English", "ja": "Japanese"}

_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls (but tab and line feed), overrides of the writing direction, halves of surrogate pairs."""


def render(comparison: Comparison, manifest: Manifest) -> str:
    """The report's HTML.

    Parameters
    ----------
    comparison : with its verdict; one arm alone, missing sides and several formats are all shown as they are.
    manifest : how the run was made.
    """
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(REPORTS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style, script = ((REPORTS / name).read_text(encoding="utf-8") for name in ("style.css", "report.js"))
    views = [_view(n, pair, comparison.arms) for n, pair in enumerate(comparison.pairs, 1)]
    page = environment.get_template("report.html.j2").render(
        comparison=comparison,
        manifest=manifest,
        style=Markup(style),
        script=Markup(script),
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:",
        boards=[_board(row, comparison) for row in comparison.families],
        ladders=charts.ladders(comparison),
        tables=dict(tables(comparison)),
        items=views,
        differing=sum(view.differs for view in views),
        pairs=comparison.pairs,
        charts=charts,
        number=number,
        filters=_choices(comparison),
        families=FAMILIES,
        ways=WAYS,
        outcomes=OUTCOMES,
        languages=LANGUAGES,
    )
    return _UNSHOWABLE.sub(_shown, page)


def write(path: Path, html: str) -> None:
    """Replace a file whole: it has either the old content or the new, never a part. OSError passes."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as f:
            f.write(html)
            f.flush()
            os.fsync(f.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


# ---------------------------------------------------------------- scoreboard


@dataclass(frozen=True)
class _Score:
    """A metric's line on the scoreboard."""

    metric: Metric
    change: Difference
    means: tuple[str, ...]
    told: str
    """Difference and interval in words."""
    call: str
    """What the interval says, in a word or two."""
    drawn: charts.Interval | None


@dataclass(frozen=True)
class _Board:
    """A family's scoreboard."""

    row: Row
    scores: tuple[_Score, ...]
    clusters: str
    """What the intervals are clustered by, in words; empty without intervals."""


def _board(row: Row, comparison: Comparison) -> _Board:
    scores = []
    for metric in comparison.metrics:
        change = row.differences.get(metric.name)
        if change is None or change.n == 0:
            continue
        drawn = charts.interval(change, charts.reach(comparison.families, metric.name, metric.kind))
        means = tuple(number(change.means.get(arm), metric.kind) for arm in comparison.arms)
        scores.append(_Score(metric, change, means, told(change, metric.kind), call(change, metric), drawn))
    by = sorted({f"{s.change.clusters} {_plural(s.change)}" for s in scores if s.change.clusters})
    return _Board(row, tuple(scores), " or ".join(by))


def told(change: Difference, kind: str) -> str:
    """A difference with its interval in words; why there is none where there is none."""
    if change.difference is None:
        return "–"
    text = signed(change.difference, kind) + (" points" if kind == "share" else "")
    if change.low is None or change.high is None:
        return f"{text}, no interval: {change.clusters} {_plural(change)}"
    return f"{text} ({signed(change.low, kind)} to {signed(change.high, kind)})"


def call(change: Difference, metric: Metric) -> str:
    """What the interval says of a metric: better, worse, more, fewer, kept, or that it cannot tell."""
    if change.difference is None:
        return ""
    if change.low is None or change.high is None:
        return "cannot tell"
    if change.low > 0 or change.high < 0:
        more = change.low > 0
        if metric.better is None:
            return "more" if more else "fewer"
        return "better" if more == (metric.better == "more") else "worse"
    return "kept" if max(-change.low, change.high) <= MARGIN[metric.kind] else "cannot tell"


def _plural(change: Difference) -> str:
    if change.clusters == 1:
        return change.clustered_by
    return "entities" if change.clustered_by == "entity" else change.clustered_by + "s"


# ---------------------------------------------------------------- items


@dataclass(frozen=True)
class _SideView:
    """One arm of an item, as it is shown."""

    arm: str
    outcome: str
    side: Side | None
    text: Markup | None = None
    checks: int = 0
    wrong_claims: int = 0


@dataclass(frozen=True)
class _ItemView:
    """An item with its arms, as it is shown."""

    n: int
    item: Item
    gold: str
    chips: tuple[str, ...]
    sides: tuple[_SideView, ...]
    differs: bool


def _view(n: int, pair: Pair, arms: tuple[str, ...]) -> _ItemView:
    item = pair.item
    sides = tuple(_side(arm, pair.sides.get(arm)) for arm in arms)
    chips = [item.pack, item.template, f"#{item.instance}", item.variant if item.variant != "base" else ""]
    chips += [item.book or "", f"rung {item.rung}" if item.rung is not None else "", item.entity_name or ""]
    chips.append(WAYS[pair.elicit] if pair.elicit != "none" else "")
    request = next((s.request for s in pair.sides.values()), None)
    if request is not None:
        chips += [request.format, f"sample {request.sample + 1}" if request.sample else ""]
    return _ItemView(n, item, _gold(item), tuple(c for c in chips if c), sides, differs(pair, arms))


def differs(pair: Pair, arms: tuple[str, ...]) -> bool:
    """Whether the arms' outcomes or stated values differ; no while one of them is still owed."""
    answers = {(s.judgment.outcome, s.judgment.value) for s in pair.sides.values()}
    return len(answers) > 1 and all(arm in pair.sides for arm in arms)


def _side(arm: str, side: Side | None) -> _SideView:
    if side is None:
        return _SideView(arm, "owed", None)
    text = markup(segments(side.generation.text, marks(side.trace)))
    checks = sum(e.kind == "verification" for e in side.trace.episodes)
    wrong = sum(not c.holds for c in side.trace.claims)
    return _SideView(arm, side.judgment.outcome, side, text, checks, wrong)


def _gold(item: Item) -> str:
    reference = item.reference
    if reference.gold is None:
        return ""
    parts = [f"{decimal(reference.gold)} {reference.unit or ''}".strip()]
    if reference.low is not None and reference.high is not None:
        parts.append(f"accepted from {decimal(reference.low)} to {decimal(reference.high)}")
    if reference.ambiguous:
        parts.append(f"by another reading {', '.join(map(decimal, reference.ambiguous))}")
    if reference.from_memory is not None:
        parts.append(f"from memory it would be {decimal(reference.from_memory)}")
    return "; ".join(parts)


def decimal(number: str) -> str:
    """An exact number as people write it: ``33463/50`` is 669.26, ``1/3`` stays; what is no number stays too."""
    try:
        exact = Fraction(number if len(number) <= 40 and "e" not in number.lower() else "no number")
        shown = f"{exact.numerator / Decimal(exact.denominator):f}"
        return shown if len(shown) <= 12 and Fraction(shown) == exact else number
    except (ValueError, ArithmeticError):
        return number


def _choices(comparison: Comparison) -> dict[str, list[str]]:
    """What there is to choose from in each filter, in a fixed order."""
    items = [pair.item for pair in comparison.pairs]
    return {
        "family": [f for f in FAMILIES if any(item.family == f for item in items)],
        "lang": [la for la in LANGUAGES if any(item.lang == la for item in items)],
        "book": sorted({item.book for item in items if item.book}, key=charts.book_order),
    }


# ---------------------------------------------------------------- text


def _shown(match: re.Match[str]) -> str:
    """A visible stand-in, one character for one: control pictures for C0, else the replacement character."""
    code = ord(match.group())
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"


def _hash(content: str) -> str:
    """The source expression by which a content-security policy admits an inline block."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
