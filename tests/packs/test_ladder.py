"""The shipped ladders: what their items carry, and that a draw is the same for all entities and books."""

from collections import defaultdict
from fractions import Fraction

import pytest

from bench import packs
from bench.packs.loading import Pack
from bench.recall import derived
from bench.records import Item

NAMES = ["mountains", "rivers", "lakes", "fuji-tateyama", "shinano-agano"]


def load(name: str) -> Pack:
    (path,) = packs.find([f"entities/{name}"])
    return packs.load(path)


@pytest.fixture(scope="module", params=NAMES)
def items(request: pytest.FixtureRequest) -> list[Item]:
    return packs.expand(load(request.param), seed=3442, limit=2)


def test_the_gold_of_the_closed_book_follows_from_the_fact(items: list[Item]) -> None:
    closed = [item for item in items if item.book == "closed"]
    assert closed
    for item in closed:
        reference = item.reference
        assert reference.derivation is not None
        assert derived(reference.derivation, Fraction(str(reference.fact))) == Fraction(str(reference.gold))
    assert not [item for item in items if item.reference.derivation and item.book != "closed"]


def test_a_draw_asks_the_same_of_every_entity(items: list[Item]) -> None:
    """Its entities' names, places and facts apart, a draw's questions are one question."""
    asked = defaultdict(set)
    for item in items:
        if item.book == "masked":
            asked[item.template, item.instance, item.lang].add(item.question)
    assert asked
    assert all(len(questions) == 1 for questions in asked.values())


def test_every_book_and_the_probe_is_asked_in_both_languages(items: list[Item]) -> None:
    assert {(item.book, item.lang) for item in items} == {
        (book, lang)
        for book in ("probe", "closed", "open", "open_noise", "masked", "counterfactual")
        for lang in ("en", "ja")
    }


@pytest.mark.parametrize("name", ["mountains", "rivers", "lakes"])
def test_rungs_within_a_band_are_of_like_size(name: str) -> None:
    pack = load(name)
    items = packs.expand(pack, seed=1, limit=6)
    banded = [item for item in items if item.band]
    assert banded
    for item in banded:
        low, high = item.band or (0, 0)
        assert low <= Fraction(str(item.reference.fact)) <= high
    assert len({item.rung for item in banded}) >= 4
    assert {item.rung for item in items} == {1, 2, 3, 4, 5}


def test_the_seed_pair_takes_the_other_peak_as_another_reading() -> None:
    items = {(i.entity, i.book): i for i in packs.expand(load("fuji-tateyama"), seed=1, limit=1) if i.lang == "ja"}
    tate, fuji = items["tate", "closed"], items["fuji", "closed"]
    assert tate.question.replace("立山（大汝山）", "富士山").replace("富山県", "山梨県・静岡県") == fuji.question
    assert items["tate", "probe"].reference.ambiguous == ("3003",)
    assert tate.reference.derivation is not None
    assert tate.reference.ambiguous == (str(derived(tate.reference.derivation, Fraction(3003))),)
    assert not fuji.reference.ambiguous
