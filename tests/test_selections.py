"""Selections: fixed subsets, of every family, in both languages."""

from collections import Counter

import pytest

from bench import packs
from bench.packs.loading import Pack
from bench.records import Item
from bench.selections import SELECTIONS, select, spread


@pytest.fixture(scope="module")
def shipped() -> list[Pack]:
    return [packs.load(path) for path in packs.find([])]


def items(shipped: list[Pack], name: str) -> list[Item]:
    return [item for pack in shipped for item in select(pack, SELECTIONS[name])]


def test_quick_asks_every_family_in_both_languages(shipped: list[Pack]) -> None:
    found = items(shipped, "quick")
    assert {(i.family, i.lang) for i in found} == {
        (family, lang) for family in ("arithmetic", "entity_ladder", "travel") for lang in ("en", "ja")
    }
    assert {i.book for i in found} >= {"probe", "closed", "open", "masked", "counterfactual"}
    assert {i.rung for i in found if i.rung} == {1, 2, 3, 4, 5}
    assert not {i.variant for i in found} & {"big", "plus1", "reworded"}
    per_pack = Counter(i.pack for i in found if i.family == "arithmetic")
    assert all(count == 3 * 2 * 2 for count in per_pack.values())  # templates, variants, languages


def test_standard_asks_every_pack(shipped: list[Pack]) -> None:
    found = items(shipped, "standard")
    assert {i.pack for i in found} == {pack.id for pack in shipped}
    assert 400 <= len(found) <= 700
    assert {i.variant for i in found if i.family == "arithmetic"} == {"base", "noop", "plus1"}


def test_a_cell_of_full_has_200_instances(shipped: list[Pack]) -> None:
    pack = next(p for p in shipped if p.id == "arith-shop")
    cells = Counter((i.variant, i.lang) for i in select(pack, SELECTIONS["full"]))
    assert min(cells[variant, lang] for variant in ("base", "noop") for lang in ("en", "ja")) == 200


def test_a_selection_is_fixed_and_a_limit_and_a_seed_change_it(shipped: list[Pack]) -> None:
    pack = next(p for p in shipped if p.id == "arith-shop")
    quick = select(pack, SELECTIONS["quick"])
    assert select(pack, SELECTIONS["quick"]) == quick
    more = select(pack, SELECTIONS["quick"], limit=4)
    assert len(more) == 4 * len(quick)
    assert all(item in more for item in quick)
    assert {i.question for i in select(pack, SELECTIONS["quick"], seed=1)}.isdisjoint(i.question for i in quick)


@pytest.mark.parametrize(
    ("count", "chosen"), [(None, "abcdefg"), (9, "abcdefg"), (7, "abcdefg"), (3, "ace"), (2, "ad"), (1, "a")]
)
def test_spread(count: int | None, chosen: str) -> None:
    assert "".join(spread("abcdefg", count)) == chosen
