"""The compiled packs: everything that the shipped packs ask is in them."""

import json
from pathlib import Path

import pytest
from recipe.compile import compile_packs
from recipe.compile_numbers import plain

from bench.packs import load
from bench.resources import TASKS


def test_every_template_of_the_packs_is_there(packs: Path) -> None:
    material = json.loads(packs.read_text("utf-8"))
    shop = load(TASKS / "arithmetic" / "shop.yaml")
    cases = [case for case in material["arithmetic"] if case["pack"] == shop.id]
    assert {case["template"] for case in cases} == {item.id for item in shop.spec.items}
    for item in shop.spec.items:
        variants = {case["variant"] for case in cases if case["template"] == item.id}
        assert variants == set(item.variants) | {"base"}
    assert material["excluded"] == sorted(set(material["excluded"]))
    assert len(material["closed"]) > 20
    assert {each["class"] for each in material["ladders"]} == {"elevation_m", "area_km2"}


def test_steps_follow_from_what_the_question_tells(packs: Path) -> None:
    for case in json.loads(packs.read_text("utf-8"))["arithmetic"]:
        results: set[str] = set()
        for step in case["steps"]:
            for operand in (step["left"], step["right"]):
                assert isinstance(operand, int) or operand in results or f"{{{operand}}}" in case["text"]["en"]
            results.add(step["result"])
        assert case["steps"]


def test_a_template_without_operations_is_left_out_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (TASKS / "arithmetic" / "shop.yaml").read_text("utf-8")
    old = 'gold: {expr: "v*t + w*u", unit: m, domain: positive_integer}'
    assert text.count(old) == 1
    (tmp_path / "odd.yaml").write_text(
        text.replace(old, 'gold: {expr: "gcd(v, t)*t + w*u", unit: m, domain: positive_integer}'), "utf-8"
    )
    compile_packs(tmp_path / "packs.json", tmp_path, instances=1)
    assert "arith-shop/walk is left out" in capsys.readouterr().err
    material = json.loads((tmp_path / "packs.json").read_text("utf-8"))
    assert "walk" not in {case["template"] for case in material["arithmetic"]}
    assert "taxi" in {case["template"] for case in material["arithmetic"]}


def test_names_with_dots_become_plain() -> None:
    assert plain({"en": "{e.name} and {o.length_km}, {n}"}) == {"en": "{e_name} and {o_length_km}, {n}"}
