"""Kenzan in a notebook: `bench.run` takes a job's fields, and what it returns shows itself as HTML.

The summary is a fragment of the notebook's page and carries no style sheet, script or reference but the link to the
report, so that it looks like the notebook around it, and text from packs and folders is escaped.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from bench.digest import Board, digest
from bench.errors import InputError
from bench.outcome import Outcome
from bench.pipeline import EMBEDDED, Job
from bench.records import Lang
from bench.runs import RunDirectory
from bench.shown import shown as shown_text

_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "report": "The whole report",
        "nothing": "Not one request was answered.",
        "failures": "{n} requests were not answered: {reason}",
        "keeps": "keeps",
        "loses": "loses",
        "gains": "gains",
        "unsure": "cannot tell",
        "note": "note",
        "notes": "Notes",
    },
    "ja": {
        "report": "レポート全体",
        "nothing": "一つも回答が得られませんでした。",
        "failures": "{n}件は回答がありません：{reason}",
        "keeps": "維持",
        "loses": "低下",
        "gains": "向上",
        "unsure": "判定不能",
        "note": "補足",
        "notes": "補足",
    },
}
_SEVERAL = ("adapters", "packs", "formats", "elicits", "strengths")
"""Fields that hold several: one alone may be given for them."""


def job_of(asked: dict[str, Any]) -> Job:
    """A job from its fields; without a model, the embedded pair.

    Raises
    ------
    InputError
        A field that a job does not have, or adapters without the base that they were trained on.
    """
    known = {field.name for field in dataclasses.fields(Job)}
    for name in asked:
        if name not in known:
            raise InputError(f"unknown; there are {', '.join(sorted(known))}", f"bench.run({name}=…)")
    fields: dict[str, Any] = {name: _several(value) if name in _SEVERAL else value for name, value in asked.items()}
    if "model" not in fields:
        if fields.get("adapters"):
            raise InputError("give the base that they were trained on as model", "bench.run(adapters=…)")
        fields |= {"model": EMBEDDED[0], "adapters": EMBEDDED[1:]}
    fields["model"] = str(fields["model"])
    if fields.get("output") is not None:
        fields["output"] = Path(fields["output"])
    return Job(**fields)


def _several(value: Any) -> tuple[Any, ...]:
    alone = isinstance(value, str | float | int | Path) or not isinstance(value, Iterable)
    return tuple(str(one) if isinstance(one, Path) else one for one in ((value,) if alone else value))


def shown(outcome: Outcome) -> str:
    """The summary of an outcome as an HTML fragment."""
    words = _WORDS[outcome.lang]
    parts: list[str] = []
    if outcome.report is None:
        parts.append(_element("p", words["nothing"]))
    else:
        told = digest(outcome.comparison, RunDirectory(outcome.directory).manifest(), outcome.lang)
        parts.append(_element("h3", f"Kenzan: {told.title}"))
        parts.append(_sentences((words[kind], text) for kind, text in told.sentences))
        parts += [_table(board) for board in (told.board, told.flips) if board is not None]
        if told.notes:
            notes = _sentences(("", text) for text in told.notes)
            parts.append(_element("details", _element("summary", words["notes"]) + notes))
        link = Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(
            _address(outcome.report), words["report"]
        )
        parts.append(_element("p", link + Markup(": <code>{}</code>").format(outcome.report)))
    for reason, count in Counter(failure.reason for failure in outcome.failures).most_common():
        parts.append(_element("p", words["failures"].format(n=count, reason=reason)))
    # A plain string: whoever puts more around it must not have theirs escaped by it.
    return shown_text("".join(('<div lang="', outcome.lang, '">', *map(str, parts), "</div>")))


def _address(report: Path) -> str:
    """Relative where it can be: a notebook server shows files below its folder, and not by ``file://``."""
    return report.as_uri() if report.is_absolute() else quote(report.as_posix())


def _sentences(told: Iterable[tuple[str, str]]) -> Markup:
    """A list of sentences, each after what kind it is of."""
    lines = (_element("b", kind) + " " + escape(text) if kind else escape(text) for kind, text in told)
    return _element("ul", Markup("").join(_element("li", line) for line in lines))


def _table(board: Board) -> Markup:
    head = Markup("").join(_element("th", column) for column in board.columns)
    rows = (_element("tr", Markup("").join(_element("td", cell) for cell in row)) for row in board.rows)
    body = _element("thead", _element("tr", head)) + _element("tbody", Markup("").join(rows))
    return _element("table", _element("caption", board.title) + body)


def _element(tag: str, content: str) -> Markup:
    return Markup(f"<{tag}>{{}}</{tag}>").format(content)
