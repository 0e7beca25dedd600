"""YAML text -> plain data with line and column of every field.

YAML 1.2: ``no`` is a word and ``12:30`` no number. Anchors and aliases (with them alias bombs), tags, duplicate keys,
several documents, and files or nestings beyond reason are errors. Dates stay text. The data is built from the parser's
events in one pass, so that no more is read than the caps allow.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bench.packs.findings import BrokenPack, Finding, Place

MAX_BYTES, MAX_DEPTH, MAX_NODES, MAX_FOUND = 1_000_000, 20, 30_000, 100
"""Bytes of a file; nesting; keys, values and lists; findings after which reading ends."""
FieldPath = tuple[str | int, ...]

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST_NUMBER = 40
_LONG_TAG = re.compile(r"![A-Za-z0-9;/?:@&=+$,_.!~*'()\[\]%#-]{1000}")
"""A tag, which is refused in any case, over which the parser would sit for a minute."""


@dataclass(frozen=True)
class Source:
    """A file's data, and where each part of it stands."""

    path: Path
    data: Any
    marks: dict[FieldPath, tuple[int, int]] = field(repr=False, hash=False)
    """Path of keys and indices -> line and column, from 1."""

    def place(self, at: FieldPath) -> Place:
        """Where a path stands; where it is missing itself, its nearest known parent."""
        known = at
        while known and known not in self.marks:
            known = known[:-1]
        line, column = self.marks.get(known, (1, 1))
        return Place(self.path, line, column, self.named(at))

    def named(self, path: FieldPath) -> str:
        """The path in words: list entries that have an ``id`` go by it (``items.change.gold``)."""
        words, here = [], self.data
        for part in path:
            try:
                here = here[part]
            except (KeyError, IndexError, TypeError):
                here = None
            own = here.get("id") if isinstance(part, int) and isinstance(here, dict) else None
            words.append(own if isinstance(own, str) and own and len(own) <= 60 else str(part)[:60])
        return ".".join(words)


def read(path: Path) -> Source:
    """Read a file.

    Raises
    ------
    BrokenPack
        It cannot be read, is no YAML, or uses what is not allowed. All duplicate keys and numbers beyond reason are
        told at once, a syntax error alone.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BrokenPack([Finding(Place(path), f"cannot be read: {error.strerror}; check the path")]) from error
    if len(raw) > MAX_BYTES:
        what = f"larger than {MAX_BYTES:,} bytes; put long tables into a CSV beside the pack"
        raise BrokenPack([Finding(Place(path, raw.count(b"\n") + 1), what)])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(path, raw.count(b"\n", 0, error.start) + 1)
        raise BrokenPack([Finding(place, f"not UTF-8 at byte {error.start}; save it as UTF-8")]) from error
    return _Builder(path).build(text)


class _Refused(Exception):
    """What ends the reading."""

    def __init__(self, what: str, mark: Any) -> None:
        self.what, self.mark = what, mark


class _Builder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.nodes = 0
        self.marks: dict[FieldPath, tuple[int, int]] = {}
        self.findings: list[Finding] = []

    def build(self, text: str) -> Source:
        data = None
        if tag := _LONG_TAG.search(text):
            place = Place(self.path, text.count("\n", 0, tag.start()) + 1)
            raise BrokenPack([Finding(place, "tags are not allowed (one of 1,000 characters); write the value")])
        try:
            data = self._document(YAML(typ="safe", pure=True).parse(text))
        except _Refused as refused:
            self._found(refused.what, refused.mark)
        except MarkedYAMLError as error:
            what = " ".join(str(error.problem or error.context or "unreadable").split())[:200]
            if error.problem_mark and error.context_mark and error.context_mark.line != error.problem_mark.line:
                what += f", {error.context or 'begun'} on line {error.context_mark.line + 1}"
            self._found(f"broken YAML: {what}", error.problem_mark or error.context_mark)
        except (YAMLError, RecursionError, ValueError) as error:
            self._found(f"broken YAML: {' '.join(str(error).split())[:200]}", None)
        if self.findings:
            raise BrokenPack(self.findings)
        return Source(self.path, data, self.marks)

    def _found(self, what: str, mark: Any) -> None:
        place = Place(self.path, mark.line + 1, mark.column + 1) if mark else Place(self.path)
        self.findings.append(Finding(place, what))
        if len(self.findings) == MAX_FOUND:
            raise BrokenPack(self.findings)

    def _document(self, events: Iterator[Event]) -> Any:
        data, documents = None, 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused("a second document; one file is one pack", event.start_mark)
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
                data = self._value(event, events, (), 0)
        if data is None:
            self._found("empty; a pack starts with `schema: pack/1`", None)
        return data

    def _refuse(self, event: Event, depth: int) -> None:
        """What holds for every key, value and list."""
        mark = event.start_mark
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _Refused(f"more than {MAX_NODES:,} values; put long tables into a CSV beside the pack", mark)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _Refused("anchors and aliases are not allowed; write the value out", mark)
        if (tag := getattr(event, "tag", None)) is not None:
            raise _Refused(f"tags are not allowed ({str(tag)[:40]}); write the plain value", mark)
        if depth > MAX_DEPTH:
            raise _Refused(f"nested deeper than {MAX_DEPTH}", mark)

    def _value(self, event: Event, events: Iterator[Event], at: FieldPath, depth: int) -> Any:
        self._refuse(event, depth)
        self.marks.setdefault(at, (event.start_mark.line + 1, event.start_mark.column + 1))
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, SequenceStartEvent):
            values: list[Any] = []
            for child in events:
                if isinstance(child, SequenceEndEvent):
                    break
                values.append(self._value(child, events, (*at, len(values)), depth + 1))
            return values
        return self._mapping(events, at, depth)

    def _mapping(self, events: Iterator[Event], at: FieldPath, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            mark = event.start_mark
            if not isinstance(event, ScalarEvent):
                raise _Refused("a key must be a word", mark)
            self._refuse(event, depth + 1)
            key, inside = str(event.value), (*at, str(event.value))
            if key in found:
                self._found(f"a second key {key[:60]!r}; keep one", mark)
            else:
                self.marks[inside] = (mark.line + 1, mark.column + 1)
            found[key] = self._value(next(events), events, inside, depth + 1)
        return found

    def _scalar(self, event: Any) -> Any:
        text = str(event.value)
        if event.style or not event.implicit[0]:
            return text
        if text in _NULL:
            return None
        if text in _BOOL:
            return _BOOL[text]
        if _INT.fullmatch(text):
            if len(text) > _LONGEST_NUMBER:
                self._found(f"a whole number of more than {_LONGEST_NUMBER} digits", event.start_mark)
                return 0
            return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
        if _NOT_FINITE.fullmatch(text):
            self._found("not a finite number", event.start_mark)
            return 0
        if _FLOAT.fullmatch(text):
            value = float(text) if len(text) <= _LONGEST_NUMBER else math.inf
            if not math.isfinite(value):
                self._found("not a finite number of reasonable length", event.start_mark)
                return 0
            return value
        return text
