"""Types of a pack's fields."""

import pytest
from pydantic import ValidationError

from bench.packs.schema import Check, Mutation, Variable, Witness
from bench.packs.tables import Table


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"int": [1, 2], "choice": [1]},
        {"int": [2, 1]},
        {"int": [1]},
        {"int": [1, 2], "step": 0},
        {"choice": []},
        {"choice": {"en": ["a", "b"], "ja": ["c"]}},
        {"choice": {"en": ["a"], "ja": ["b"]}, "value": [1, 2]},
        {"choice": [1, 2], "value": [1, 2]},
        {"int": ["1", "2"]},
        {"range": [1, 2], "colour": "red"},
    ],
)
def test_variables_that_are_none(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Variable.model_validate(fields)


def test_which_variables_are_numbers() -> None:
    def numeric(**fields: object) -> bool:
        return Variable.model_validate(fields).numeric

    assert numeric(int=[1, 2])
    assert numeric(choice=[5000, 10000])
    assert numeric(choice={"en": ["May"], "ja": ["五月"]}, value=[5])
    assert not numeric(choice=["a", "b"])
    assert not numeric(choice={"en": [1], "ja": [2]})


def test_either_or() -> None:
    for kind, fields in ((Check, {}), (Check, {"expr": "1", "solve": ["x", "x"]}), (Witness, {}), (Mutation, {})):
        with pytest.raises(ValidationError):
            kind.model_validate(fields)
    with pytest.raises(ValidationError, match="one change"):
        Mutation.model_validate({"drop_day": 1, "lie_total": 2, "breaks": ["days"]})


def test_a_table_needs_source_and_date() -> None:
    table = {"rung": "tier", "number": "m", "rows": [{"id": "a"}, {"id": "b"}]}
    source = {"name": "list", "url": "https://example.org", "as_of": "2026-06-21", "licence": "terms"}
    assert Table.model_validate({**table, "source": source}).tolerance.abs == 0
    for broken in ({}, {"source": {**source, "as_of": "June"}}, {"source": {"name": "list"}}):
        with pytest.raises(ValidationError):
            Table.model_validate({**table, **broken})
