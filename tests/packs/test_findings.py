"""A finding says where it is and what is wrong, to people and to programs."""

from pathlib import Path

import pytest

from bench.errors import InputError
from bench.packs.findings import BrokenPack, Finding, Place

FILE = Path("mine.yaml")


@pytest.mark.parametrize(
    ("field", "item"),
    [
        ("items.change.gold.expr", "change"),
        ("items.change", "change"),
        ("items", None),
        ("tables.items.rows", None),
        ("title", None),
        ("", None),
    ],
)
def test_the_item_of_a_place(field: str, item: str | None) -> None:
    assert Place(FILE, field=field).item == item


def test_a_finding_in_a_line_and_in_a_row() -> None:
    inside = Finding(Place(FILE, 12, 5, "items.change.gold"), "missing; write it")
    assert str(inside) == "mine.yaml:12:5: items.change.gold: missing; write it"
    assert inside.row() == {
        "file": "mine.yaml", "line": 12, "column": 5, "item": "change", "field": "items.change.gold",
        "what": "missing; write it",
    }  # fmt: skip
    whole = Finding(Place(FILE), "empty")
    assert str(whole) == "mine.yaml:1:1: empty"
    assert (whole.row()["item"], whole.row()["field"]) == (None, None)


def test_a_broken_pack_tells_what_stands_first_and_how_many_more_there_are() -> None:
    places = [Place(FILE, 12, 5, "b"), Place(FILE, 3, 1, "z"), Place(FILE, 12, 1, "c"), Place(Path("a.csv"), 99)]
    error = BrokenPack(Finding(place, f"wrong {i}") for i, place in enumerate(places))
    assert [finding.what for finding in error.findings] == ["wrong 3", "wrong 1", "wrong 2", "wrong 0"]
    assert str(error) == "a.csv:99:1: wrong 3 (and 3 more; `kenzan tasks check` lists them)"
    assert isinstance(error, InputError)
    assert str(BrokenPack([Finding(places[0], "wrong")])) == "mine.yaml:12:5: b: wrong"


def test_findings_of_one_place_keep_their_order() -> None:
    error = BrokenPack([Finding(Place(FILE), "b"), Finding(Place(FILE), "a")])
    assert [finding.what for finding in error.findings] == ["b", "a"]
