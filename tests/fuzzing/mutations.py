"""What is made of a sound document: parts of it gone, moved, repeated, renamed, of another type; its text torn."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Path = tuple[Any, ...]
ODD: list[Any] = [
    None, True, False, 0, -1, 10**20, -(10**400), 1.5, 1e308, "", "x", "{n}", "{e.name}", "n", "1/0", "n < 1", "\x00",
    "9**9**9", "\u202e山", "a" * 5000, [], {}, [1, 2], ["a"], "days", "last", {"en": "a", "ja": "い"}, [[]], [None],
    {"en": ["a"], "ja": ["b"]}, {"int": [0, 0]}, {"choice": [1, 2]}, {"a": {}}, "2026-01-01", "08:00", "insert",
    {"expr": "1"}, {"expr": "0"}, {"expr": "Sum(i, (i, 1, 10**9))"}, "../../etc/passwd", "1e999", "٣", "NaN", "²",
]  # fmt: skip
WORDS = [*"{}[]:,\"'#&*!|>%@`\\\n\t -.0123456789", "\n  ", "null", "&a ", "*a", "!!str ", "<<: ", "\ufeff", "\x85", "é"]


def paths(node: Any, at: Path = ()) -> Iterator[Path]:
    """Ways to every part of a document."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (*at, key)
        yield from paths(value, (*at, key))


def part(document: Any, at: Path) -> Any:
    for key in at:
        document = document[key]
    return document


@st.composite
def documents(draw: st.DrawFn, sound: list[Any], odd: st.SearchStrategy[Any] | None = None) -> Any:
    """One of the sound documents with up to four edits."""
    document = copy.deepcopy(draw(st.sampled_from(sound)))
    values = st.sampled_from(ODD) if odd is None else st.one_of(st.sampled_from(ODD), odd)
    for _ in range(draw(st.integers(1, 4))):
        ways = list(paths(document))
        if not ways:
            break
        at = draw(st.sampled_from(ways))
        holder, key = part(document, at[:-1]), at[-1]
        match draw(st.sampled_from(["replace", "delete", "copy", "rename", "repeat", "nudge"])):
            case "replace":
                holder[key] = copy.deepcopy(draw(values))
            case "delete":
                del holder[key]
            case "copy":
                holder[key] = copy.deepcopy(part(document, draw(st.sampled_from(ways))))
            case "rename" if isinstance(holder, dict):
                holder[draw(st.sampled_from(["x", "", "id", "extra field", "gold"]))] = holder.pop(key)
            case "repeat" if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(holder[key]))
            case _:
                holder[key] = nudged(draw, holder[key])
    return document


def nudged(draw: st.DrawFn, value: Any) -> Any:
    """Nearly the same."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    if isinstance(value, str):
        return edited(draw, value) if value else "0"
    return value + draw(st.sampled_from([-1, 1, 0.5, -2 * value, 10**9]))


def edited(draw: st.DrawFn, text: str) -> str:
    """A text with one piece cut out, and another, of the text or not, put in."""
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 40)))
    again = draw(st.integers(0, len(text)))
    piece = draw(st.one_of(st.sampled_from(["", *WORDS]), st.just(text[again : again + 30]), st.text(max_size=8)))
    return text[:start] + piece + text[end:]


@st.composite
def texts(draw: st.DrawFn, sound: list[str]) -> str:
    """One of the sound texts, edited in up to five places."""
    text = draw(st.sampled_from(sound))
    for _ in range(draw(st.integers(1, 5))):
        text = edited(draw, text)
    return text


@st.composite
def blobs(draw: st.DrawFn, sound: list[str]) -> bytes:
    """The bytes of an edited text; they may be cut, or no UTF-8."""
    data = draw(texts(sound)).encode("utf-8", "surrogatepass")
    if draw(st.booleans()):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=4)) + data[at + 1 :]
    if draw(st.integers(0, 4)) == 0:
        data = data[: draw(st.integers(0, len(data)))]
    return data


def written(document: Any) -> bytes:
    """As JSON, which is YAML too."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
