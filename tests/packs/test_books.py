"""A ladder template: books tell what the answer needs and no more; entities stand on rungs."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from bench.packs.books import BOOKS, books, entities, entity_numbers, entity_words, probe
from bench.packs.compiled import BookCase
from bench.packs.notes import Notes, Problem
from bench.packs.schema import ItemSpec
from bench.packs.tables import Table

Change = Callable[[dict[str, Any]], object]
TABLE = Table.model_validate(
    {
        "source": {"name": "list", "url": "https://example.org", "as_of": "2026-06-21", "licence": "terms"},
        "rung": "rung",
        "number": "area",
        "rows": [
            {"id": "biwa", "rung": 1, "area": 669, "name": {"en": "Biwa"}, "place": {"en": "Shiga"}, "also": [670]},
            {"id": "toya", "rung": 3, "area": 70, "name": {"en": "Toya"}, "place": {"en": "Hokkaido"}},
            {"id": "usori", "rung": 3, "area": 2, "name": {"en": "Usori"}, "place": {"en": "Aomori"}},
        ],
    }
)
ITEM: dict[str, Any] = {
    "id": "fields",
    "family": "entity_ladder",
    "entity": "lakes",
    "text": {"en": "How many fields of {f} fit into {e.name}?"},
    "vars": {"f": {"int": [1, 5]}},
    "gold": {"expr": "floor(e.area/f)"},
    "anchor": {"entity": "biwa", "vars": {"f": 2}, "gold": 334},
    "probe": {"text": {"en": "How large is {e.name}?"}, "gold": {"expr": "e.area"}},
    "books": {
        "closed": {},
        "open": {"context": {"en": "{e.name} has {e.area}."}},
        "open_noise": {"context": {"en": "{o.name} has {o.area}, {e.name} {e.area}."}},
        "masked": {"rename": {"en": "Lake A"}, "context": {"en": "Lake A has {e.area}."}},
        "counterfactual": {
            "context": {"en": "Suppose that {e.name} has {fake}."},
            "vars": {"fake": {"int": [7, 99]}},
            "bind": {"e.area": "fake"},
        },
    },
}


def item(change: Change = lambda _: None) -> ItemSpec:
    fields = copy.deepcopy(ITEM)
    change(fields)
    return ItemSpec.model_validate(fields)


def read(of: ItemSpec) -> tuple[dict[str, BookCase], list[Problem]]:
    notes = Notes(["en"])
    names = set(of.vars) | entity_numbers(TABLE)
    assert of.gold is not None
    base = notes.solution((), of.gold, None, names)
    found = books(notes, of, TABLE, base, names, set(of.vars) | entity_words(TABLE))
    return dict(found), notes.problems


def test_formulas_see_an_entitys_numbers_and_texts_see_its_columns() -> None:
    assert entity_numbers(TABLE) == {"e.rung", "e.area"}
    assert entity_words(TABLE) == {"e.id", "e.rung", "e.area", "e.name", "e.place"}
    assert entity_words(TABLE, "o") == {"o.id", "o.rung", "o.area", "o.name", "o.place"}
    assert (entity_numbers(None), entity_words(None)) == (set(), set())


def test_books_as_they_should_be() -> None:
    found, problems = read(item())
    assert problems == []
    assert tuple(found) == BOOKS
    assert [name for name, case in found.items() if case.bind] == ["counterfactual"]
    assert found["counterfactual"].bind["e.area"].text == "fake"


BROKEN: dict[str, tuple[Change, tuple[str, ...], str]] = {
    "no open book": (
        lambda i: i["books"].pop("open"),
        ("books",),
        "lacks the book open; a ladder has at least closed and open",
    ),
    "a book of another name": (
        lambda i: i["books"].update(ajar={}),
        ("books", "ajar"),
        "no such book; there are closed, open, open_noise, masked, counterfactual",
    ),
    "a closed book that tells": (
        lambda i: i["books"]["closed"].update(context={"en": "{e.area}"}),
        ("books", "closed"),
        "the closed book is empty (`closed: {}`): it tells nothing",
    ),
    "an open book that is empty": (
        lambda i: i["books"].update(open={}),
        ("books", "open"),
        "gives no context; every book but the closed one does",
    ),
    "an open book that leaves out the fact": (
        lambda i: i["books"]["open"].update(context={"en": "{e.name}."}),
        ("books", "open", "context"),
        "does not tell {e.area}, which the answer needs",
    ),
    "an open book that binds": (
        lambda i: i["books"]["open"].update(bind={"e.area": "7"}),
        ("books", "open"),
        "only the counterfactual book binds: `bind: {e.area: fake}`",
    ),
    "noise about nobody": (
        lambda i: i["books"]["open_noise"].update(context={"en": "{e.name} {e.area}"}),
        ("books", "open_noise", "context"),
        "tells of no other entity; show {o.name} and {o.area}",
    ),
    "another entity in the open book": (
        lambda i: i["books"]["open"].update(context={"en": "{e.name} {e.area} {o.area}"}),
        ("books", "open", "context", "en"),
        "nothing is bound to {o.area}; placeholders here: e.area, e.id, e.name, e.place, e.rung, f",
    ),
    "a drawn number that is not shown": (
        lambda i: i["books"]["counterfactual"]["vars"].update(w={"int": [1, 2]}),
        ("books", "counterfactual", "vars", "w"),
        "drawn but never shown; put it into the context",
    ),
    "a counterfactual that tells the truth too": (
        lambda i: i["books"]["counterfactual"].update(context={"en": "{fake}, not {e.area}"}),
        ("books", "counterfactual", "context"),
        "shows the true {e.area} too; a counterfactual tells one value",
    ),
    "a counterfactual that does not tell": (
        lambda i: i["books"]["counterfactual"].update(context={"en": "{e.name}"}, vars={}, bind={"e.area": "f"}),
        ("books", "counterfactual", "context"),
        "does not tell {f}, which the answer needs",
    ),
    "a bound word": (
        lambda i: i["books"]["counterfactual"]["bind"].update({"e.name": "fake"}),
        ("books", "counterfactual", "bind", "e.name"),
        "no number of the entity; there are e.area",
    ),
    "a name without a mask": (
        lambda i: i["books"]["masked"].pop("rename"),
        ("books", "masked"),
        "lacks `rename`, the words in place of the name (`{en: Mountain A, ja: 山A}`)",
    ),
    "a mask on an open book": (
        lambda i: i["books"]["open"].update(place={"en": "somewhere"}),
        ("books", "open", "place"),
        "belongs to the masked book",
    ),
    "a place that tells": (
        lambda i: i.update(text={"en": "{f} into {e.name} in {e.place}?"}),
        ("books", "masked"),
        "the text shows {e.place}, which would tell the entity; give `place`, the words in its place",
    ),
    "a context that tells": (
        lambda i: i["books"]["masked"].update(context={"en": "{e.place} {e.area}"}),
        ("books", "masked", "context"),
        "shows {e.place}, which would tell the entity; take it out",
    ),
    "a text that gives the fact away": (
        lambda i: i.update(text={"en": "{f} into {e.name} of {e.area}?"}),
        ("text",),
        "gives {e.area} away; put it into the contexts of the books",
    ),
    "a text without a name": (
        lambda i: i.update(text={"en": "{f} into it?"}),
        ("text",),
        "does not name the entity; it shows {e.name}",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_books_that_are_wrong(name: str) -> None:
    change, at, what = BROKEN[name]
    assert read(item(change))[1] == [(at, what)]


def test_a_place_may_be_masked() -> None:
    def change(fields: dict[str, Any]) -> None:
        fields["text"] = {"en": "{f} into {e.name} in {e.place}?"}
        fields["books"]["masked"]["place"] = {"en": "somewhere"}

    assert read(item(change))[1] == []


def test_a_gold_without_the_fact() -> None:
    _, problems = read(item(lambda fields: fields["gold"].update(expr="f + 1")))
    assert problems == [(("gold", "expr"), "does not turn on the fact; it uses e.area")]


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({}, []),
        (
            {"text": {"en": "{e.name}, {e.area}?"}},
            [(("probe", "text"), "shows {e.area}, which it asks for; take it out")],
        ),
        (
            {"gold": {"expr": "e.area + 0"}},
            [(("probe", "gold", "expr"), "a probe asks for the bare fact: `e.area`")],
        ),
        ({"gold": {"expr": " e.area "}}, []),
    ],
)
def test_a_probe_asks_for_the_bare_fact(change: dict[str, Any], problems: list[Problem]) -> None:
    notes = Notes(["en"])
    solution = probe(notes, item(lambda fields: fields["probe"].update(change)), TABLE)
    assert notes.problems == problems
    assert solution is not None


@pytest.mark.parametrize(
    ("pairing", "problems"),
    [
        ({}, []),
        ({"first": ["usori"]}, []),
        ({"first": ["toya", "sai"]}, [(("pairing", "first", 1), "no row 'sai' in the table lakes; name one")]),
        ({"band": [70, 669]}, []),
        ({"band": [71, 669]}, [(("pairing",), "asks of two rungs at least; widen the band")]),
        ({"band": [2, 70]}, [(("pairing",), "asks of two rungs at least; widen the band")]),
        ({"per_instance": "named", "entities": ["usori", "biwa"]}, []),
        (
            {"per_instance": "named", "entities": ["usori", "toya"]},
            [(("pairing",), "entities stand on different rungs")],
        ),
        (
            {"per_instance": "named", "entities": ["sai", "biwa"]},
            [(("pairing", "entities", 0), "no row 'sai' in the table lakes; name one")],
        ),
    ],
)
def test_entities_that_are_asked_of(pairing: dict[str, Any], problems: list[Problem]) -> None:
    notes = Notes(["en"])
    entities(notes, item(lambda fields: fields.update(pairing=pairing)), TABLE)
    assert notes.problems == problems


def test_an_anchor_is_about_a_row() -> None:
    notes = Notes(["en"])
    entities(notes, item(lambda fields: fields["anchor"].update(entity="sai")), TABLE)
    assert notes.problems == [(("anchor", "entity"), "no row 'sai' in the table lakes; name one")]
