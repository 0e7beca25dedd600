"""Proving a travel template: its witness passes, and every constraint is turned red by what is said to break it."""

from pathlib import Path

import pytest

from bench.packs.itineraries import prove
from bench.packs.loading import load
from bench.packs.notes import Problem
from bench.packs.starting import start

MUST = "{choice: {en: [Sunset Cape, Glass Workshop], ja: [夕日岬, ガラス工房]}, value: [cape, glass]}"
CAPE = "{choice: {en: [Sunset Cape], ja: [夕日岬]}, value: [cape]}"
GLASS = "{choice: {en: [Glass Workshop], ja: [ガラス工房]}, value: [glass]}"


def proved(folder: Path, *changes: tuple[str, str], samples: int = 2) -> list[Problem]:
    file = folder / start("mine", "travel", folder)
    text = file.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    pack = load(file)
    return list(prove(pack, pack.templates[0], samples, 1))


def test_a_sound_template_has_no_problems(tmp_path: Path) -> None:
    assert proved(tmp_path) == []


def test_a_witness_that_fails(tmp_path: Path) -> None:
    found = proved(tmp_path, ("*slack/1000)*1000", "*slack/1000)*10"))
    witnesses = [what for at, what in found if at == ("witness",)]
    assert witnesses
    assert all(what.startswith("fails budget: ") and ", budget = " in what for what in witnesses)
    assert {at for at, _ in found if at[0] == "mutations"} == {("mutations", i) for i in range(12)}
    assert {at for at, _ in found if at[0] == "constraints"} == {("constraints", i) for i in range(12)}


def test_a_constraint_that_nothing_turns_red(tmp_path: Path) -> None:
    assert proved(tmp_path, ("      - {lie_price: -100, breaks: [price]}\n", "")) == [
        (("constraints", 8), "vacuous: no mutation turns it red; add one, or take the constraint out")
    ]


def test_a_change_that_changes_nothing(tmp_path: Path) -> None:
    line = "      - {lie_total: -1000, breaks: [sum]}\n"
    found = proved(tmp_path, (line, f"{line}      - {{shift_clock: -1430, breaks: [hours]}}\n"))
    assert found == [(("mutations", 11), "changes nothing in any witness; take it out, or another argument")]


def test_a_change_that_breaks_something_else(tmp_path: Path) -> None:
    found = proved(tmp_path, ("{lie_total: -1000, breaks: [sum]}", "{lie_total: -1000, breaks: [sum, price]}"))
    assert found
    assert {at for at, _ in found} == {("mutations", 10)}
    assert all(what.startswith("breaks sum, not sum, price: for party = ") for _, what in found)


def test_a_change_that_breaks_nothing_turns_nothing_red(tmp_path: Path) -> None:
    found = proved(tmp_path, ("{lie_price: -100, breaks: [price]}", "{lie_price: 0, breaks: [price]}"))
    *changes, last = found
    assert changes
    assert {at for at, _ in changes} == {("mutations", 11)}
    assert all(what.startswith("breaks nothing, not price: for ") for _, what in changes)
    assert last == (("constraints", 8), "vacuous: no mutation turns it red; add one, or take the constraint out")


@pytest.mark.parametrize("only", [CAPE, GLASS])
def test_an_argument_may_name_a_variable(only: str, tmp_path: Path) -> None:
    """`drop_stop: must` takes out the place that is drawn, whichever it is."""
    assert proved(tmp_path, (MUST, only)) == []


def test_an_argument_that_is_no_variable_is_itself(tmp_path: Path) -> None:
    drop = ("{drop_stop: must, breaks: [must, filled]}", "{drop_stop: cape, breaks: [must, filled]}")
    assert proved(tmp_path, (MUST, CAPE), drop) == []
    (tmp_path / "mine.yaml").unlink()
    found = proved(tmp_path, (MUST, GLASS), drop)
    assert (("constraints", 9), "vacuous: no mutation turns it red; add one, or take the constraint out") in found


def test_a_world_that_comes_again_is_judged_once(tmp_path: Path) -> None:
    wrong = ("{lie_total: -1000, breaks: [sum]}", "{lie_total: -1000, breaks: [price]}")
    found = proved(tmp_path, wrong, (MUST, CAPE), ("party: {int: [2, 4]}", "party: {choice: [2]}"), samples=5)
    # Two budgets, easy and tight, in two languages.
    assert sum(at == ("mutations", 10) for at, _ in found) == 4
