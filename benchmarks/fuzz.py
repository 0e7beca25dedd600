"""Minutes of made-up input for everything that reads files: how many were tried, and what came out that should not.

    python benchmarks/fuzz.py --minutes 4                     # of each target, by each engine that is installed
    python benchmarks/fuzz.py --target packs,traces --engine hypothesis

The targets are those of `tests/fuzzing/`, which CI walks for seconds. Hypothesis draws from its strategies at random;
atheris, where it is installed (pip install atheris), makes the same draws follow the code's branches that earlier ones
reached. A target works in a process of its own. A finding is any exception that is not a refusal in one line, at a
place in the code; the shortest input that led there is printed. Exit status 1 where there are findings. In RESULTS.md
each target keeps its row until it is hunted again.
"""

import argparse
import atexit
import importlib
import importlib.metadata
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import results

TESTS = Path(__file__).parents[1] / "tests"
BATCH = 200
SLOW = 10.0
"""Seconds that no input of these sizes may take."""


class Target(NamedTuple):
    """Where a target is: a check, and the name of the strategy that draws for it; a machine has no strategy."""

    about: str
    module: str
    check: str
    strategy: str = ""


TARGETS = {
    "runs": Target("run directory, walks of 30 actions", "run_directory", "RunMachine"),
    "files": Target("files of a run directory", "run_files", "check", "DIRECTORIES"),
    "packs": Target("packs", "packs", "check", "PACKS"),
    "traces": Target("traces", "traces", "check", "ASKED"),
    "lines": Target("lines of `kenzan trace`", "traces", "check_line", "LINES"),
    "imports": Target("logs of other tools", "logs", "check", "LOGS"),
}
ENGINES = ("hypothesis", "atheris")


@dataclass
class Tally:
    """What a worker has seen."""

    file: Path
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: dict[str, str] = field(default_factory=dict)
    """Place in the code -> shortest input that led there."""
    slowest: float = 0.0
    stored: float = 0.0

    def tried(self, check: Callable[[Any], str], example: Any) -> None:
        """Check one example; whatever it raises is a finding, and the hunt goes on."""
        begun = time.perf_counter()
        try:
            self.outcomes[check(example)] += 1
        except Exception as error:
            self.found(place(error), repr(example))
        seconds = time.perf_counter() - begun
        if seconds > SLOW:
            self.found(f"slower than {SLOW:g} s", repr(example))
        self.slowest = max(self.slowest, seconds)
        if begun - self.stored > 1:
            self.store()

    def found(self, where: str, example: str) -> None:
        """Note a finding."""
        self.outcomes["finding"] += 1
        if where not in self.findings or len(example) < len(self.findings[where]):
            self.findings[where] = example

    def store(self) -> None:
        """So that it is there when the process is ended from within."""
        self.stored = time.perf_counter()
        told = {"outcomes": self.outcomes, "findings": self.findings, "slowest": self.slowest}
        self.file.write_text(json.dumps(told), "utf-8")


