"""Errors of types -> findings: at their place, in words, with what would be right."""

import difflib
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from bench.packs.findings import Finding
from bench.packs.source import FieldPath, Source

_WANTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "fields (`key: value`)",
    "model_type": "fields (`key: value`)",
    "model_attributes_type": "fields (`key: value`)",
    "bool_type": "true or false",
}
_SHOWN = 60


def explain(error: ValidationError, file: Source, model: type[BaseModel]) -> list[Finding]:
    """The errors of a validation; several of one value become one."""
    schema = model.model_json_schema()
    by_path: dict[FieldPath, list[dict[str, Any]]] = {}
    for one in error.errors(include_url=False):
        by_path.setdefault(_path(file.data, one), []).append(dict(one))
    return [Finding(file.place(at), _told(at, errors, schema, file.data)) for at, errors in by_path.items()]


def _path(data: Any, error: dict[str, Any] | Any) -> FieldPath:
    """The path in the file; pydantic's own names the branches of unions too."""
    at: list[str | int] = []
    here = data
    location = error["loc"]
    for i, part in enumerate(location):
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            if error["type"] != "missing" or i < len(location) - 1:
                continue
        at.append(part)
    return tuple(at)


def _told(at: FieldPath, errors: list[dict[str, Any]], schema: dict[str, Any], data: Any) -> str:
    kinds = {error["type"] for error in errors}
    first = errors[0]
    value = _shown(first["input"])
    if "extra_forbidden" in kinds:
        known = sorted(_fields(schema, at[:-1], data))
        near = difflib.get_close_matches(str(at[-1]), known, 1)
        right = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        return f"unknown key {str(at[-1])[:_SHOWN]!r}; {right}"
    if "missing" in kinds:
        return "missing; write it"
    if kinds <= _WANTED.keys():
        wanted = " or ".join(dict.fromkeys(_WANTED[error["type"]] for error in errors))
        return f"must be {wanted}, not {value}"
    told = [error for error in errors if error["type"] not in _WANTED] or errors
    return "; ".join(dict.fromkeys(_sentence(error, value) for error in told))


def _sentence(error: dict[str, Any], value: str) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "value_error":
            return str(error["msg"]).removeprefix("Value error, ")
        case "literal_error" | "enum":
            return f"must be {context['expected']}, not {value}"
        case "string_pattern_mismatch":
            return f"{value} does not have the form {context['pattern']}"
        case "greater_than_equal" | "less_than_equal":
            most = error["type"].startswith("less")
            return f"must be {context['le'] if most else context['ge']} at {'most' if most else 'least'}, not {value}"
        case "too_short" | "string_too_short":
            return f"too short; at least {context['min_length']} wanted"
        case "too_long" | "string_too_long":
            return f"too long; at most {context['max_length']} allowed"
    return f"{error['msg']}, not {value}"


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "fields" if isinstance(value, dict) else "a list"
    return "empty" if value is None else repr(value if not isinstance(value, str) else value[:_SHOWN])


def _fields(schema: dict[str, Any], at: FieldPath, data: Any) -> set[str]:
    """The keys that a place of the file may have, from the JSON Schema."""
    nodes = [schema]
    for part in at:
        nodes = [child for node in nodes for plain in _plain(node, schema) for child in _children(plain, part)]
    return {key for node in nodes for plain in _plain(node, schema) for key in plain.get("properties", {})}


def _plain(node: dict[str, Any], schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node with its references and alternatives resolved."""
    if "$ref" in node:
        yield from _plain(schema["$defs"][node["$ref"].rpartition("/")[2]], schema)
        return
    for branch in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        yield from _plain(branch, schema)
    yield node


def _children(node: dict[str, Any], part: str | int) -> Iterator[dict[str, Any]]:
    if isinstance(part, int):
        if isinstance(node.get("items"), dict):
            yield node["items"]
    elif part in node.get("properties", {}):
        yield node["properties"][part]
    elif isinstance(node.get("additionalProperties"), dict):
        yield node["additionalProperties"]
    else:
        yield from node.get("patternProperties", {}).values()
