"""Reading an item's formulas and texts: what is noted as wrong, and which names are used."""

import pytest

from bench.expressions import parse
from bench.packs.notes import Notes, given, shown_in
from bench.packs.schema import Check, Gold, Step

NAMES = {"n", "p", "v"}


def notes() -> Notes:
    return Notes(["en", "ja"])


def test_a_formula_yields_a_number_and_tells_what_it_uses() -> None:
    found = notes()
    formula = found.formula(("gold",), "n*p", NAMES)
    assert formula is not None
    assert (found.problems, found.used) == ([], {"n", "p"})
    assert found.formula(("gold",), "n < v", NAMES) is None
    assert found.formula(("check",), "n*q", NAMES) is None
    assert found.problems == [
        (("gold",), "a comparison; a formula that yields a number is wanted"),
        (("check",), "unknown name 'q'; known here: n, p, v"),
    ]
    assert found.used == {"n", "p"}


def test_conditions_are_comparisons_and_use_nothing_up() -> None:
    found = notes()
    (kept,) = found.conditions(("where",), ["n + p", "n < p"], NAMES)
    assert kept.text == "n < p"
    assert found.problems == [(("where", 0), "a condition is a comparison, like `n < p`")]
    assert found.used == set()


@pytest.mark.parametrize(
    ("check", "field", "told"),
    [
        ({"expr": "(p)*n"}, ("check", "expr"), "the same formula as the gold proves nothing; derive it anew"),
        ({"solve": ["x - n*p", "n"]}, ("check", "solve", 1), "'n' is no name for an unknown"),
        ({"solve": ["x - n*p", "é"]}, ("check", "solve", 1), "'é' is no name for an unknown"),
        ({"solve": ["x - n*p", "x y"]}, ("check", "solve", 1), "'x y' is no name for an unknown"),
        ({"solve": ["v - n*p", "x"]}, ("check", "solve", 0), "the equation has no x"),
    ],
)
def test_second_derivations_that_prove_nothing(
    check: dict[str, object], field: tuple[str | int, ...], told: str
) -> None:
    found = notes()
    found.solution((), Gold(expr="n*p"), Check.model_validate(check), NAMES)
    ((at, what),) = found.problems
    assert at == field
    assert what.startswith(told)


def test_a_solution_has_both_derivations() -> None:
    found = notes()
    solution = found.solution((), Gold(expr="n*p", unit="m"), Check(solve=["x - n*p - v + v", "x"]), NAMES)
    assert found.problems == []
    assert solution is not None
    assert (solution.gold.text, solution.unit, solution.domain, solution.unknown) == ("n*p", "m", "rational", "x")
    assert found.used >= NAMES
    assert found.solution((), Gold(expr="q"), None, NAMES) is None


def test_steps_go_by_their_ids() -> None:
    found = notes()
    rows = [
        Step(id="a", expr="n"),
        Step(id="a", expr="p"),
        Step(id="b", name={"en": "{n} pens", "ja": "ペン"}, expr="n*q"),
    ]
    assert found.steps(("steps",), rows, NAMES).keys() == {"a"}
    assert found.problems == [
        (("steps", 1, "id"), "a second step 'a'; give it another id"),
        (("steps", 2, "name", "en"), "nothing is bound to {n}; placeholders here: none"),
        (("steps", 2, "expr"), "unknown name 'q'; known here: n, p, v"),
    ]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ({"en": "{n} of {p}", "ja": "{p}の{n}"}, []),
        ({"en": "{n}{insert}", "ja": "{n}"}, []),
        ({"en": "{n}"}, [((), "lacks a text in ja; there is one for each of en, ja")]),
        ({"en": "{n}", "ja": "字"}, [(("ja",), "lacks the placeholder {n} that stands in en")]),
        (
            {"en": "{n}{q}", "ja": "{n}"},
            [(("en",), "nothing is bound to {q}; placeholders here: n, p, v")],
        ),
        ({"en": "{", "ja": "字"}, [(("en",), "stray '{' at character 1; write it double to mean itself")]),
    ],
)
def test_texts_of_all_languages_show_the_same(text: dict[str, str], problems: list[tuple[object, str]]) -> None:
    found = notes()
    found.text((), text, NAMES | {"insert"})  # type: ignore[arg-type]
    assert found.problems == problems


def test_a_text_in_a_language_that_the_pack_has_not() -> None:
    found = Notes(["en"])
    assert found.text(("text",), {"en": "{n}{insert}", "ja": "{p}"}, {*NAMES, "insert"}) == {"n"}
    assert found.problems == [(("text", "ja"), "a text in ja, which is not among the pack's `languages`")]
    assert found.used == {"n", "insert"}


def test_what_a_text_shows_in_whatever_language() -> None:
    assert shown_in({"en": "{n} {insert}", "ja": "{e.name} {{p}}"}) == {"n", "e.name"}
    assert shown_in({"en": "{n} {", "ja": "{p}"}) == {"p"}
    assert shown_in(None) == set()


def test_what_a_reader_knows_is_what_is_shown_and_what_follows_from_it_or_leads_to_it() -> None:
    derive = {
        "total": parse("n*p", NAMES),
        "more": parse("total + v", {*NAMES, "total"}),
        "other": parse("w + 1", {"w"}),
    }
    assert given({"n", "p"}, derive) == {"n", "p", "total"}
    assert given({"n", "p", "v"}, derive) == {"n", "p", "v", "total", "more"}
    assert given({"total"}, derive) == {"total", "n", "p"}
    assert given({"other"}, derive) == {"other", "w"}
    assert given(set(), derive) == set()
