"""Comparisons made up for the tests of the report, and a report read back as a browser reads it."""

import base64
import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import fakes
from bench.comparison import Comparison, compare
from bench.records import (
    Answer,
    Candidate,
    Claim,
    ConstraintResult,
    Episode,
    Generation,
    Health,
    Item,
    Judgment,
    Reference,
    Request,
    Sampling,
    Trace,
)
from bench.report.page import render
from bench.runs import Manifest
from bench.verdict import verdict
from html_tree import Element, parsed
from test_comparison import compared, requests_for

HOSTILE = "</script><img src=x onerror=alert(1)> \u202eevil\u202c \u200b\x00\x1b[31m \"double\" 'single' </style>&amp;"
WHOLE = Trace(id="", answer=Answer(status="stated"), health=Health(truncated=False))
CUT = Trace(id="", answer=Answer(status="none"), health=Health(truncated=True))


def manifest(**changes: object) -> Manifest:
    fields = {
        "created": "2026-01-01T00:00:00+00:00",
        "kenzan": "0.1.0",
        "command": "kenzan run -m mini -a mini-terse",
        "model": "mini",
        "adapters": {"adapter": "mini-terse"},
        "engine": "echo",
        "identity": {"base": "b" * 64, "adapter": "a" * 64},
        "versions": {"echo": "1"},
        "packs": {"demo": "3"},
        "formats": ("raw",),
        "samples": 1,
        "sampling": Sampling(max_new_tokens=64),
        "seed": 3442,
        "select": "standard",
        "limit": None,
        "signature": "base:bbb|adapter:aaa|seed:3442",
    }
    return Manifest.model_validate({**fields, **changes})


def judged(
    requests: Sequence[Request], texts: dict[tuple[str, str], tuple[str, Trace, Judgment]], **changes: object
) -> Comparison:
    """A comparison from (item id, arm) -> text, trace and judgment, whose keys are filled in."""
    generations: dict[str, Generation] = {}
    traces: dict[str, Trace] = {}
    judgments: dict[str, Judgment] = {}
    for r in requests:
        if (r.item.id, r.arm) in texts:
            text, trace, judgment = texts[r.item.id, r.arm]
            generations[r.key] = fakes.generation(r, text, **changes)
            traces[r.key] = trace.model_copy(update={"id": r.key})
            judgments[r.key] = judgment.model_copy(update={"key": r.key})
    found = compare(requests, generations, traces, judgments)
    return found.model_copy(update={"verdict": verdict(found)})


def judgment(outcome: str = "right", value: str | None = "42", **changes: object) -> Judgment:
    fields = {"key": "", "check": "number", "outcome": outcome, "value": value}
    return Judgment.model_validate({**fields, **changes})


def both(
    items: Sequence[Item], adapter: str, formats: Sequence[str] = ("raw",), adapters: Sequence[str] = ("adapter",)
) -> Comparison:
    """Base all right, every adapter as told."""
    arms = ("base", *adapters)
    outcomes = {(i.id, arm): "right" if arm == "base" else adapter for i in items for arm in arms}
    found = compared(requests_for(items, formats, adapters), outcomes)
    return found.model_copy(update={"verdict": verdict(found)})


def hostile() -> Comparison:
    """One item all of whose texts are hostile."""
    item = fakes.item(
        f"demo/{HOSTILE}",
        pack=HOSTILE,
        template=HOSTILE,
        question=HOSTILE,
        context=HOSTILE,
        answer_line=HOSTILE,
        entity_name=HOSTILE,
        reference=Reference(gold=HOSTILE, unit=HOSTILE, steps={HOSTILE: HOSTILE}),
    )
    span = (3, 30)
    trace = Trace(
        id="",
        answer=Answer(status="stated", value=HOSTILE, span=span),
        candidates=(Candidate(span=span, value=HOSTILE),),
        claims=(Claim(span=span, left=HOSTILE, relation=HOSTILE, right=HOSTILE, holds=False),),
        episodes=(Episode(kind="verification", span=span, cue=HOSTILE),),
        health=Health(truncated=True, loop=span, language_switches=(span,)),
    )
    failed = (ConstraintResult(id=HOSTILE, level="hard", passed=False, detail=HOSTILE),)
    told = judgment("wrong", HOSTILE, check=HOSTILE, reason=HOSTILE, constraints=failed)
    text = HOSTILE + r" $\href{javascript:alert(1)}{x}$ \(\text{<img src=x onerror=alert(1)>}\)"
    return judged(requests_for([item]), {(item.id, arm): (text, trace, told) for arm in ("base", "adapter")})


# ---------------------------------------------------------------- a report, read back


def rendered(comparison: Comparison, lang: str = "en", **changes: object) -> Element:
    """The page in the language that it opens in; what is in its template and its data stands apart."""
    return parsed(render(comparison, manifest(**changes), lang))  # type: ignore[arg-type]


def written(folder: Path, comparison: Comparison, **changes: object) -> Path:
    """The report as a file."""
    path = folder / "report.html"
    path.write_text(render(comparison, manifest(**changes)), "utf-8")
    return path


def shown(page: Element) -> Element:
    """The part of a page that is shown when it opens."""
    return page.one("div", id="page")


def decoded(text: str) -> Any:
    """What `bench.report.items.encoded` made a text of."""
    return json.loads(zlib.decompress(base64.b85decode(text.replace(",", "<"))))


def data(page: Element, id: str) -> Any:
    """A block of the page's data, as the browser reads it."""
    return decoded(page.one("script", id=id).text)


def details(page: Element) -> list[dict[str, Any]]:
    """All items of a page with their texts."""
    index = data(page, "index")
    return [item for n in range(len(index["blocks"])) for item in whole(data(page, f"block-{n}"))]


def whole(block: Any) -> list[dict[str, Any]]:
    """A block's items with their texts in their places."""
    for item in block["items"]:
        for side in item["sides"]:
            if side:
                side["text"] = block["texts"][side["text"]]
    return list(block["items"])
