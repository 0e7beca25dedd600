"""What can be seen of an item without a draw: one sentence for each rule that it breaks, else a template."""

import copy
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from bench.packs.compiled import Template
from bench.packs.compiling import RESERVED, compile_item
from bench.packs.notes import Problem
from bench.packs.schema import PackSpec

Change = Callable[[dict[str, Any]], object]
ITEM: dict[str, Any] = {
    "id": "pens",
    "family": "arithmetic",
    "text": {"en": "{n} pens at {p} and a bag for {b}. Total?"},
    "vars": {"n": {"int": [2, 9]}, "p": {"int": [80, 400]}, "b": {"int": [500, 900]}},
    "where": ["n < p"],
    "gold": {"expr": "n*p + b", "unit": "JPY"},
    "check": {"expr": "Sum(p, (i, 1, n)) + b"},
    "anchor": {"vars": {"n": 3, "p": 100, "b": 900}, "gold": 1200},
    "steps": [{"id": "cost", "expr": "n*p"}],
    "variants": {
        "base": {},
        "noop": {"expect": "same_gold", "insert": {"en": "They are blue."}},
        "plus1": {
            "insert": {"en": "Wrapping costs {w}."},
            "vars": {"w": {"int": [1, 9]}},
            "where": ["w < p"],
            "gold": {"expr": "n*p + b + w"},
            "check": {"expr": "w + b + Sum(p, (i, 1, n))"},
        },
    },
}
PACK: dict[str, Any] = {
    "schema": "pack/1",
    "id": "mine",
    "version": "1.0.0",
    "title": {"en": "Mine"},
    "licence": "MIT",
    "provenance": "original",
    "canary": "6f0c1b1e-0000-4000-8000-0000000000ee",
    "languages": ["en"],
}


def compiled(change: Change = lambda _: None) -> tuple[Template | None, list[Problem]]:
    item = copy.deepcopy(ITEM)
    change(item)
    pack = PackSpec.model_validate({**PACK, "items": [item]})
    return compile_item(pack.items[0], pack)


def test_an_item_becomes_a_template() -> None:
    template, problems = compiled()
    assert problems == []
    assert template is not None
    base, noop, plus1 = template.cases
    assert template.base is base
    assert [case.variant for case in template.cases] == ["base", "noop", "plus1"]
    assert [[condition.text for condition in case.where] for case in template.cases] == [
        ["n < p"], ["n < p"], ["n < p", "w < p"],
    ]  # fmt: skip
    assert base.solution is noop.solution is not plus1.solution
    assert (noop.same_gold, plus1.same_gold) == (True, False)
    assert base.steps == plus1.steps
    assert plus1.clause == {"en": "Wrapping costs {w}."}


def test_a_gold_of_its_own_has_the_unit_of_the_template() -> None:
    template, _ = compiled()
    assert template is not None
    assert [case.solution.unit for case in template.cases if case.solution] == ["JPY"] * 3
    template, _ = compiled(lambda item: item["variants"]["plus1"]["gold"].update(unit="EUR"))
    assert template is not None
    assert template.cases[2].solution is not None
    assert template.cases[2].solution.unit == "EUR"


def test_a_variant_may_be_without_steps() -> None:
    template, problems = compiled(lambda item: item["variants"]["plus1"].update(steps=[]))
    assert problems == []
    assert template is not None
    assert [list(case.steps) for case in template.cases] == [["cost"], ["cost"], []]


def test_derived_numbers_may_rest_on_those_before_them_and_be_shown() -> None:
    def change(item: dict[str, Any]) -> None:
        item["derive"] = {"cost": "n*p", "half": "cost/2"}
        item["text"] = {"en": "{n} pens cost {cost}, half now: {half}. A bag is {b}. Total?"}

    template, problems = compiled(change)
    assert problems == []
    assert template is not None
    assert list(template.derive) == ["cost", "half"]
    _, problems = compiled(lambda item: item.update(derive={"half": "cost/2", "cost": "n*p"}))
    assert problems == [(("derive", "half"), "unknown name 'cost'; known here: b, n, p")]


