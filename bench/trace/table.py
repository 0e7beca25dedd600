"""The analyses of `kenzan trace` as a table for people: one row a trace."""

import json
from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.table import Table

from bench.terminal import cell

COLUMNS = ("id", "answer", "verdict", "steps", "claims", "self-checks", "health")


def table(lines: Iterable[str]) -> Table:
    """One row for each output line of `kenzan trace`; a line that was not analysed shows its error."""
    found = Table(*COLUMNS, box=SIMPLE_HEAD, pad_edge=False)
    for line in lines:
        found.add_row(*map(cell, row(json.loads(line))))
    return found


def row(out: dict) -> tuple[str, ...]:  # type: ignore[type-arg]
    """The cells of one output line, in the order of `COLUMNS`.

    >>> row({"id": "a", "error": "text: missing"})[:3]
    ('a', '', 'text: missing')
    """
    if "error" in out:
        return (str(out["id"]), "", out["error"], *[""] * (len(COLUMNS) - 3))
    answer, health, metrics = out["answer"], out["health"], out["metrics"]
    wrong = metrics["claims_wrong"]
    value = answer["value"] if answer["status"] == "stated" else answer["status"]
    checks = [e["outcome"] for e in out["episodes"] if e["kind"] == "verification"]
    ends = [f"{checks.count(end)} {end}" for end in dict.fromkeys(checks)]
    sick = [word for word, found in (("cut", health["truncated"]), ("loop", health["loop"])) if found]
    return (
        out["id"],
        f"{value} {answer['unit'] or ''}".strip(),
        answer["verdict"] or "–",
        str(len(out["steps"])),
        f"{metrics['claims']}, {wrong} false" if wrong else str(metrics["claims"]),
        ", ".join(ends) or "–",
        ", ".join(sick) or "–",
    )
