"""The report's HTML: what stands still in both languages, and the items' data for the browser.

One language stands in the page, the other in a ``<template>`` that the switch exchanges it for. The page needs no
network: style, script and data are in it, and its policy admits only its own style and script, by their hashes.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from bench.comparison import Comparison
from bench.records import Lang
from bench.report.board import boards
from bench.report.cells import cells
from bench.report.items import CHANGES, OUTCOMES, blocks, change, encoded, index
from bench.report.marks import KINDS, LABELS
from bench.report.scores import tables
from bench.report.told import parts
from bench.report.words import LANGUAGES, Words, fill, words
from bench.resources import REPORTS
from bench.runs import Manifest
from bench.shown import shown

_SCRIPTS = ("dom.js", "store.js", "text.js", "controls.js", "cells.js", "item.js", "browser.js", "page.js")
_SHARED = ("families", "languages", "elicits", "books")
"""Words that page and script have in common."""
_PROMPTS = 4
"""Prompts that the page shows under how it was made; each item has its own."""


def render(comparison: Comparison, manifest: Manifest, lang: Lang = "en") -> str:
    """The report.

    Parameters
    ----------
    comparison : with its verdict; one arm alone, missing sides and several formats are all shown as they are.
    manifest : how the run was made.
    lang : the language that the page opens in.
    """
    style = (REPORTS / "style.css").read_text(encoding="utf-8")
    script = _script()
    listed: list[int] = []
    data: list[str] = []
    for n, (count, content) in enumerate(blocks(comparison)):
        listed.append(count)
        data.append(f'<script type="text/plain" id="block-{n}">{content}</script>\n')
    columns = index(comparison) | {
        "blocks": list(listed),
        "cells": cells(comparison),
        "outcome_names": list(OUTCOMES),
        "change_names": list(CHANGES),
        "kinds": list(KINDS),
        "labels": list(LABELS),
    }
    said = {la: words(la) for la in LANGUAGES}
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            lang=lang,
            other=next(la for la in LANGUAGES if la != lang),
            said=said,
            bodies={la: _body(comparison, manifest, la, said[la]) for la in LANGUAGES},
            manifest=manifest,
            style=Markup(style),
            policy="; ".join(
                (
                    "default-src 'none'",
                    f"style-src '{_hash(style)}'",
                    f"script-src '{_hash(script)}'",
                    "img-src data:",
                    "base-uri 'none'",
                    "form-action 'none'",
                    "require-trusted-types-for 'script'",
                    "trusted-types 'none'",
                )
            ),
            scripted=Markup(
                _json({la: said[la]["script"] | {key: said[la][key] for key in _SHARED} for la in LANGUAGES})
            ),
        )
    )
    head, tail = shown(page).split("<!-- data -->")
    items = f'<script type="text/plain" id="index">{encoded(columns)}</script>\n'
    return "".join((head, items, *data, f"<script>{script}</script>", tail))


def _body(comparison: Comparison, manifest: Manifest, lang: Lang, said: Words) -> dict[str, object]:
    """What the template shows in one language."""
    from bench.figures import figures

    all_boards = list(boards(comparison, lang, said))
    return {
        "t": said,
        "lang": lang,
        "comparison": comparison,
        "manifest": manifest,
        "arms": comparison.arms,
        "parts": list(parts(comparison, lang, said)),
        "differing": list(_differing(comparison)),
        "boards": all_boards,
        "plain_boards": [board for board in all_boards if board.row.elicit == "none"] or all_boards,
        "tables": tables(comparison, said),
        "figures": figures(comparison, lang),
        "prompts": _prompts(comparison),
    }


@dataclass(frozen=True)
class Differing:
    """How many questions an arm answers differently from the reference."""

    arm: str
    place: int
    """Of the arm among the arms."""
    all: int
    lost: int
    gained: int
    other: int

    @property
    def n(self) -> int:
        """All of them."""
        return self.lost + self.gained + self.other


def _differing(comparison: Comparison) -> Iterator[Differing]:
    for place, arm in enumerate(comparison.arms[1:], 1):
        kinds = [change(pair, comparison.arms[0], arm) for pair in comparison.pairs]
        counts = {kind: kinds.count(kind) for kind in ("lost", "gained", "other")}
        yield Differing(arm, place, len(kinds) - kinds.count("unknown"), **counts)


def _prompts(comparison: Comparison) -> dict[str, str]:
    """A prompt of each format and way of eliciting."""
    found: dict[str, str] = {}
    for pair in comparison.pairs:
        for side in list(pair.sides.values())[:1]:
            name = side.request.format + (f", {pair.elicit}" if pair.elicit != "none" else "")
            if len(found) < _PROMPTS:
                found.setdefault(name, side.request.prompt)
    return found


# ---------------------------------------------------------------- the page's own blocks


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(REPORTS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"fill": fill, "tight": _tight}
    return environment


def _tight(text: str) -> str:
    """A text whose numbers keep their per cent signs at a line's end."""
    return text.replace(" %", "\u00a0%")


def _script() -> str:
    """All scripts in one block, so that one hash admits them."""
    parts = [(REPORTS / "script" / name).read_text(encoding="utf-8") for name in _SCRIPTS]
    return '"use strict";\n{\n' + "\n".join(parts) + "}\n"


def _json(content: object) -> str:
    """JSON that cannot end the element that it stands in."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _hash(content: str) -> str:
    """The source expression by which a content-security policy admits an inline block."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
