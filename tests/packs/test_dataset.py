"""Rows of a dataset as items: GSM8K's form, read from a folder beside the pack."""

import builtins
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from bench.errors import InputError
from bench.packs import check, expand, load
from bench.packs.dataset import gold_of
from bench.packs.findings import BrokenPack

datasets = pytest.importorskip("datasets")

PACK = """\
schema: pack/1
id: rows
version: 1.0.0
title: {en: Rows}
licence: MIT
provenance: derived
source: {name: rows of the tests, url: "https://example.org/rows", as_of: 2026-01-01, licence: MIT}
canary: 6f0c1b1e-0000-4000-8000-0000000000dd
languages: [en]
answer_line: {en: "End with one line: Answer: <number>"}
items:
  - id: row
    family: arithmetic
    instances: 3
    source:
      {dataset: ./rows, split: test, fields: {question: asked, answer: solution}, gold: {after: "####"}, unit: eggs}
"""
ROWS = [
    {"asked": f"{n} hens lay 3 eggs each. How many eggs?", "solution": f"{n} times 3 is {3 * n}.\n#### {3 * n:,}"}
    for n in range(300, 340)
]


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def pack(folder: Path, rows: list[dict[str, Any]] = ROWS, text: str = PACK, form: str = "json") -> Path:
    where = folder / "rows"
    if form == "json":
        where.mkdir()
        (where / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    elif form == "dict":
        datasets.DatasetDict({"test": datasets.Dataset.from_list(rows)}).save_to_disk(where)
    else:
        datasets.Dataset.from_list(rows).save_to_disk(where)
    file = folder / "rows.yaml"
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize("form", ["json", "dict", "plain"])
def test_rows_become_items(form: str, tmp_path: Path) -> None:
    read = load(pack(tmp_path, form=form))
    assert check(read) == []
    items = expand(read, seed=1)
    assert len({item.question for item in items}) == 3
    for item in items:
        row = next(row for row in ROWS if row["asked"] == item.question)
        assert item.reference.gold == row["solution"].rpartition("#### ")[2].replace(",", "")
        assert (item.check, item.lang, item.reference.unit) == ("number", "en", "eggs")
        assert item.answer_line.startswith("End with")
    assert expand(read, seed=1, limit=40)[:3] == items
    assert len(expand(read, seed=1, limit=1000)) == len(ROWS)
    assert expand(read, seed=2) != items


@pytest.mark.parametrize(
    ("answer", "after", "gold"),
    [
        ("so 72.\n#### 72", "####", 72),
        ("#### 1\n#### $1,234,567.", "####", 1_234_567),
        ("#### -3.50", "####", Fraction(-7, 2)),
        ("7/2", None, Fraction(7, 2)),
        ("72", "####", None),
        ("#### seven", "####", None),
        ("#### 1,23", "####", None),
        ("#### 12 13", "####", None),
        ("#### " + "9" * 100_000, "####", None),
        ("", None, None),
    ],
)
def test_the_number_of_an_answer(answer: str, after: str | None, gold: int | Fraction | None) -> None:
    assert gold_of(answer, after) == (None if gold is None else str(gold))


def test_golds_that_are_letters_or_words(tmp_path: Path) -> None:
    rows = [{"asked": f"Which is larger, A) {n} or B) {n + 1}?", "solution": f"{n} < {n + 1} #### B"} for n in range(5)]
    read = load(pack(tmp_path, rows, PACK.replace("instances: 3", "instances: 3\n    judge: choice")))
    assert check(read) == []
    assert {(item.check, item.reference.gold) for item in expand(read, seed=1)} == {("choice", "B")}
    assert gold_of("#### " + "x" * 201, "####", number=False) is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("answer: solution", "answer: result"), "has no field 'result'; there are asked, solution"),
        (("./rows", "./lines"), "no such folder beside the pack"),
        (("split: test", "split: dev"), "cannot be read"),
        (('after: "####"', 'after: "=>"'), "has no number after '=>'"),
    ],
)
def test_what_cannot_be_read_is_told(change: tuple[str, str], told: str, tmp_path: Path) -> None:
    read = load(pack(tmp_path, text=PACK.replace(*change)))
    with pytest.raises(InputError, match=told):
        expand(read, seed=1)
    (found, *_) = check(read)
    assert found.place.field == "items.row.source"
    assert told.replace("\\", "") in found.what


def test_rows_without_a_number_are_found_by_the_check(tmp_path: Path) -> None:
    rows = [*ROWS, {"asked": "Why?", "solution": "Because."}, {"asked": "", "solution": "#### 1"}]
    found = check(load(pack(tmp_path, rows)))
    assert ["has no number" in found[0].what, "is no text" in found[1].what] == [True, True]
    assert "row 40" in found[0].what


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        (("instances: 3", "instances: 3\n    text: {en: Hello.}"), "items.row.text", "has no place beside `source`"),
        (("family: arithmetic", "family: travel"), "items.row.family", "belong to the family arithmetic"),
        (("unit: eggs", "lang: ja"), "items.row.source.lang", "not among the pack's `languages`"),
        (("./rows", "../rows"), "items.row.source.dataset", "does not have the form"),
        (("./rows", "/etc"), "items.row.source.dataset", "does not have the form"),
        (("./rows", "./a/../../b"), "items.row.source.dataset", "does not have the form"),
        (("split: test", "splits: test"), "items.row.source.splits", "did you mean split?"),
    ],
)
def test_sources_that_are_wrong(change: tuple[str, str], field: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(BrokenPack) as error:
        load(pack(tmp_path, text=PACK.replace(*change)))
    (found,) = error.value.findings
    assert (found.place.field, told in found.what) == (field, True), str(found)


def test_a_pack_of_others_rows_is_derived(tmp_path: Path) -> None:
    source = PACK[PACK.index("source: {name") : PACK.index("canary")]
    with pytest.raises(BrokenPack, match="provenance: derived"):
        load(pack(tmp_path, text=PACK.replace(source, "").replace("derived", "original")))


def test_without_the_library_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, real = load(pack(tmp_path)), builtins.__import__

    def missing(name: str, *rest: Any) -> Any:
        if name == "datasets":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(InputError, match=r"pip install 'kenzan\[hf\]'"):
        expand(read, seed=1)


@pytest.mark.parametrize(("name", "told"), [("text", "no id of the hub"), ("owner/rows", "is also a file or folder")])
def test_what_is_no_hub_id_reads_nothing_here(
    name: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "owner" / "rows").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=told):
        expand(load(pack(tmp_path, text=PACK.replace("./rows", name))), seed=1)
