"""Ctrl-C, Ctrl-C twice and SIGTERM at random moments of a run.

As in `reliability_kills`, with signals that a command hears: it ends with the status that shells and batch systems
expect, says so in one line without a traceback, and the same command continues. A second Ctrl-C comes within half a
second, wherever the command is with ending itself.
"""

import random
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path

from reliability_kills import SEED, Tally, durations, moments, new_trial
from reliability_kills import ZERO as LOSSES

EACH = 10
"""Times that each way of ending is tried."""
PAUSE = 0.5
"""Most seconds between two Ctrl-C."""
LINE = "kenzan: interrupted; what was done is kept, the same command continues"
STATUSES = {"Ctrl-C": (130,), "Ctrl-C twice": (130, -signal.SIGINT), "SIGTERM": (143, -signal.SIGTERM)}
"""Way of ending -> exit status; negative: by the signal itself, before or after the command listens."""
ZERO = (*LOSSES, "other exit statuses", "tracebacks")


def measure(each: int = EACH) -> dict[str, str]:
    """End so many runs in each way, continue them, and compare."""
    drawn, tally = random.Random(SEED), Tally()
    ended, other, tracebacks, told = Counter[str](), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        whole = new_trial(Path(folder) / "whole")
        durations(whole)
        stages = durations(new_trial(Path(folder) / "timed"))
        for way, statuses in STATUSES.items():
            planned = moments(10 * each, stages, SEED + len(way))
            while ended[way] < each:
                trial = new_trial(Path(folder) / f"{tally.runs}")
                stage, delay = next(planned)
                once = (signal.SIGTERM if way == "SIGTERM" else signal.SIGINT, drawn.random() * PAUSE)
                hit, status = trial.end(stage, delay, [once] * (2 if way == "Ctrl-C twice" else 1))
                said = (trial.folder / "told").read_text() if (trial.folder / "told").exists() else ""
                if status != 0:
                    ended[way] += 1
                    other += status not in statuses
                    tracebacks += "Traceback" in said
                    told += LINE in said
                    if status not in statuses or LINE not in said:
                        where = f"{way}, {delay:.2f} s into {stage}, while {hit}"
                        print(f"{where}: status {status}, {said!r}", file=sys.stderr)
                tally.add(trial, trial.generations(), trial.finish(), whole)
    ways = {f"runs ended by {way}": str(count) for way, count in ended.items()}
    told_of = {"of them told in one line that the same command continues": str(told)}
    figures = tally.figures()
    return ways | told_of | {name: figures[name] for name in LOSSES} | {ZERO[-2]: str(other), ZERO[-1]: str(tracebacks)}