def place(error: BaseException) -> str:
    """Type of an exception, and the last line of ours that it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "/bench/" in f.filename or "/tests/" in f.filename] or list(frames)
    name = "/".join(Path(ours[-1].filename).parts[-3:])
    return f"{type(error).__name__} at {name}:{ours[-1].lineno}: {' '.join(str(error).split())[:160]}"


def hunt(target: Target, seconds: float, tally: Tally) -> None:
    """Hypothesis, at random, until the time is over."""
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis.stateful import run_state_machine_as_test

    module = importlib.import_module(f"fuzzing.{target.module}")
    check = getattr(module, target.check)
    end = time.perf_counter() + seconds
    calm = settings(
        max_examples=BATCH,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        stateful_step_count=30,
    )

    def once(example: Any) -> None:
        if time.perf_counter() < end:
            tally.tried(check, example)

    def walk() -> None:
        before = check.tried
        try:
            run_state_machine_as_test(seed(random.getrandbits(64))(check), settings=settings(calm, max_examples=10))
        except Exception as error:
            tally.found(place(error), "\n".join(getattr(error, "__notes__", [repr(error)])))
        tally.outcomes["read"] += check.tried - before
        tally.store()

    while time.perf_counter() < end:
        if not target.strategy:
            walk()
            continue
        drawn = given(getattr(module, target.strategy))(once)
        seed(random.getrandbits(64))(calm(drawn))()


def hunt_guided(target: Target, seconds: float, tally: Tally) -> None:
    """Atheris: draws that reach new branches of the package are kept and changed further. Does not return."""
    import atheris
    from hypothesis import given, settings

    with atheris.instrument_imports(include=["bench"]):
        module = importlib.import_module(f"fuzzing.{target.module}")
    check = getattr(module, target.check)

    def once(example: Any) -> None:
        tally.tried(check, example)

    drawn = settings(database=None, deadline=None)(given(getattr(module, target.strategy))(once))
    options = [f"-max_total_time={int(seconds)}", "-max_len=4096", "-len_control=0", "-rss_limit_mb=6000"]
    atheris.Setup([sys.argv[0], *options, f"-seed={random.getrandbits(31)}"], drawn.hypothesis.fuzz_one_input)
    atheris.Fuzz()


def work(name: str, engine: str, seconds: float, file: Path) -> None:
    """One target by one engine, in this process."""
    sys.path.insert(0, str(TESTS))
    tally = Tally(file)
    atexit.register(tally.store)
    (hunt if engine == "hypothesis" else hunt_guided)(TARGETS[name], seconds, tally)


def started(name: str, engine: str, seconds: float) -> dict[str, Any]:
    """One target by one engine, in a process of its own: its tally."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "tally.json")
        words = ["--work", str(file), "--target", name, "--engine", engine, "--minutes", str(seconds / 60)]
        done = subprocess.run(
            [sys.executable, __file__, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        told: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
        if not told or done.returncode:
            lines = done.stderr.strip().splitlines() or ["ended without a word"]
            told.setdefault("findings", {})[f"the process ended with {done.returncode}: {lines[-1]}"] = ""
        return {"outcomes": {}, "slowest": 0.0, **told}


def row(name: str, engine: str, minutes: float, told: dict[str, Any]) -> str:
    """A row of the table."""
    outcomes = told["outcomes"]
    tried = sum(outcomes.values())
    counts = f"{tried:,} | {outcomes.get('read', 0):,} | {outcomes.get('refused', 0):,}"
    slowest = f"{told['slowest']:.1f}" if told["slowest"] else "–"
    return f"| {TARGETS[name].about} | {engine} | {minutes:g} | {counts} | {slowest} | {len(told['findings'])} |"


def merged(new: list[str]) -> list[str]:
    """The rows in RESULTS.md with these in the places of theirs: a target that was hunted again stands alone."""
    text = results.RESULTS.read_text("utf-8")
    section = text.partition("\n## Fuzzing\n")[2].partition("\n## ")[0]
    old = [line for line in section.splitlines() if any(line.startswith(f"| {t.about} | ") for t in TARGETS.values())]
    rows = {(line.split(" | ")[0], line.split(" | ")[1]): line for line in [*old, *new]}
    order = [f"| {target.about}" for target in TARGETS.values()]
    return [rows[at] for at in sorted(rows, key=lambda at: (order.index(at[0]), ENGINES.index(at[1])))]


def main() -> None:
    """Hunt, print and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=4.0, help="for each target and engine")
    parser.add_argument("--target", default=",".join(TARGETS), help="names, separated by commas; all by default")
    parser.add_argument("--engine", default=",".join(ENGINES), help="hypothesis, atheris; both by default")
    parser.add_argument("--no-results", action="store_true", help="leave RESULTS.md alone")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    seconds = asked.minutes * 60
    if asked.work:
        work(asked.target, asked.engine, seconds, asked.work)
        return
    engines = [engine for engine in asked.engine.split(",") if importlib.util.find_spec(engine)]
    rows, findings = [], 0
    for name in asked.target.split(","):
        for engine in engines:
            if engine == "atheris" and not TARGETS[name].strategy:
                continue
            told = started(name, engine, seconds)
            rows.append(row(name, engine, asked.minutes, told))
            print(rows[-1], flush=True)
            findings += len(told["findings"])
            for where, example in told["findings"].items():
                print(f"  {where}\n    {example[:2000]}", flush=True)
    versions = ", ".join(f"{engine} {importlib.metadata.version(engine)}" for engine in engines)
    head = "| what | engine | minutes | tried | read | refused | slowest, s | findings |"
    rule = "|---|---|---:|---:|---:|---:|---:|---:|"
    if not asked.no_results:
        results.write("Fuzzing", "fuzz.py", "\n".join([f"With {versions}.", "", head, rule, *merged(rows)]))
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
