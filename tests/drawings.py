"""Comparisons for the tests of the figures, and drawings as a parser sees them."""

import re
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

import fakes
from bench.arms import arms_of
from bench.comparison import Comparison, compare
from bench.figures.record import Figure
from bench.figures.view import View, views
from bench.plan import plan
from bench.records import Elicit, Generation, Item, Judgment, Lang, Request, Trace

HOSTILE = (
    "</svg><script>alert(1)</script> & \u202eevil\u202c {0} %s datum.n \x00\x1b[31m \"double\" 'single' " + "x" * 99
)


def requests_for(
    items: Sequence[Item],
    *,
    adapters: Sequence[str] = ("adapter",),
    strengths: Sequence[float] = (),
    formats: Sequence[str] = ("raw",),
    elicits: Sequence[Elicit] = ("none",),
) -> list[Request]:
    arms = arms_of(adapters, strengths)
    asked = {"formats": formats, "elicits": elicits, "samples": 1, "sampling": fakes.GREEDY, "seed": 1}
    return plan(items, fakes.EchoEngine(), arms=arms, **asked)


def compared(
    requests: Sequence[Request],
    outcome: Callable[[Request], str],
    *,
    tokens: Callable[[Request], int] = lambda _: 100,
    checks: Callable[[Request], Sequence[str | None]] = lambda _: (),
    judged: Callable[[Request], dict[str, object]] = lambda _: {},
) -> Comparison:
    """What each function tells of a request; an empty outcome is still owed."""
    generations: dict[str, Generation] = {}
    traces: dict[str, Trace] = {}
    judgments: dict[str, Judgment] = {}
    for r in requests:
        if told := outcome(r):
            cut = told == "truncated"
            generations[r.key] = fakes.generation(r, new_tokens=tokens(r), finish_reason="length" if cut else "stop")
            traces[r.key] = fakes.trace(r.key, checks=checks(r), cut=cut)
            judgments[r.key] = fakes.judgment(r.key, told).model_copy(update=judged(r))
    return compare(requests, generations, traces, judgments)


def ladder(books: Sequence[str] = ("closed", "open"), rungs: int = 3) -> list[Item]:
    return [
        fakes.item(f"l/{book}/{rung}", family="entity_ladder", entity=f"e{rung}", rung=rung, book=book)
        for book in books
        for rung in range(1, rungs + 1)
    ]


def view(comparison: Comparison, lang: Lang = "en") -> View:
    (only,) = views(comparison, lang)
    return only


def drawing(figure: Figure | None) -> ElementTree.Element:
    """The parsed drawing, after what must hold of every figure."""
    assert figure is not None
    assert figure.title and figure.caption and figure.alt and figure.rows
    assert all(len(row) == len(figure.columns) for row in figure.rows)
    root = ElementTree.fromstring(figure.svg)
    assert root.get("role") == "img"
    title, description = ("".join(found.itertext()) for found in list(root)[:2])
    assert (title, description) == (figure.title, figure.alt)
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert root.get("aria-labelledby", "").split() == ids == [f"figure-{figure.id}-title", f"figure-{figure.id}-desc"]
    assert re.fullmatch("[a-zA-Z0-9-]+", figure.id)
    return root


def texts(figure: Figure | None) -> list[str]:
    """Every text that is drawn, in the order of the document."""
    return ["".join(e.itertext()) for e in drawing(figure).iter() if e.tag.endswith("}text")]
