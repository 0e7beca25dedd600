"""The JSON Schema says of a pack what its types say."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bench.packs import find
from bench.packs.json_schema import json_schema
from bench.packs.source import read
from bench.packs.starting import FAMILIES, STARTERS

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
TINY = Path(__file__).parents[1] / "data" / "tiny.yaml"


def objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "properties" in node:
            yield node
        for value in node.values():
            yield from objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from objects(value)


def test_it_is_a_schema_with_descriptions_and_no_open_object() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    json.dumps(SCHEMA)
    parts = list(objects(SCHEMA))
    assert len(parts) > 20
    for part in parts:
        assert part["additionalProperties"] is False, part.get("title")
        assert part["description"], part.get("title")
    assert SCHEMA["$defs"]["Step"]["properties"]["name"]["description"].startswith("What the value is")


@pytest.mark.parametrize("path", [TINY, *find([])], ids=lambda path: path.stem)
def test_shipped_packs_meet_it(path: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(read(path).data)] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_starters_meet_it(family: str, tmp_path: Path) -> None:
    text = (STARTERS / f"{family}.yaml").read_text("utf-8").replace("@NAME@", "mine")
    (tmp_path / "mine.yaml").write_text(text.replace("@CANARY@", "6f0c1b1e-0000-4000-8000-000000000001"), "utf-8")
    assert [error.message for error in VALIDATOR.iter_errors(read(tmp_path / "mine.yaml").data)] == []


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("colour",), "red"),
        (("items", 0, "golds"), {}),
        (("items", 0, "gold", "unti"), "m"),
        (("items", 0, "gold", "domain"), "natural"),
        (("items", 0, "vars", "v"), {"int": [1]}),
        (("items", 0, "vars", "v x"), {"int": [1, 2]}),
        (("items", 0, "text", "fr"), "Bonjour"),
        (("version",), 1),
        (("canary",), "bird"),
        (("items", 0, "constraints"), [{"id": "a", "class": "hard", "check": "sings"}]),
        (("items", 0, "constraints"), [{"id": "a", "class": "hard", "check": "day_count", "equal": 3}]),
        (("items", 0, "mutations"), [{"explode": 1, "breaks": ["a"]}]),
        (("items", 0, "mutations"), [{"breaks": ["a"]}]),
    ],
)
def test_what_it_refuses(at: tuple[str | int, ...], value: object) -> None:
    data = read(TINY).data
    assert VALIDATOR.is_valid(data)
    here = data
    for part in at[:-1]:
        here = here[part]
    here[at[-1]] = value
    assert not VALIDATOR.is_valid(data)
