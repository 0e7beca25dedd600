"""What the worked study keeps of its runs: comparisons as `kenzan report --json` prints them, without the single items.

`docs/study.json` holds them, and all that `docs/study.md` shows is computed from that file alone. It is read back
as the records of the present code, so that a file which this code cannot read fails instead of being shown.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from bench.comparison import Comparison, Measure, Pair, Row, any_side, by_place, values
from bench.records import Record
from bench.runs import Manifest, RunDirectory
from bench.scores import Observation, Score, score
from bench.scoring import read
from bench.summary import summary

FORMAT = "study/1"
METRICS = ("right", "new_tokens", "steps", "claims", "claims_wrong", "self_checks", "corrections", "truncated")
"""Of the scoreboards; of the ladder's rows right and tokens alone are kept."""
_DROPPED = ("rows", "templates", "budgets", "flips", "constraints", "pairs")
"""Of a comparison: what the page does not show, and what is large."""
_DIGITS = 6


class Part(Record):
    """One run of the study."""

    manifest: Manifest
    comparison: Comparison
    """Without single items, cells and templates."""
    repairs: tuple[Score, ...] = ()
    """Of the ladder: right with the fact given minus right from memory, in the same draw, for each rung (the group)."""


class Study(Record):
    """The whole of ``docs/study.json``."""

    format: Literal["study/1"]
    machine: str
    """Date, machine and versions of the generation."""
    reasoning: Part
    """Word problems and travel plans, asked plainly and elicited."""
    ladder: Part
    """Mountains from known to everybody to known to hardly anybody."""


def part(directory: RunDirectory) -> dict[str, Any]:
    """What is kept of a scored run, as JSON values."""
    comparison = read(directory)
    if comparison.owed or comparison.unscored:
        raise SystemExit(f"{directory.path}: {comparison.owed} generations are owed; the same command continues")
    kept = comparison.model_copy(
        update={
            **dict.fromkeys(_DROPPED, ()),
            "families": tuple(_only(row, METRICS) for row in comparison.families),
            "ladder": tuple(_only(row, ("right", "new_tokens")) for row in comparison.ladder),
        }
    )
    found = [one.model_dump(mode="json") for one in repairs(comparison.pairs, comparison.arms)]
    return {**summary(kept, directory.manifest()), "repairs": found}


def _only(row: Row, metrics: Sequence[str]) -> Row:
    measures: dict[str, Measure] = {name: row.measures[name] for name in metrics if name in row.measures}
    return row.model_copy(update={"measures": measures})


def repairs(pairs: Sequence[Pair], arms: Sequence[str]) -> Iterator[Score]:
    """What the fact in the prompt repairs: open minus closed of the same draw, for each rung."""
    for place, asked in by_place(pairs, "entity_ladder").items():
        by_rung: dict[int, list[Pair]] = defaultdict(list)
        for pair in asked:
            if pair.item.book in ("closed", "open") and pair.item.rung is not None:
                by_rung[pair.item.rung].append(pair)
        for rung, own in sorted(by_rung.items()):
            found = score(place, "repair", {arm: list(_repaired(own, arm)) for arm in arms}, group=str(rung))
            if found is not None:
                yield found


def _repaired(pairs: Sequence[Pair], arm: str) -> Iterator[Observation]:
    books: dict[tuple[object, ...], dict[str, float]] = defaultdict(dict)
    clusters: dict[tuple[object, ...], tuple[object, object]] = {}
    for pair in pairs:
        right = values(pair.sides[arm])["right"] if arm in pair.sides else None
        if right is None:
            continue  # right by another reading of the fact only
        item = pair.item
        draw = (item.pack, item.template, item.instance, item.entity, item.lang, any_side(pair).request.sample)
        books[draw][item.book or ""] = right
        clusters[draw] = ((item.pack, item.entity), (item.pack, item.template, item.instance))
    for draw, found in books.items():
        if found.keys() == {"closed", "open"}:
            yield Observation(draw, *clusters[draw], found["open"] - found["closed"])


def store(path: Path, machine: str, reasoning: RunDirectory, ladder: RunDirectory) -> None:
    """Write the data file."""
    content = {"format": FORMAT, "machine": machine, "reasoning": part(reasoning), "ladder": part(ladder)}
    text = json.dumps(_rounded(content), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # A line for each record, so that a new study is seen as what changed.
    path.write_text(text.replace('},{"', '},\n{"') + "\n", "utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list) else value


def load(path: Path) -> Study:
    """Read the data file; what the present records do not know, or lack, is an error."""
    content = json.loads(path.read_text("utf-8"))
    return Study.model_validate({**content, **{name: _part(content[name]) for name in ("reasoning", "ladder")}})


def _part(stored: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in stored.items() if name not in ("format", "run", "repairs")}
    return {"manifest": stored["run"], "comparison": rest, "repairs": stored["repairs"]}
