"""Questions about entities: true facts from memory only, invented ones where a book gives them."""

from collections import Counter
from random import Random

import pytest
from recipe.corpus import Corpus
from recipe.example import Example, draw_manner
from recipe.facts import EXPOSURE, mountains
from recipe.ladder import CLOSED, invent
from recipe.words import LANGS

from bench.packs import load
from bench.resources import TASKS


@pytest.fixture(scope="module")
def drawn(corpus: Corpus) -> list[Example]:
    rng = Random(7)
    ladder = corpus.ladder
    draws = [ladder.train_closed, ladder.train_given]
    return [draws[i % 2](rng, draw_manner(rng)) for i in range(4000)]


@pytest.fixture(scope="module")
def facts(corpus: Corpus) -> dict[str, object]:
    return {f"{q.kind}/{each.id}": each.fact for q in corpus.ladder.packs for each in q.entities}


def test_memory_holds_the_true_fact_and_the_prompt_does_not_tell_it(
    drawn: list[Example], facts: dict[str, object]
) -> None:
    recalled = [each for each in drawn if each.book in CLOSED]
    assert len(recalled) == 2000
    for each in recalled:
        assert each.fact == facts[each.entity]
        assert str(each.fact) in each.response
        assert str(each.fact) not in each.prompt


def test_books_teach_no_fact(drawn: list[Example], facts: dict[str, object]) -> None:
    """A given fact is an invented one: it agrees with the true one only by chance."""
    given = [each for each in drawn if each.book not in CLOSED]
    assert {each.book for each in given} == {"open", "open_noise", "masked", "counterfactual"}
    assert all(str(each.fact) in each.prompt for each in given)
    assert sum(each.fact == facts[each.entity] for each in given) <= 5


def test_the_exposures_are_kept(corpus: Corpus) -> None:
    rng = Random(8)
    count = 20_000
    seen = Counter(corpus.ladder.train_closed(rng, draw_manner(rng)).entity for _ in range(count))
    expected = count * EXPOSURE[1] / 1e6 / corpus.ladder.closed_share
    assert seen["elevation_m/fuji"] == pytest.approx(expected, rel=0.15)
    assert seen["elevation_m/hattoji"] < 10


def test_every_entity_of_a_pack_is_asked_as_the_pack_words_it(corpus: Corpus) -> None:
    table = load(TASKS / "entities" / "mountains.yaml").spec.tables["mountains"]
    question = next(each for each in corpus.ladder.packs if "climb-time" in each.template)
    rows = {each.id: each for each in question.entities if each.asked}
    assert set(rows) == {row["id"] for row in table.rows}
    assert len(question.entities) > 800
    rng = Random(9)
    for row in table.rows[:8]:
        for lang in LANGS:
            manner = draw_manner(rng, lang=lang, format="raw", elicitation="none", answer_line=True)
            for book in ("closed", "open", "masked"):
                each = corpus.ladder.draw(rng, manner, question, rows[row["id"]], book, held_out=None)
                assert (row["name"][lang] in each.prompt) == (book != "masked")
                assert each.fact == row["elevation_m"]


def test_decimal_facts_are_calculated_with(drawn: list[Example]) -> None:
    lakes = [each for each in drawn if each.entity.startswith("area_km2")]
    assert len(lakes) > 100
    assert any("." in str(each.fact) and f"{each.fact} − " in each.response for each in lakes)


def test_names_of_mountains_are_unique() -> None:
    rows = mountains()
    assert len({each.name.ja for each in rows}) == len(rows)


def test_invented_facts_have_the_size_and_decimals_of_others() -> None:
    from decimal import Decimal

    rng = Random(1)
    assert all(250 <= invent(rng, 500, 4000) <= 4402 for _ in range(300))
    wide = [invent(rng, 2, 2000) for _ in range(300)]
    assert sum(each < 60 for each in wide) > 80
    near = invent(rng, Decimal("32.28"), Decimal("85.74"))
    assert str(near).partition(".")[2] and len(str(near).partition(".")[2]) == 2
