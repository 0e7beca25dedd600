"""A comparison as a short Markdown text for a pull request: verdict, scoreboard, flips, and how to repeat it.

Names of arms and packs are hostile here too: a comment must not gain links, images, HTML or mentions by them. So all
text is escaped, and what a platform would make a link of by itself (``@name``, ``#1``, ``www.``, ``://``) is taken
apart by an invisible word joiner.
"""

import re

from bench.comparison import Comparison
from bench.digest import Board, digest
from bench.records import Lang
from bench.runs import Manifest

_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "kinds": "keeps|loses|gains|cannot tell|note",
        "notes": "Notes",
        "made": "How it was made",
        "signature": "Signature",
        "command": "This repeats it",
    },
    "ja": {
        "kinds": "維持|低下|向上|判定不能|補足",
        "notes": "補足",
        "made": "作成方法",
        "signature": "署名",
        "command": "再現するコマンド",
    },
}
_KINDS = ("keeps", "loses", "gains", "unsure", "note")
_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_SPECIAL = re.compile(r"[\\`*_\[\]|~$]")
_LINKED = re.compile(r"(?<!\w)@|@(?!\d)|#(?=\d)|\bwww(?=\.)|:(?=//)|\bGH(?=-\d)", re.I)
_JOINER = "\u2060"


def markdown(comparison: Comparison, manifest: Manifest, lang: Lang = "en") -> str:
    """The text, in GitHub's Markdown.

    Parameters
    ----------
    comparison : with its verdict.
    """
    told, words = digest(comparison, manifest, lang), _WORDS[lang]
    kinds = dict(zip(_KINDS, words["kinds"].split("|"), strict=True))
    parts = [f"## Kenzan: {escaped(told.title)}"]
    if told.sentences:
        parts.append("\n".join(f"- **{kinds[kind]}** {escaped(text)}" for kind, text in told.sentences))
    parts += [_table(board) for board in (told.board, told.flips) if board and board.rows]
    if told.notes:
        parts.append(_folded(words["notes"], ["\n".join(f"- {escaped(text)}" for text in told.notes)]))
    parts += [_folded(board.title, [_rows(board)]) for board in told.details]
    made = [f"{words['signature']}:", _fenced(told.signature), f"{words['command']}:", _fenced(told.command)]
    parts.append(_folded(words["made"], made))
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """A text that Markdown shows as it is, in one line."""
    text = _UNSHOWABLE.sub("\ufffd", " ".join(text.split()))
    text = _LINKED.sub(lambda found: f"{found.group()}{_JOINER}", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(lambda found: "\\" + found.group(), text)


def _table(board: Board) -> str:
    return f"### {escaped(board.title)}\n\n{_rows(board)}"


def _rows(board: Board) -> str:
    """The table; figures are aligned to the right of the two columns that say what a row is about."""
    aligned = ["---" if n < 2 else "--:" for n in range(len(board.columns))]
    lines = [map(escaped, board.columns), aligned, *(map(escaped, row) for row in board.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _folded(title: str, parts: list[str]) -> str:
    return "\n\n".join((f"<details><summary>{title}</summary>", *parts, "</details>"))


def _fenced(text: str) -> str:
    """A block of code that the text cannot end."""
    text = _UNSHOWABLE.sub("\ufffd", " ".join(text.split()))
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
