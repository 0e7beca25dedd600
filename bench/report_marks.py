"""What a trace found in a text, as marks: overlapping spans cut into segments that HTML can nest.

An episode may begin inside a claim and end after it; elements may not. So the text is cut at every end of a span, and
each piece carries the classes of all spans that cover it. The pieces, put together, are the text again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from bench.records import Span, Trace


@dataclass(frozen=True)
class Mark:
    """A span that is to be seen in the text.

    Parameters
    ----------
    span : in code points; what lies outside the text is clipped.
    style : CSS class in the report's stylesheet, one word.
    label : what the mark says in words, shown where it begins.
    """

    span: Span
    style: str
    label: str = ""


@dataclass(frozen=True)
class Segment:
    """A piece of the text under one set of marks."""

    text: str
    styles: tuple[str, ...] = ()
    """Classes of the marks that cover it, sorted."""
    labels: tuple[str, ...] = ()
    """Labels of the marks that begin here."""


def marks(trace: Trace) -> Iterator[Mark]:
    """Everything in a trace that the report shows in its text."""
    if trace.reasoning:
        yield Mark(trace.reasoning, "reasoning", "reasoning")
    if trace.response:
        yield Mark(trace.response, "response", "response")
    for episode in trace.episodes:
        name = "self-check" if episode.kind == "verification" else "turns back"
        style = "check" if episode.kind == "verification" else "turn"
        yield Mark(episode.span, style, f"{name}: {episode.outcome}" if episode.outcome else name)
    for claim in trace.claims:
        if not claim.holds:
            yield Mark(claim.span, "false", "false, taken back" if claim.retracted else "false")
    for span in trace.health.language_switches:
        yield Mark(span, "switch", "other language")
    if trace.health.loop:
        yield Mark(trace.health.loop, "loop", "repeats itself")
    if trace.answer.span:
        conflicting = trace.answer.status == "conflicting"
        yield Mark(trace.answer.span, "answer", "conflicting answer" if conflicting else "answer")


def segments(text: str, marks: Iterable[Mark]) -> list[Segment]:
    """Cut a text at the ends of all marks; the segments' texts, put together, are `text`."""
    begins: defaultdict[int, list[Mark]] = defaultdict(list)
    ends: defaultdict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        start, end = max(mark.span[0], 0), min(mark.span[1], len(text))
        if start < end:
            begins[start].append(mark)
            ends[end].append(mark)
    cuts = sorted({0, len(text), *begins, *ends})
    covering: Counter[str] = Counter()
    found = []
    for start, end in pairwise(cuts):
        covering.subtract(mark.style for mark in ends[start])
        covering.update(mark.style for mark in begins[start])
        styles = tuple(sorted(style for style, n in covering.items() if n > 0))
        labels = tuple(mark.label for mark in begins[start] if mark.label)
        found.append(Segment(text[start:end], styles, labels))
    return found


def markup(segments: Iterable[Segment]) -> Markup:
    """Segments as HTML: the text escaped, a ``<span>`` where there are marks.

    Labels go to ``data-is``, which the stylesheet shows, so that the text copied from the page is the model's own.
    """
    parts: list[str] = []
    for segment in segments:
        text = escape(segment.text)
        if segment.styles:
            label = escape(", ".join(segment.labels))
            said = f' data-is="{label}"' if label else ""
            parts.append(f'<span class="{" ".join(segment.styles)}"{said}>{text}</span>')
        else:
            parts.append(text)
    return Markup("".join(parts))
