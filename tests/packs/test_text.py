"""Placeholders, and the clause that a variant puts in."""

import pytest

from bench.packs.text import TemplateError, placeholders, render, with_clause


def test_values_are_put_in_as_they_are() -> None:
    assert render("{n} of {e.name}, {{literal}}", {"n": "{n}", "e.name": "富士山"}) == "{n} of 富士山, {literal}"
    assert placeholders("{n} of {e.name}, {{literal}}") == {"n", "e.name"}


@pytest.mark.parametrize("text", ["{", "}", "{n!r}", "{n:>9}", "{n.a.b}", "{0}", "{n.__class__.__init__}"])
def test_nothing_reaches_into_objects(text: str) -> None:
    with pytest.raises(TemplateError):
        placeholders(text)


def test_unbound() -> None:
    with pytest.raises(TemplateError, match="nothing is bound to"):
        render("{n}", {})


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("He has 3. 5 pens cost 1.5 yen. How many?", "en", "He has 3. 5 pens cost 1.5 yen. CLAUSE How many?"),
        ("ペンを買いました。何本ですか。", "ja", "ペンを買いました。CLAUSE何本ですか。"),
        ("Given.{insert} They go. How far?", "en", "Given. CLAUSE They go. How far?"),
        ("何本ですか。", "ja", "CLAUSE何本ですか。"),
    ],
)
def test_a_clause_goes_before_the_question(text: str, lang: str, expected: str) -> None:
    assert with_clause(text, "CLAUSE", lang) == expected
    assert with_clause(text, None, lang) == text.replace("{insert}", "")
