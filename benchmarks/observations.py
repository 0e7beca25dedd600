"""The four observations that Kenzan began with, on the embedded pair: the figures of `docs/observations.md`.

    python benchmarks/observations.py

Runs the page's commands in an empty directory, as a user would, and takes the figures from `kenzan report --json`.
"""

import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import results

KENZAN = [sys.executable, "-c", "from bench.cli import main; main()"]
RUNS = {
    "demo": "kenzan run -o runs/demo",
    "elicited": "kenzan run -t arithmetic --elicit none,ask,prefill -o runs/elicited",
    "ladder": "kenzan run -t entities/mountains,entities/fuji-tateyama -o runs/ladder",
}
"""Run -> the command that makes it."""
BUDGETS = (128, 256, 384, 512)
FAMILIES = {"arithmetic": "word problems", "entity_ladder": "entities", "travel": "travel plans"}
Summary = Mapping[str, Any]


def kenzan(command: str, folder: str) -> str:
    """Standard output of a command in a folder."""
    words = shlex.split(command)[1:]
    return subprocess.run([*KENZAN, *words], cwd=folder, capture_output=True, text=True, check=True).stdout


def percent(share: float | None) -> str:
    """A share in per cent; a dash for none."""
    return "–" if share is None else f"{share * 100:.0f} %"


def estimate(mean: Mapping[str, float | None]) -> str:
    """A share in per cent with its 95 % interval."""
    value, low, high = (mean[key] for key in ("value", "low", "high"))
    if value is None or low is None or high is None:
        return percent(value)
    return f"{percent(value)} ({low * 100:.0f} to {high * 100:.0f})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, numbers to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cut_off(demo: Summary) -> str:
    """Right and cut off of the base under smaller budgets."""
    rows = []
    for family in ("arithmetic", "travel"):
        (curve,) = [c for c in demo["budgets"] if (c["family"], c["arm"]) == (family, "base")]
        points = {point["budget"]: point for point in curve["points"]}
        at = [points[budget] for budget in BUDGETS]
        right = (estimate({"value": point["right"], "low": point["low"], "high": point["high"]}) for point in at)
        rows.append([f"{FAMILIES[family]}, right", *right])
        rows.append([f"{FAMILIES[family]}, cut off", *(percent(point["truncated"]) for point in at)])
    return table(["base, new tokens at most", *map(str, BUDGETS)], rows)


def hidden(elicited: Summary) -> str:
    """What each arm shows when it is asked plainly, asked for steps, and begun."""
    by_way = {row["elicit"]: row["measures"] for row in elicited["families"]}
    rows = []
    for arm in ("base", "adapter"):
        for name, key in (("right", "right"), ("steps shown", "steps")):
            means = (by_way[way][key]["means"][arm] for way in ("none", "ask", "prefill"))
            rows.append([f"{arm}, {name}", *(estimate(m) if key == "right" else f"{m['value']:.1f}" for m in means)])
    return table(["word problems", "asked plainly", "asked for steps", "response begun"], rows)


def checked(demo: Summary) -> str:
    """Self-checks of both arms and what became of them."""
    rows = []
    for found in demo["checks"]:
        ends = [str(found["ends"].get(end, 0)) for end in ("confirmed", "corrected", "broke", "changed")]
        share = percent(found["with_check"] / found["traces"])
        rows.append([f"{FAMILIES[found['family']]}, {found['arm']}", share, *ends])
    return table(["texts", "with a self-check", "confirmed", "corrected", "broke", "changed"], rows)


def ladder(summary: Summary) -> str:
    """Right by rung, from memory and with the fact given."""
    cells = {(row["book"], row["rung"]): row["measures"]["right"]["means"] for row in summary["ladder"]}
    rungs = sorted({rung for _, rung in cells})
    rows = []
    for arm in ("base", "adapter"):
        for name, book in (("the fact alone", "probe"), ("from memory", "closed"), ("fact given", "open")):
            rows.append([f"{arm}, {name}", *(estimate(cells[book, rung][arm]) for rung in rungs)])
    return table(["right, mountains", *(f"rung {rung}" for rung in rungs)], rows)


def main() -> None:
    """Run, print and store."""
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for name, command in RUNS.items():
            kenzan(command, folder)
            found[name] = json.loads(kenzan(f"kenzan report runs/{name} --json", folder))
    tables = (
        cut_off(found["demo"]),
        hidden(found["elicited"]),
        checked(found["demo"]),
        ladder(found["ladder"]),
    )
    made = "\n".join(f"- `{command}`" for command in RUNS.values())
    body = "\n\n".join([made, *tables])
    print(body)
    results.write("The four observations on the embedded pair", "observations.py", body)


if __name__ == "__main__":
    main()
