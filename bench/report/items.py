"""What the item browser lists and shows: an index of all items, and blocks of their texts that are read when needed.

Both are JSON, deflated, which a browser inflates by itself (``DecompressionStream``), and written in base 85. The index
has a column for each property that items are listed or filtered by; a block has the texts of a few items with what was
found in them. So a page of thousands of items opens as fast as its index, and a text costs nothing until it is looked
at or searched.
"""

import hashlib
import json
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from typing import cast

import numpy as np
from pydantic import JsonValue

from bench.comparison import Comparison, Pair, Side
from bench.processes import cores
from bench.records import Item
from bench.report.formulae import Converter, Formula, Tree
from bench.report.marks import Units, marks, packed, steps
from bench.shown import shown

OUTCOMES = ("right", "wrong", "ambiguous", "none", "truncated", "limit", "owed")
"""Outcomes as the index numbers them; ``limit``: beyond a limit of the analysis, ``owed``: not generated yet."""
CHANGES = ("same", "lost", "gained", "other", "unknown")
"""Arm against reference, as the index numbers them: ``lost`` is right → not right, ``gained`` the reverse, ``other``
another difference of outcome or value."""
BLOCK = 1_000_000
"""Characters of text after which a block ends."""
_HEAD = 140
"""Characters of a question that the list shows."""

_DIGITS = np.frombuffer(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~", np.uint8
)


def encoded(content: JsonValue) -> str:
    """JSON, deflated, in base 85 (RFC 1924, but with a comma for ``<``, so that no markup can stand in it)."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    data = zlib.compress(text.encode("utf-8"), 9)
    lacking = -len(data) % 4
    words = np.frombuffer(data + bytes(lacking), ">u4").astype(np.int64)
    digits = words[:, None] // 85 ** np.arange(4, -1, -1) % 85
    return str(_DIGITS[digits].tobytes(), "ascii")[: 5 * len(words) - lacking]


# ---------------------------------------------------------------- index


def index(comparison: Comparison) -> dict[str, JsonValue]:
    """Columns of what items are listed and filtered by; names are stored once and referred to by number."""
    pairs, arms = comparison.pairs, comparison.arms
    columns: dict[str, list[JsonValue]] = {
        "key": [key(pair) for pair in pairs],
        "head": [shown(" ".join(pair.item.question[: 4 * _HEAD].split()))[:_HEAD] for pair in pairs],
        "rung": [pair.item.rung or 0 for pair in pairs],
        "sample": [_any(pair).request.sample if pair.sides else 0 for pair in pairs],
    }
    names: dict[str, list[JsonValue]] = {}
    named: dict[str, list[str]] = {
        "pack": [pair.item.pack for pair in pairs],
        "family": [pair.item.family for pair in pairs],
        "lang": [pair.item.lang for pair in pairs],
        "book": [pair.item.book or "" for pair in pairs],
        "variant": [pair.item.variant for pair in pairs],
        "format": [_any(pair).request.format if pair.sides else "" for pair in pairs],
        "elicit": [pair.elicit for pair in pairs],
    }
    for name, values in named.items():
        places = {value: n for n, value in enumerate(dict.fromkeys(values))}
        names[name] = [shown(value) for value in places]
        columns[name] = [places[value] for value in values]
    return {
        "arms": [shown(arm) for arm in arms],
        "names": dict(names.items()),
        "columns": dict(columns.items()),
        "outcomes": [[OUTCOMES.index(_outcome(pair, arm)) for pair in pairs] for arm in arms],
        "changes": [[CHANGES.index(change(pair, arms[0], arm)) for pair in pairs] for arm in arms[1:]],
        "tokens": [
            [pair.sides[arm].generation.new_tokens if arm in pair.sides else None for pair in pairs] for arm in arms
        ],
    }


def key(pair: Pair) -> str:
    """A name for a pair's link that stays the same in every report of the item."""
    request = _any(pair).request if pair.sides else None
    asked = [pair.item.id, pair.elicit] + ([request.format, request.sample] if request else [])
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:10]


def change(pair: Pair, reference: str, arm: str) -> str:
    """How an arm's answer differs from the reference arm's: one of `CHANGES`."""
    if reference not in pair.sides or arm not in pair.sides:
        return "unknown"
    before, after = pair.sides[reference].judgment, pair.sides[arm].judgment
    if (before.outcome == "right") != (after.outcome == "right"):
        return "lost" if before.outcome == "right" else "gained"
    return "same" if (before.outcome, before.value) == (after.outcome, after.value) else "other"


def _outcome(pair: Pair, arm: str) -> str:
    if arm in pair.sides:
        return pair.sides[arm].judgment.outcome
    return "limit" if arm in pair.limits else "owed"


def _any(pair: Pair) -> Side:
    return next(iter(pair.sides.values()))


# ---------------------------------------------------------------- blocks


