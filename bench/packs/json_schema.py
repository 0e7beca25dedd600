"""The JSON Schema of the format, from its types: their docstrings are the descriptions.

What the types leave open, the arguments of constraints and mutations, comes from their registries.
"""

from typing import Any

from bench.checks.predicates import PREDICATES
from bench.packs.mutations import MUTATIONS
from bench.packs.schema import PackSpec

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema as plain data. No object may have keys that it does not name."""
    made = PackSpec.model_json_schema()
    parts = made["$defs"]
    constraint, mutation = parts["ConstraintSpec"], parts["Mutation"]
    arguments = sorted({name for one in PREDICATES.values() for name in one.arguments | one.optional})
    constraint["properties"]["check"]["enum"] = list(PREDICATES)
    constraint["properties"] |= {name: {"type": ["integer", "number", "string", "array"]} for name in arguments}
    constraint["additionalProperties"] = False
    mutation["properties"] |= {name: {"type": ["string", "integer", "boolean"]} for name in MUTATIONS}
    mutation |= {"additionalProperties": False, "minProperties": 2, "maxProperties": 2}
    _close(made)
    return {"$schema": DIALECT, **made, "title": "Kenzan task pack"}


def _close(node: Any) -> None:
    """Keys that have no name but a form have that form only."""
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _close(value)
    if isinstance(node, dict) and "patternProperties" in node:
        node.setdefault("additionalProperties", False)
