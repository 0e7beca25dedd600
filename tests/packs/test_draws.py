"""A draw is shared by variants, and its formulas see numbers alone."""

from fractions import Fraction
from typing import Any

import pytest

from bench.expressions import parse
from bench.packs import draws
from bench.packs.compiled import Case, Template
from bench.packs.sampling import Drawn, Unsatisfiable
from bench.packs.schema import ItemSpec, Variable

NAMES = {"n", "p", "total", "share", "w"}
VARS = {
    "who": {"choice": {"en": ["Aoi"], "ja": ["葵"]}},
    "n": {"int": [1, 1000]},
    "p": {"int": [1, 1000]},
}


def case(name: str = "base", *where: str, vars: dict[str, Any] | None = None, **more: Any) -> Case:
    own = {word: Variable.model_validate(fields) for word, fields in (vars or {}).items()}
    return Case(name, more.pop("clause", None), own, tuple(parse(w, NAMES) for w in where), None, {}, **more)


def template(*cases: Case, derive: dict[str, str] | None = None) -> Template:
    text = {"en": "{who} has {n} at {p}. Total?", "ja": "{who}は{n}と{p}。合計は。"}
    spec = ItemSpec.model_validate({"id": "pens", "family": "arithmetic", "text": text, "vars": VARS})
    formulas = {name: parse(formula, NAMES) for name, formula in (derive or {}).items()}
    return Template(spec, cases or (case(),), formulas)


def drawn(of: Template, count: int = 5, seed: int = 1) -> list[draws.Instance]:
    return list(draws.instances("mine", "1.0.0", of, seed=seed, count=count))


def test_instances_are_the_same_again_and_differ_from_one_another() -> None:
    first, again = drawn(template()), drawn(template(), 7)
    assert [instance.base for instance in first] == [instance.base for instance in again[:5]]
    assert [instance.index for instance in again] == list(range(7))
    assert len({instance.base["n"].value for instance in again}) > 1
    assert first[0].base != drawn(template(), seed=2)[0].base


def test_all_draws_meet_the_conditions_and_say_how_many_tries_that_took() -> None:
    found = drawn(template(case("base", "n < p/4")), 20)
    assert all(4 * draws.numbers(i.base)["n"] < draws.numbers(i.base)["p"] for i in found)
    assert max(instance.tries for instance in found) > 1
    assert {instance.tries for instance in drawn(template())} == {1}
    with pytest.raises(Unsatisfiable, match="none of 2000 draws"):
        drawn(template(case("base", "n < 0")))


def test_a_variant_draws_its_own_variables_and_shares_the_others() -> None:
    big = case("big", "p > n", vars={"n": {"int": [5, 900]}, "w": {"int": [1, 9]}})
    of = template(case(), big)
    for instance in drawn(of, 20):
        assert draws.drawn_for(of, of.base, instance) == (instance.base, instance.tries)
        if draws.numbers(instance.base)["p"] <= 5:
            continue
        own, tries = draws.drawn_for(of, big, instance)
        assert own == draws.own(of, big, instance)
        assert own.keys() == {"who", "n", "p", "w"}
        assert (own["p"], own["who"]) == (instance.base["p"], instance.base["who"])
        assert draws.numbers(own)["n"] < draws.numbers(own)["p"]
        assert tries >= 1


def test_variants_have_streams_of_their_own() -> None:
    one, two = (case(name, vars={"w": {"int": [1, 10**9]}}) for name in ("one", "two"))
    of = template(case(), one, two)
    (instance,) = drawn(of, 1)
    assert draws.own(of, one, instance)["w"] != draws.own(of, two, instance)["w"]


def test_a_division_by_zero_meets_no_condition() -> None:
    of = template(case("base", "1/(n - p) > 0"))
    values = {"n": Drawn(3, {}), "p": Drawn(3, {})}
    assert not draws.accepts(of, of.base, values, {})
    assert draws.accepts(of, of.base, {**values, "n": Drawn(4, {})}, {})
    assert draws.accepts(of, of.base, values, {"n": 5})


def test_values_are_derived_in_order_as_far_as_they_are_known() -> None:
    of = template(derive={"total": "n*p", "share": "total/w"})
    known = {"who": Drawn("Aoi", {}), "n": Drawn(3, {}), "p": Drawn(5, {})}
    assert draws.values(of, known, {}) == {"n": 3, "p": 5, "total": 15}
    found = draws.values(of, known, {"w": 2})
    assert found["share"] == Fraction(15, 2)
    assert type(found["total"]) is int


def test_a_whole_number_is_plain() -> None:
    assert type(draws.plain(Fraction(6, 3))) is int
    assert draws.plain(Fraction(-4, 2)) == -2
    assert draws.plain(Fraction(1, 3)) == Fraction(1, 3)


def test_a_language_shows_its_own_words_and_the_derived_numbers_that_are_known() -> None:
    of = template(derive={"total": "n*p", "share": "total/w"})
    known = {"who": Drawn(1, {"en": "Aoi", "ja": "葵"}), "n": Drawn(3, {"*": "3"})}
    assert draws.shown(of, known, {"total": Fraction(15, 2)}, "ja") == {"who": "葵", "n": "3", "total": "15/2"}
    assert draws.shown(of, known, {}, "en") == {"who": "Aoi", "n": "3"}


def test_the_question_of_a_variant() -> None:
    of = template()
    known = {"who": Drawn("Aoi", {"en": "Aoi", "ja": "葵"}), "n": Drawn(3, {}), "p": Drawn(5, {}), "w": Drawn(9, {})}
    assert draws.question(of, of.base, known, {}, "en") == "Aoi has 3 at 5. Total?"
    clause = case("more", clause={"en": "A bag is {w}.", "ja": "袋は{w}。"})
    assert draws.question(of, clause, known, {}, "en") == "Aoi has 3 at 5. A bag is 9. Total?"
    assert draws.question(of, clause, known, {}, "ja") == "葵は3と5。袋は9。合計は。"
    reworded = case("reworded", text={"en": "{n} by {p}?", "ja": "{p}に{n}は。"})
    assert draws.question(of, reworded, known, {}, "ja") == "5に3は。"