class _Block:
    """Items and their texts on the way to a block. Texts stand together, since deflate looks back 32 KB."""

    def __init__(self) -> None:
        self.items: list[JsonValue] = []
        self.texts: list[JsonValue] = []
        self.trees: dict[str, tuple[int, Tree]] = {}
        """LaTeX -> its number in the block, and its tree."""
        self.size = 0

    def encoded(self) -> str:
        """The block's content."""
        trees = [cast(JsonValue, tree) for _, tree in self.trees.values()]
        return encoded({"texts": self.texts, "items": self.items, "trees": trees})


def blocks(comparison: Comparison) -> Iterator[tuple[int, str]]:
    """The items' texts, a block after the other: how many items it holds, and its content, encoded."""
    under_way: deque[tuple[int, Future[str]]] = deque()
    with ThreadPoolExecutor(cores()) as pool:  # deflate runs beside the reading of the next block
        for block in _blocks(comparison):
            under_way.append((len(block.items), pool.submit(block.encoded)))
            if len(under_way) > cores():
                count, content = under_way.popleft()
                yield count, content.result()
        for count, content in under_way:
            yield count, content.result()


def _blocks(comparison: Comparison) -> Iterator[_Block]:
    converter = Converter()
    block = _Block()
    for pair in comparison.pairs:
        block.items.append(_detail(pair, comparison.arms, converter, block))
        block.size += 1000
        if block.size >= BLOCK:
            yield block
            block = _Block()
    if block.items:
        yield block


def _detail(pair: Pair, arms: Sequence[str], converter: Converter, block: _Block) -> JsonValue:
    item = pair.item
    plain = {
        "id": item.id,
        "template": item.template,
        "entity": item.entity_name or "",
        "context": item.context,
        "question": item.question,
        "line": item.answer_line,
    }
    found: dict[str, JsonValue] = {name: shown(text) for name, text in plain.items() if text}
    found["instance"] = item.instance
    found["prompt"] = _prompt(pair)
    found["gold"] = _gold(item)
    if item.reference.steps:
        found["steps"] = [[shown(name), decimal(value)] for name, value in item.reference.steps.items()]
    if pair.limits:
        found["limits"] = [shown(pair.limits.get(arm, "")) for arm in arms]
    found["sides"] = [_side(pair.sides[arm], converter, block) if arm in pair.sides else None for arm in arms]
    return found


def _prompt(pair: Pair) -> JsonValue:
    """The prompt, cut where the item's question stands in it, which need not be stored twice."""
    if not pair.sides:
        return None
    prompt = _any(pair).request.prompt
    parts = prompt.split(pair.item.question, 1) if pair.item.question else [prompt]
    return [shown(part) for part in parts]


def _side(side: Side, converter: Converter, block: _Block) -> JsonValue:
    text, judgment = shown(side.generation.text), side.judgment
    units = Units(text)
    numbers, notes = packed(marks(side.trace), units)
    block.texts.append(text)
    block.size += len(text)
    optional: dict[str, JsonValue] = {
        "marks": list(numbers),
        "steps": list(steps(side.trace, units)),
        "notes": {n: shown(note) for n, note in notes.items()},
        "formulae": list(_placed(converter.formulae(text), units, block.trees)),
        "given": shown(side.request.prefilled),
        "value": shown(judgment.value or ""),
        "reason": shown(judgment.reason),
        "delivery": judgment.delivery or "",
        "cut": side.trace.health.truncated,
        "constraints": [[shown(c.id), shown(c.level), c.passed, shown(c.detail)] for c in judgment.constraints],
    }
    return {"text": len(block.texts) - 1} | {name: value for name, value in optional.items() if value}


def _placed(found: Iterator[Formula], units: Units, trees: dict[str, tuple[int, Tree]]) -> Iterator[int]:
    """Three numbers for each formula: how far from the end of the one before it begins, how long it is, and twice the
    number of its tree in the block, one more where it is displayed.
    """
    before = 0
    for formula in found:
        number, _ = trees.setdefault(formula.latex, (len(trees), formula.tree))
        start, end = units.at(formula.start), units.at(formula.end)
        yield from (start - before, end - start, 2 * number + formula.display)
        before = end


def _gold(item: Item) -> JsonValue:
    reference = item.reference
    if reference.gold is None:
        return None
    found: dict[str, JsonValue] = {"gold": decimal(reference.gold), "unit": shown(reference.unit or "")}
    if reference.low is not None and reference.high is not None:
        found["range"] = [decimal(reference.low), decimal(reference.high)]
    if reference.ambiguous:
        found["ambiguous"] = [decimal(value) for value in reference.ambiguous]
    if reference.from_memory is not None:
        found["memory"] = decimal(reference.from_memory)
    return found


def decimal(number: str) -> str:
    """An exact number as people write it: ``33463/50`` is 669.26, ``1/3`` stays; what is no number stays too."""
    try:
        exact = Fraction(number if len(number) <= 40 and "e" not in number.lower() else "no number")
        written = f"{exact.numerator / Decimal(exact.denominator):f}"
        return written if len(written) <= 12 and Fraction(written) == exact else number
    except (ValueError, ArithmeticError):
        return number
