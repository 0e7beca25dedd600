"""A pack's file -> a validated pack. Everything that can be seen without drawing an instance is an error here.

All errors are told at once: where one item or table is wrong, the others are examined all the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bench.packs import source, tables
from bench.packs.compiled import Template
from bench.packs.compiling import compile_item
from bench.packs.explain import explain
from bench.packs.findings import BrokenPack, Finding
from bench.packs.schema import PackSpec
from bench.packs.source import Source


@dataclass(frozen=True)
class Pack:
    """A validated pack."""

    spec: PackSpec
    source: Source
    templates: tuple[Template, ...]

    @property
    def id(self) -> str:
        """Unique among packs."""
        return self.spec.id

    @property
    def version(self) -> str:
        """Three numbers."""
        return self.spec.version


def load(path: Path) -> Pack:
    """Read and validate a pack.

    Raises
    ------
    BrokenPack
        Not YAML, or not a pack; file, line, column, item and field, what is wrong and what would be right.
    """
    pack, findings = examine(path)
    if findings:
        raise BrokenPack(findings)
    assert pack is not None  # without findings nothing was left out
    return pack


def examine(path: Path) -> tuple[Pack | None, list[Finding]]:
    """Read a pack and tell all that is wrong with it.

    Returns
    -------
    pack : what can be used of it, broken items left out; None where nothing can.
    findings : all that is wrong.
    """
    try:
        file = source.read(path)
    except BrokenPack as error:
        return None, error.findings
    findings: list[Finding] = []
    spec: PackSpec | None
    try:
        spec = PackSpec.model_validate(file.data)
        numbers = list(range(len(spec.items)))
    except ValidationError as error:
        findings = explain(error, file, PackSpec)
        spec, numbers = _without_what_is_wrong(file.data, error)
    if spec is None:
        return None, findings
    spec, more = _with_tables(spec, file)
    findings += more
    templates, seen = [], set[str]()
    for number, item in zip(numbers, spec.items, strict=True):
        if item.id in seen:
            findings.append(Finding(file.place(("items", number, "id")), f"a second item {item.id!r}; rename it"))
        seen.add(item.id)
        if item.entity in file.data.get("tables", {}) and item.entity not in spec.tables:
            continue  # its table is told to be broken
        template, problems = compile_item(item, spec)
        findings += [Finding(file.place(("items", number, *at)), what) for at, what in problems]
        if template is not None:
            templates.append(replace(template, number=number))
    findings += _texts(spec, file)
    return Pack(spec, file, tuple(templates)), findings


def _texts(spec: PackSpec, file: Source) -> Iterable[Finding]:
    for field in ("title", "answer_line"):
        present = getattr(spec, field)
        for lang in spec.languages if present else ():
            if lang not in present:
                yield Finding(file.place((field,)), f"lacks a text in {lang}")


_STAND_INS: dict[str, Any] = {
    "schema": "pack/1",
    "id": "broken",
    "version": "0.0.0",
    "title": {"en": "-", "ja": "-"},
    "licence": "-",
    "provenance": "original",
    "canary": "00000000-0000-0000-0000-000000000000",
    "languages": ["en", "ja"],
}


def _without_what_is_wrong(data: Any, error: ValidationError) -> tuple[PackSpec | None, list[int]]:
    """The pack without its broken parts, so that the others can be examined, and the numbers of its items; None where
    nothing is left.
    """
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        return None, []
    places = [e["loc"] for e in error.errors(include_url=False, include_input=False, include_context=False)]
    broken_items = {at[1] for at in places if at[:1] == ("items",) and len(at) > 1}
    broken_tables = {at[1] for at in places if at[:1] == ("tables",) and len(at) > 1}
    broken = {at[0] for at in places if at and at[0] not in ("items", "tables")} | {"source"}
    kept: dict[str, Any] = {key: value for key, value in data.items() if key not in broken}
    kept |= {key: value for key, value in _STAND_INS.items() if key not in kept}
    kept["provenance"] = "original"
    numbers = [number for number in range(len(data["items"])) if number not in broken_items]
    kept["items"] = [data["items"][number] for number in numbers]
    if isinstance(data.get("tables"), dict):
        kept["tables"] = {name: table for name, table in data["tables"].items() if name not in broken_tables}
    try:
        return PackSpec.model_validate(kept), numbers
    except ValidationError:
        return None, []


def _with_tables(spec: PackSpec, file: Source) -> tuple[PackSpec, list[Finding]]:
    """The pack with the rows of all sound tables in place, and what is wrong with the others."""
    found, findings = {}, []
    for name, table in spec.tables.items():
        try:
            read, place = tables.read_rows(table, file.path.parent)
        except BrokenPack as error:
            told = (f"{f.place}: {f.what}" for f in error.findings)
            findings += [Finding(file.place(("tables", name, "rows")), what) for what in told]
            continue
        problems = tables.problems(read, spec.languages)
        findings += [Finding(place(at) if place else file.place(("tables", name, *at)), what) for at, what in problems]
        if not problems:
            found[name] = read
    return spec.model_copy(update={"tables": found}), findings