BROKEN: dict[str, tuple[Change, tuple[str | int, ...], str]] = {
    "no text": (
        lambda i: i.pop("text"),
        ("text",),
        "missing; write it, or name a dataset in `source`",
    ),
    "a judge that there is not": (lambda i: i.update(judge="oracle"), ("judge",), "no check 'oracle'; there are "),
    "no anchor": (lambda i: i.pop("anchor"), ("anchor",), "missing; an item of the family arithmetic needs it"),
    "a book": (
        lambda i: i.update(books={"closed": {}}),
        ("books",),
        "has no place in an item of the family arithmetic",
    ),
    "a pairing": (lambda i: i.update(pairing={}), ("pairing",), "has no place in an item of the family arithmetic"),
    "a name that is taken": (lambda i: i.update(derive={"n": "p"}), ("derive", "n"), "the name is taken; "),
    "a gold that the text does not give": (
        lambda i: i.update(text={"en": "{n} pens and a bag for {b}. Total?"}, variants={}),
        ("gold", "expr"),
        "uses p, which the text does not give; show {p}",
    ),
    "a variable that is not used": (
        lambda i: (i["vars"].update(q={"int": [1, 2]}), i["anchor"]["vars"].update(q=1)),
        ("vars", "q"),
        "drawn but never used; use it in the text or take it out",
    ),
    "an anchor without a number": (
        lambda i: i["anchor"]["vars"].pop("b"),
        ("anchor", "vars"),
        "lacks b; give every number",
    ),
    "an anchor of too many": (
        lambda i: i["anchor"]["vars"].update(q=1),
        ("anchor", "vars", "q"),
        "no such variable; take it out",
    ),
    "an anchor of words": (
        lambda i: i["anchor"]["vars"].update(n="3"),
        ("anchor", "vars", "n"),
        "a whole number is wanted",
    ),
    "an anchor with an entity": (
        lambda i: i["anchor"].update(entity="fuji"),
        ("anchor", "entity"),
        "has no place outside a ladder",
    ),
    "a base that changes": (
        lambda i: i["variants"].update(base={"insert": {"en": "Well."}}),
        ("variants", "base"),
        "the base variant is the template as it stands: `base: {}`",
    ),
    "a variant that changes nothing": (
        lambda i: i["variants"].update(noop={}),
        ("variants", "noop"),
        "changes nothing; give it `insert`, `text` or `vars`",
    ),
    "a wording that does not say so": (
        lambda i: i["variants"]["noop"].pop("expect"),
        ("variants", "noop"),
        "another wording of the same question says `expect: same_gold`",
    ),
    "both a clause and a wording": (
        lambda i: i["variants"]["noop"].update(text={"en": "{n}, {p}, {b}?"}),
        ("variants", "noop", "text"),
        "a variant has `insert` or `text`, not both",
    ),
    "a wording that leaves a number out": (
        lambda i: i["variants"].update(noop={"expect": "same_gold", "text": {"en": "{n} at {p}?"}}),
        ("variants", "noop", "text"),
        "leaves out {b}, which the template's text gives",
    ),
    "the same gold with variables": (
        lambda i: i["variants"]["noop"].update(vars={"n": {"int": [1, 2]}}),
        ("variants", "noop", "vars"),
        "expects the same gold, so it may bring no variables, gold or check",
    ),
    "a gold without a check": (
        lambda i: i["variants"]["plus1"].pop("check"),
        ("variants", "plus1", "gold"),
        "a gold of its own needs a `check` of its own",
    ),
    "a check without a gold": (
        lambda i: i["variants"]["plus1"].pop("gold"),
        ("variants", "plus1", "check"),
        "a check of its own belongs to a `gold` of its own",
    ),
    "a gold that is the template's": (
        lambda i: i["variants"]["plus1"]["gold"].update(expr="b + p*n"),
        ("variants", "plus1", "gold", "expr"),
        "the template's own formula; take it out, or say what changes",
    ),
    "a plan": (lambda i: i.update(plan={}), ("plan",), "has no place in an item of the family arithmetic"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_rules_that_are_broken(name: str) -> None:
    change, at, what = BROKEN[name]
    template, problems = compiled(change)
    assert template is None
    assert [(place, told[: len(what)]) for place, told in problems] == [(at, what)]


def test_names_of_placeholders_are_reserved() -> None:
    assert {"insert", "table"} == RESERVED
    for name in RESERVED:
        _, problems = compiled(lambda item, name=name: item["vars"].update({name: {"int": [1, 2]}}))
        assert (("vars", name), "the name is taken; choose another") in problems


def test_rows_of_a_dataset_bring_their_own() -> None:
    rows: dict[str, Any] = {"id": "row", "family": "arithmetic", "source": {"dataset": "./rows", "lang": "en"}}
    source = {"name": "rows", "url": "https://example.org", "as_of": "2026-01-01", "licence": "MIT"}
    derived = {**PACK, "provenance": "derived", "source": source}

    def told(pack: dict[str, Any], **more: Any) -> list[Problem]:
        spec = PackSpec.model_validate({**pack, "items": [{**rows, **more}]})
        return compile_item(spec.items[0], spec)[1]

    assert told(derived) == []
    assert told(derived, judge="number", instances=3) == []
    assert told(derived, text={"en": "x"}) == [(("text",), "has no place beside `source`: the rows bring their own")]
    assert told(derived, family="travel") == [(("family",), "rows of a dataset belong to the family arithmetic")]
    assert told(derived, source={"dataset": "./rows", "lang": "ja"}) == [
        (("source", "lang"), "not among the pack's `languages`: en")
    ]
    assert told(PACK) == [
        (("source",), "makes the pack `provenance: derived`, with the dataset's `source` and licence")
    ]


def test_the_slack_of_a_closed_world_makes_its_variants() -> None:
    world: dict[str, Any] = {
        "id": "trip",
        "family": "travel",
        "text": {"en": "{days} days for {budget}. {table}"},
        "vars": {"days": {"choice": [1]}},
        "derive": {"budget": "cheapest*slack"},
        "solver": {"cheapest": "min_cost"},
        "slack": {"easy": 1.5, "tight": 1.1},
        "sandbox": {
            "stops": [
                {"id": id, "name": {"en": id}, "cost": 5, "open": "09:00", "close": "17:00", "min_minutes": 60}
                for id in ("hill", "lake")
            ]
        },
        "plan": {},
        "constraints": [
            {"id": "days", "class": "hard", "check": "day_count", "equals": "days"},
            {"id": "filled", "class": "hard", "check": "stops_per_day", "min": 1, "max": 2},
            {"id": "budget", "class": "hard", "check": "total_at_most", "limit": "budget"},
        ],
        "witness": {"solver": "cheapest"},
        "mutations": [{"drop_day": "last", "breaks": ["days"]}],
    }

    def read(**more: Any) -> tuple[Template | None, list[Problem]]:
        spec = PackSpec.model_validate({**PACK, "items": [{**world, **more}]})
        return compile_item(spec.items[0], spec)

    template, problems = read()
    assert problems == []
    assert template is not None
    assert [(case.variant, case.slack) for case in template.cases] == [
        ("easy", Fraction(3, 2)), ("tight", Fraction(11, 10)),
    ]  # fmt: skip
    assert (("text",), "does not show the places; put {table} into it") in read(text={"en": "{days}, {budget}"})[1]
    told = (("slack",), "belongs to a sandbox without `variants`: its names are the variants")
    assert told in read(variants={"base": {}})[1]
    told = (("solver",), "a sandbox needs `solver: {name: min_cost}`, and only a sandbox has one")
    assert told in read(solver={})[1]
    assert (("judge",), "has no place in an item of the family travel") in read(judge="number")[1]
