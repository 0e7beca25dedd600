"""Time of proving all shipped packs, and of expanding them to a full-size run.

    python benchmarks/packs.py [--runs N]

The check is the whole command, as a user starts it, in as many processes as there are cores. Expanding is one process
on one core, packs loaded: once the selection `full` (200 instances a cell), once 200 instances of every template.
Medians over the runs, with least and most; wall time, and the time of the processor, which other work on the machine
does not lengthen.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

import results

from bench import packs
from bench.packs.loading import Pack
from bench.selections import SELECTIONS, select

KENZAN = [sys.executable, "-c", "from bench.cli import main; main()"]


def proving() -> tuple[float, float]:
    """Wall and processor seconds of `kenzan tasks check`, all its processes together."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([*KENZAN, "tasks", "check"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"kenzan tasks check ended with status {done.returncode}:\n{done.stdout}{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, used


def expanding(loaded: list[Pack], *, full: bool) -> tuple[float, float, int]:
    """Wall and processor seconds, and the number of items."""
    start, before = time.perf_counter(), time.process_time()
    if full:
        count = sum(len(select(pack, SELECTIONS["full"])) for pack in loaded)
    else:
        count = sum(len(packs.expand(pack, seed=1, limit=200)) for pack in loaded)
    return time.perf_counter() - start, time.process_time() - before, count


def spread(values: list[float]) -> str:
    """Median (least to most)."""
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def row(what: str, measured: Sequence[tuple[float, ...]], goal: int) -> str:
    """A row of the table."""
    return f"| {what} | {spread([m[0] for m in measured])} | {spread([m[1] for m in measured])} | < {goal} |"


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    checks = [proving() for _ in range(runs)]
    loaded = [packs.load(path) for path in packs.find([])]
    full = [expanding(loaded, full=True) for _ in range(runs)]
    every = [expanding(loaded, full=False) for _ in range(runs)]
    templates = sum(len(pack.templates) for pack in loaded)
    body = f"""
| what, {runs} runs: median (least to most) | wall, s | processor, s | goal, s |
|---|---|---|---|
{row(f"`kenzan tasks check`: {len(loaded)} packs, {templates} templates, 200 draws of each", checks, 120)}
{row(f"expanding the selection `full`: {full[0][2]:,} items", full, 20)}
{row(f"expanding 200 instances of every template: {every[0][2]:,} items", every, 20)}
"""
    print(body)
    results.write("The packs", "packs.py", body)


if __name__ == "__main__":
    main()
