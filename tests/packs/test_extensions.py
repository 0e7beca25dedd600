"""What a template may also have: named steps, another wording, a minimal pair, a band, facts of any class."""

import hashlib
from pathlib import Path

import pytest

from bench.errors import InputError
from bench.packs import check, expand, load
from bench.packs.findings import BrokenPack

HEAD = """\
schema: pack/1
id: mine
version: 1.0.0
title: {en: Mine, ja: 自作}
licence: CC-BY-4.0
provenance: original
canary: 6f0c1b1e-0000-4000-8000-0000000000aa
languages: [en, ja]
"""
PENS = (
    HEAD
    + """\
items:
  - id: pens
    family: arithmetic
    text:
      en: "{name} buys {n} pens at {p} yen each and a bag for {b} yen. How many yen?"
      ja: "{name}さんは1本{p}円のペンを{n}本と{b}円のかばんを買いました。何円ですか。"
    vars:
      name: {choice: {en: [Aoi, Ken], ja: [葵, 健]}}
      n: {int: [2, 9]}
      p: {int: [80, 400], step: 10}
      b: {int: [500, 3000], step: 100}
    gold: {expr: "n*p + b", unit: JPY, domain: positive_integer}
    check: {expr: "Sum(p, (i, 1, n)) + b"}
    anchor: {vars: {n: 3, p: 100, b: 900}, gold: 1200}
    steps:
      - {id: cost, name: {en: the pens cost, ja: ペンの代金}, expr: "n*p"}
    variants:
      base: {}
      reworded:
        expect: same_gold
        text:
          en: "A pen costs {p} yen, a bag {b} yen. What do {n} pens and a bag cost in yen?"
          ja: "ペンは1本{p}円、かばんは{b}円です。ペン{n}本とかばんで何円になりますか。"
"""
)
LAKES = (
    HEAD
    + """\
tables:
  lakes:
    source: {name: list, url: "https://example.org", as_of: 2026-06-21, licence: terms}
    rung: rung
    number: area
    unit: km2
    tolerance: {abs: 0.05}
    rows: ROWS
items:
  - id: fields
    family: entity_ladder
    entity: lakes
    instances: 3
    text: {en: "How many whole fields of {f} km2 fit into {e.name}?", ja: "{e.name}には{f}km2の畑がいくつ入りますか。"}
    vars: {f: {int: [1, 5]}}
    gold: {expr: "floor(e.area/f)", domain: nonnegative_integer}
    check: {expr: "(e.area - Mod(e.area, f))/f"}
    anchor: {entity: biwa, vars: {f: 2}, gold: 334}
    accept_if_fact_within_tolerance: true
    books:
      closed: {}
      open: {context: {en: "{e.name} has {e.area} km2.", ja: "{e.name}は{e.area}km2である。"}}
    PAIRING
"""
)
ROWS = """
      - {id: biwa, rung: 1, area: 669.26, name: {en: Lake Biwa, ja: 琵琶湖}}
      - {id: ikeda, rung: 4, area: 10.91, name: {en: Lake Ikeda, ja: 池田湖}}
      - {id: toya, rung: 3, area: 70.72, name: {en: Lake Toya, ja: 洞爺湖}}"""


def written(folder: Path, text: str) -> Path:
    file = folder / "mine.yaml"
    file.write_text(text, "utf-8")
    return file


def lakes(folder: Path, pairing: str = "", rows: str = ROWS) -> Path:
    return written(folder, LAKES.replace("ROWS", rows).replace("PAIRING", pairing))


