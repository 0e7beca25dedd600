"""What all parts of a pack share: unknown keys and other types are refused, and words have a form."""

from typing import Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from bench.packs.parts import ClockTime, Formula, Line, Name, Part, Scalar, Slug, Text


class Pen(Part):
    cost: int
    """What it costs."""
    colour: str = Field("blue", alias="color")


def test_a_part_is_read_by_alias_and_by_name_and_stays_as_it_is() -> None:
    pen = Pen.model_validate({"cost": 1, "color": "red"})
    assert pen == Pen.model_validate({"cost": 1, "colour": "red"})
    with pytest.raises(ValidationError, match="frozen"):
        pen.cost = 2  # type: ignore[misc]
    assert Pen.model_json_schema()["properties"]["cost"]["description"] == "What it costs."


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"cost": 1, "size": 2}, "extra_forbidden"),
        ({"cost": "1"}, "int_type"),
        ({"cost": 1.0}, "int_type"),
        ({"cost": True}, "int_type"),
        ({"cost": 1, "color": 7}, "string_type"),
        ({}, "missing"),
    ],
)
def test_nothing_is_converted_and_nothing_left_over(fields: dict[str, object], kind: str) -> None:
    with pytest.raises(ValidationError) as error:
        Pen.model_validate(fields)
    assert [one["type"] for one in error.value.errors()] == [kind]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Name, ["n", "N_1", "a" * 30], ["", "1n", "_n", "n-m", "a" * 31, "n\n", "é", "n.m"]),
        (Slug, ["a", "9-lives", "a" * 60], ["", "-a", "A", "a_b", "a" * 61, "a\n", "a b"]),
        (ClockTime, ["00:00", "19:59", "23:59"], ["24:00", "9:40", "09:60", "09:40:00", "09:40\n", "０9:40"]),
        (Line, ["x", "x" * 500], ["", "x" * 501]),
        (Formula, ["n", "n" * 500], ["", "n" * 501]),
        (Scalar, [7, -1, "x", "x" * 500], ["", "x" * 501]),
        (Text, [{"en": "x"}, {"en": "x" * 4000, "ja": "字"}], [{"en": ""}, {"en": "x" * 4001}, {"fr": "x"}, "x"]),
    ],
    ids=["name", "slug", "time", "line", "formula", "scalar", "text"],
)
def test_the_form_of_words(kind: Any, good: list[object], bad: list[object]) -> None:
    adapter = TypeAdapter(kind)
    for value in good:
        assert adapter.validate_python(value) == value
    for value in bad:
        with pytest.raises(ValidationError):
            adapter.validate_python(value)
