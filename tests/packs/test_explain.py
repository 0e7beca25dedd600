"""Errors of types in words: one for each value, at its place in the file, saying what would be right."""

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError, field_validator

from bench.packs.explain import explain
from bench.packs.findings import Finding
from bench.packs.parts import ClockTime, Part, Scalar
from bench.packs.source import read


class Inner(Part):
    count: int = Field(1, ge=1, le=9)
    share: float = 0.5
    when: ClockTime = "09:00"
    kind: Literal["a", "b"] = "a"
    word: Annotated[str, Field(min_length=2, max_length=4)] = "word"
    ready: bool = False
    list_: list[int] = Field([1], alias="list", min_length=1, max_length=2)
    values: list[Scalar] = Field([])

    @field_validator("word")
    @classmethod
    def _no_cat(cls, word: str) -> str:
        if word == "cat":
            raise ValueError("no cats; take a dog")
        return word


class Outer(Part):
    title: str
    inner: Inner = Inner()
    either: Inner | list[Inner] = Field([])
    named: dict[str, Inner] = Field({})


def told(folder: Path, text: str) -> list[Finding]:
    file = folder / "pack.yaml"
    file.write_text(text, "utf-8")
    source = read(file)
    with pytest.raises(ValidationError) as error:
        Outer.model_validate(source.data)
    return explain(error.value, source, Outer)


@pytest.mark.parametrize(
    ("fields", "field", "what"),
    [
        ("count: x", "count", "must be a whole number, not 'x'"),
        ("count: 1.5", "count", "must be a whole number, not 1.5"),
        ("count: [1]", "count", "must be a whole number, not a list"),
        ("count: {a: 1}", "count", "must be a whole number, not fields"),
        ("count:", "count", "must be a whole number, not empty"),
        ("count: 0", "count", "must be 1 at least, not 0"),
        ("count: 10", "count", "must be 9 at most, not 10"),
        ("share: x", "share", "must be a number, not 'x'"),
        ("ready: 1", "ready", "must be true or false, not 1"),
        ("word: 7", "word", "must be text, not 7"),
        ("word: x", "word", "too short; at least 2 wanted"),
        ("word: xxxxx", "word", "too long; at most 4 allowed"),
        ("word: cat", "word", "no cats; take a dog"),
        ("kind: c", "kind", "must be 'a' or 'b', not 'c'"),
        ("when: 9 am", "when", "'9 am' does not have the form ^([01][0-9]|2[0-3]):[0-5][0-9]$"),
        ("list: 7", "list", "must be a list, not 7"),
        ("list: []", "list", "too short; at least 1 wanted"),
        ("list: [1, 2, 3]", "list", "too long; at most 2 allowed"),
        ("list: [1, x]", "list.1", "must be a whole number, not 'x'"),
        ("values: [1.5]", "values.0", "must be a whole number or text, not 1.5"),
        ("cuont: 2", "cuont", "unknown key 'cuont'; did you mean count?"),
        ("zzz: 2", "zzz", "unknown key 'zzz'; there are count, kind, list, ready, share, values, when, word"),
    ],
)
def test_one_value_is_one_finding(fields: str, field: str, what: str, tmp_path: Path) -> None:
    (found,) = told(tmp_path, f"title: x\ninner:\n  {fields}\n")
    assert (found.place.field, found.what) == (f"inner.{field}", what)
    assert found.place.line == 3


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    (found,) = told(tmp_path, f"title: x\ninner: {{kind: {'y' * 99}}}\n")
    assert found.what == f"must be 'a' or 'b', not '{'y' * 60}'"
    (found,) = told(tmp_path, f"title: x\n{'y' * 99}: 1\n")
    assert found.what == f"unknown key '{'y' * 60}'; there are either, inner, named, title"


def test_what_is_missing_is_told_at_what_lacks_it(tmp_path: Path) -> None:
    (found,) = told(tmp_path, "inner: {count: 2}\n")
    assert (found.place.field, found.place.line, found.what) == ("title", 1, "missing; write it")


def test_branches_of_a_union_are_no_part_of_the_path(tmp_path: Path) -> None:
    (found,) = told(tmp_path, "title: x\neither: 7\n")
    assert (found.place.field, found.what) == ("either", "must be fields (`key: value`) or a list, not 7")
    (found,) = [f for f in told(tmp_path, "title: x\neither: [{count: 2}, {cout: 3}]\n") if "unknown key" in f.what]
    assert (found.place.field, found.what) == ("either.1.cout", "unknown key 'cout'; did you mean count?")


def test_keys_of_named_parts_are_known_too(tmp_path: Path) -> None:
    (found,) = told(tmp_path, "title: x\nnamed:\n  one: {wrod: abc}\n")
    assert (found.place.field, found.what) == ("named.one.wrod", "unknown key 'wrod'; did you mean word?")


def test_everything_wrong_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, "title: 1\ninner:\n  count: 0\n  word: x\nmore: 1\n")
    assert [(f.place.field, f.place.line) for f in found] == [
        ("title", 1), ("inner.count", 3), ("inner.word", 4), ("more", 5),
    ]  # fmt: skip
