"""Somebody else's text with visible stand-ins for what a terminal or a browser would obey instead of showing it."""

import json
import re
from typing import Any

_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls (but tab and line feed; with ESC and CSI the escape sequences), every control of the writing direction,
halves of surrogate pairs."""


def shown(text: str) -> str:
    """A text with visible stand-ins, one for one: control pictures for C0, else the replacement character."""
    return _UNSHOWABLE.sub(_stand_in, text)


def storable(text: str) -> str:
    """A text as a file can hold it: halves of surrogate pairs joined, or replaced where the other half is missing."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def shown_json(value: Any) -> str:
    """JSON of the same value on one line, in which none of these characters stands as itself."""
    return escaped_json(json.dumps(value, ensure_ascii=False))


def escaped_json(text: str) -> str:
    r"""JSON text of the same value, with these characters as ``\u`` escapes: they can stand in its strings alone."""
    return _UNSHOWABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match.group())
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"
