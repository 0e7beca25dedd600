"""A scored run as a table: a row for each generation, with what it answers, its text, its outcome and its metrics."""

from collections.abc import Iterator
from typing import NamedTuple

from bench.comparison import METRICS, Side, values
from bench.comparison.comparing import Limited, Sides

Cell = str | int | float | None
TEXT, WHOLE, REAL = "text", "whole", "real"


class Column(NamedTuple):
    """A column of the table."""

    name: str
    kind: str
    """``text``, ``whole`` or ``real``; any cell may be empty."""


_OF_ITEM = ("pack", "template", "family", "lang", "variant", "book", "entity", "question", "context", "answer_line")
COLUMNS = (
    Column("key", TEXT),
    Column("item", TEXT),
    *(Column(name, TEXT) for name in _OF_ITEM),
    Column("instance", WHOLE),
    Column("rung", WHOLE),
    Column("check", TEXT),
    Column("gold", TEXT),
    Column("arm", TEXT),
    Column("adapter", TEXT),
    Column("strength", REAL),
    Column("format", TEXT),
    Column("elicit", TEXT),
    Column("sample", WHOLE),
    Column("prompt", TEXT),
    Column("text", TEXT),
    Column("finish_reason", TEXT),
    Column("prompt_tokens", WHOLE),
    Column("seconds", REAL),
    Column("outcome", TEXT),
    Column("reason", TEXT),
    Column("value", TEXT),
    *(Column(metric.name, REAL) for metric in METRICS),
)
"""In the order in which they are written. The last ones are the metrics; empty where one is not defined."""


def rows(sides: Sides) -> Iterator[dict[str, Cell]]:
    """The rows, in the order of the plan, the arms of an item beside one another; those beyond a limit last."""
    for pair in sides.pairs:
        for arm in sides.arms:
            if (side := pair.sides.get(arm)) is not None:
                yield {**_row(side), **values(side)}
    for one in sides.limited:
        yield {**_row(one), **dict.fromkeys(metric.name for metric in METRICS)}


def _row(side: Side | Limited) -> dict[str, Cell]:
    request, generation, judgment = side.request, side.generation, side.judgment
    item = request.item
    return {
        "key": request.key,
        "item": item.id,
        **{name: getattr(item, name) for name in _OF_ITEM},
        "instance": item.instance,
        "rung": item.rung,
        "check": item.check,
        "gold": item.reference.gold,
        "arm": request.arm,
        "adapter": request.adapter,
        "strength": request.strength,
        "format": request.format,
        "elicit": request.elicit,
        "sample": request.sample,
        "prompt": request.prompt,
        "text": generation.text,
        "finish_reason": generation.finish_reason,
        "prompt_tokens": generation.prompt_tokens,
        "seconds": generation.seconds,
        "outcome": judgment.outcome,
        "reason": judgment.reason,
        "value": judgment.value,
    }