def test_another_wording_of_the_same_question(tmp_path: Path) -> None:
    pack = load(written(tmp_path, PENS))
    assert check(pack) == []
    base, again = (item for item in expand(pack, seed=1) if item.lang == "en")
    assert (base.variant, again.variant) == ("base", "reworded")
    assert again.question.startswith("A pen costs ")
    assert again.reference == base.reference
    step = pack.templates[0].spec.steps[0]
    assert step.name == {"en": "the pens cost", "ja": "ペンの代金"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("What do {n} pens", "What do pens", "reworded.text.en: lacks the placeholder {n}"),
        ("ペン{n}本と", "ペン{m}本と", "reworded.text.ja: nothing is bound to {m}"),
        ("        expect: same_gold\n", "", "says `expect: same_gold`"),
        ("expect: same_gold", "expect: same_gold\n        insert: {en: Well., ja: さて。}", "not both"),
        ("name: {en: the pens cost, ja: ペンの代金}", "name: {en: cost}", "cost.name: lacks a text in ja"),
        ("      - {id: cost, name", "      - {id: cost, expr: p}\n      - {id: cost, name", "a second step 'cost'"),
    ],
)  # fmt: skip
def test_wordings_and_names_that_are_wrong(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert PENS.count(old) == 1
    with pytest.raises(BrokenPack) as error:
        load(written(tmp_path, PENS.replace(old, new)))
    assert any(told in str(problem) for problem in error.value.findings)


def test_facts_with_decimals(tmp_path: Path) -> None:
    pack = load(lakes(tmp_path))
    assert check(pack) == []
    items = {(i.entity, i.book): i for i in expand(pack, seed=1, limit=1) if i.lang == "en"}
    biwa = items["biwa", "open"]
    assert "Lake Biwa has 669.26 km2." in biwa.context
    assert (biwa.reference.fact, biwa.reference.fact_unit) == ("33463/50", "km2")
    closed = items["biwa", "closed"].reference
    assert (closed.low, closed.high) == (closed.gold, closed.gold)  # no field fits into 0.05 km2
    assert {entity for entity, _ in items} == {"biwa", "toya", "ikeda"}


def test_a_minimal_pair_is_always_asked_of_the_same_entities(tmp_path: Path) -> None:
    pack = load(lakes(tmp_path, "pairing: {per_instance: named, entities: [ikeda, biwa]}"))
    assert check(pack) == []
    assert [i.entity for i in expand(pack, seed=1) if i.lang == "en" and i.book == "open"] == ["biwa", "ikeda"] * 3


def test_a_band_leaves_out_what_is_too_large(tmp_path: Path) -> None:
    pack = load(lakes(tmp_path, "pairing: {band: [5, 100]}"))
    assert {i.entity for i in expand(pack, seed=1)} == {"toya", "ikeda"}


@pytest.mark.parametrize(
    ("pairing", "told"),
    [
        ("{per_instance: named}", "needs `entities: [a, b]`"),
        ("{entities: [biwa, toya]}", "needs `entities: [a, b]`"),
        ("{per_instance: named, entities: [biwa]}", "at least 2"),
        ("{per_instance: named, entities: [biwa, sai]}", "no row 'sai'"),
        ("{per_instance: named, entities: [biwa, biwa]}", "different rungs"),
        ("{per_instance: named, entities: [biwa, toya], first: [biwa]}", "belong to"),
        ("{first: [sai]}", "no row 'sai'"),
        ("{band: [100, 5]}", "low comes first"),
        ("{band: [5, 50]}", "two rungs at least"),
    ],
)
def test_pairings_that_are_wrong(tmp_path: Path, pairing: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        load(lakes(tmp_path, f"pairing: {pairing}"))
    assert told in str(error.value)


def test_rows_in_a_csv_are_told_by_its_lines(tmp_path: Path) -> None:
    text = "id,rung,area,name.en,name.ja\nbiwa,1,669.26,Lake Biwa,琵琶湖\nikeda,4,10.91,Lake Ikeda,池田湖\n"

    def pinned(text: str) -> Path:
        (tmp_path / "lakes.csv").write_text(text, "utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        return lakes(tmp_path, rows=f"{{csv: lakes.csv, sha256: {digest}}}")

    assert check(load(pinned(text))) == []
    with pytest.raises(InputError, match=r"lakes\.csv:3:1: ikeda\.rung: a rung is 1"):
        load(pinned(text.replace("ikeda,4", "ikeda,9")))
    pinned(text)
    (tmp_path / "lakes.csv").write_text(text.replace("669.26", "700.00"), "utf-8")
    with pytest.raises(InputError, match=r"mine\.yaml:16:5: tables\.lakes\.rows: .*its SHA-256 is"):
        load(tmp_path / "mine.yaml")
