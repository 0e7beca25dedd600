"""Texts with placeholders: ``{n}``, ``{e.name}``; doubled braces stand for themselves.

Values are put in as they are; nothing is formatted, indexed or evaluated, so a pack's text cannot reach into objects as
`str.format` would let it.
"""

import re
from collections.abc import Mapping

_PART = re.compile(r"\{\{|\}\}|\{([A-Za-z][A-Za-z0-9_]{0,29}(?:\.[A-Za-z][A-Za-z0-9_]{0,29})?)\}|[{}]")
INSERT = "insert"
"""The placeholder of a variant's clause."""
_SPACED = {"en"}
"""Languages that put a space between sentences."""


class TemplateError(ValueError):
    """A brace that is no placeholder, or a placeholder without a value."""


def placeholders(text: str) -> set[str]:
    """The names in a text; TemplateError at a stray brace."""
    found = set()
    for part in _PART.finditer(text):
        if part[0] in "{}":
            raise TemplateError(f"stray {part[0]!r} at character {part.start() + 1}; write it double to mean itself")
        if part[1]:
            found.add(part[1])
    return found


def render(text: str, values: Mapping[str, str]) -> str:
    """Put values in; TemplateError where one is missing."""

    def value(part: re.Match[str]) -> str:
        if part[1] is None:
            return part[0][0]
        if part[1] not in values:
            raise TemplateError(f"nothing is bound to {{{part[1]}}}")
        return values[part[1]]

    return _PART.sub(value, text)


def with_clause(text: str, clause: str | None, lang: str) -> str:
    """The text with a clause at its ``{insert}``, before its last sentence where it has none; without, cleaned."""
    slot = "{" + INSERT + "}"
    if slot not in text:
        if clause is None:
            return text
        text = _before_last_sentence(text, lang)
    if clause is None:
        return text.replace(slot, "")
    return text.replace(slot, f" {clause}" if lang in _SPACED else clause)


def _before_last_sentence(text: str, lang: str) -> str:
    ends = [m.end() for m in re.finditer(r"[.!?](?=\s)" if lang in _SPACED else r"[。！？](?=.)", text)]
    if not ends:
        return "{" + INSERT + "}" + text
    return text[: ends[-1]] + "{" + INSERT + "}" + text[ends[-1] :]
