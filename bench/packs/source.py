"""YAML text -> plain data with a line for every field.

YAML 1.2: ``no`` is a word and ``12:30`` no number. Anchors and aliases (with them alias bombs), tags, duplicate keys,
several documents, and files or nestings beyond reason are errors. Dates stay text.
"""

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bench.errors import InputError

MAX_BYTES, MAX_DEPTH = 1_000_000, 20
FieldPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Source:
    """A file's data, and where each part of it stands."""

    path: Path
    data: Any
    lines: dict[FieldPath, int] = field(repr=False, hash=False)
    """Path of keys and indices -> line, from 1."""

    def where(self, path: FieldPath) -> str:
        """``file:line: field`` of a path, of its nearest known parent where it is missing itself."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        line = self.lines.get(known, 1)
        return f"{self.path}:{line}" + (f": {self.named(path)}" if path else "")

    def named(self, path: FieldPath) -> str:
        """The path in words: list entries that have an ``id`` go by it (``items.change.gold``)."""
        words, here = [], self.data
        for part in path:
            try:
                here = here[part]
            except (KeyError, IndexError, TypeError):
                here = None
            own = here.get("id") if isinstance(part, int) and isinstance(here, dict) else None
            words.append(str(part if own is None else own))
        return ".".join(words)


def read(path: Path) -> Source:
    """Read a file.

    Raises
    ------
    InputError
        It cannot be read, is no YAML, or uses what is not allowed; with its line.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise InputError(f"larger than {MAX_BYTES:,} bytes; put long tables into a CSV beside the pack", str(path))
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start}; save it as UTF-8", str(path)) from error
    yaml = YAML(typ="safe", pure=True)
    try:
        _refuse_indirection(yaml, text, path)
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(error.problem or error.context or "unreadable").split())
        raise InputError(f"broken YAML: {what}", f"{path}:{mark.line + 1}" if mark else str(path)) from error
    except (YAMLError, RecursionError, ValueError) as error:
        raise InputError(f"broken YAML: {' '.join(str(error).split())[:200]}", str(path)) from error
    if root is None:
        raise InputError("empty; a pack starts with `schema: pack/1`", str(path))
    lines: dict[FieldPath, int] = {}
    return Source(path, _plain(root, (), lines, path), lines)


def _refuse_indirection(yaml: YAML, text: str, path: Path) -> None:
    depth = 0
    for event in yaml.parse(text):
        place = f"{path}:{event.start_mark.line + 1}"
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise InputError("anchors and aliases are not allowed; write the value out", place)
        if isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent) and event.tag is not None:
            raise InputError(f"tags are not allowed ({str(event.tag)[:40]})", place)
        depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
        depth -= type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent")
        if depth > MAX_DEPTH:
            raise InputError(f"nested deeper than {MAX_DEPTH}", place)


def _plain(node: Node, at: FieldPath, lines: dict[FieldPath, int], path: Path) -> Any:
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                raise InputError("a key must be a word", f"{path}:{line}")
            key = str(key_node.value)
            if key in found:
                raise InputError(f"duplicate key {key!r}", f"{path}:{line}")
            lines[(*at, key)] = line
            found[key] = _plain(value_node, (*at, key), lines, path)
        return found
    if isinstance(node, SequenceNode):
        return [_plain(child, (*at, i), lines, path) for i, child in enumerate(node.value)]
    return _scalar(node, path)


def _scalar(node: Any, path: Path) -> Any:
    kind, text = str(node.tag).rpartition(":")[2], str(node.value)
    place = f"{path}:{node.start_mark.line + 1}"
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int":
        if len(text) > 40:
            raise InputError("a whole number of more than 40 digits", place)
        try:
            return int(text.replace("_", ""), 0) if text.lstrip("+-")[:2].lower() in ("0x", "0o") else int(text)
        except ValueError:
            return text
    if kind == "float":
        try:
            value = float(text.replace("_", ""))
        except ValueError:  # .inf, .nan
            value = math.inf
        if not math.isfinite(value):
            raise InputError("not a finite number", place)
        return value
    return text
