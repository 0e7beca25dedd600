"""kill -9 at random moments of a run.

The main job on the embedded pair, with the real engine, in processes of their own that are killed by SIGKILL at random
moments of each stage, up to three times in one folder; then the same command is run to its end. Its records are
compared with those of an undisturbed run. The processes are forked from one that has loaded the libraries.
"""

import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.records import Generation
from bench.runs import FAILURES, GENERATIONS, JUDGMENTS, MANIFEST, REPORT, TRACES

KILLS = 50
SEED = 3442
PACK = Path(__file__).parents[1] / "tests" / "data" / "tiny.yaml"
JOB = f"run -m mini -a mini-terse -t {PACK} --limit 1 --max-new-tokens 120 --batch-size 2 -o run".split()
"""Eight requests."""
STAGES = {"starting": "", "generating": MANIFEST, "scoring": FAILURES, "rendering": JUDGMENTS}
"""Stage -> the file whose coming begins it."""
SHARES = {"starting": 1, "generating": 5, "scoring": 2, "rendering": 2}
"""Kills in each stage, of ten."""
IN_ONE = (1, 1, 2, 3)
"""Kills in one folder: one of these, drawn."""
KILL = ((signal.SIGKILL, 0.0),)
PATIENCE = 600.0
"""Seconds after which a run that does not end is an error."""
LOST, TWICE = "records lost", "records twice"
ZERO = (LOST, TWICE, "texts other than the undisturbed run's", "runs that were refused", "derived files not rebuilt")
_LOADED = [
    "torch",
    "transformers",
    "peft",
    "bench.cli",
    "bench.pipeline",
    "bench.engines.slots",
    "bench.figures",
    "altair",
]

_fork = multiprocessing.get_context("forkserver")
_fork.set_forkserver_preload(_LOADED)


def kenzan(folder: str, words: list[str]) -> None:
    """The command, in a process of its own; what it prints goes to ``told`` in the folder."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it, and children inherit
    os.chdir(folder)
    told = os.open("told", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(told, 1)
    os.dup2(told, 2)
    sys.argv = ["kenzan", *words]
    from bench.cli import main

    main()


@dataclass
class Trial:
    """One folder in which the job is started, killed and continued."""

    folder: Path
    words: list[str] = field(default_factory=lambda: list(JOB))

    @property
    def run(self) -> Path:
        """The run directory."""
        return self.folder / "run"

    def start(self) -> multiprocessing.process.BaseProcess:
        """The command, begun."""
        process = _fork.Process(target=kenzan, args=(str(self.folder), self.words))
        process.start()
        return process

    def finish(self) -> int | None:
        """Exit status of the command, run to its end."""
        process = self.start()
        process.join(PATIENCE)
        return process.exitcode

    def end(self, stage: str, delay: float, signals: Sequence[tuple[int, float]] = KILL) -> tuple[str, int | None]:
        """Send the command signals, the first `delay` seconds into a stage.

        Parameters
        ----------
        signals : each with the seconds to the next.

        Returns
        -------
        The stage that it was in, and its exit status: 0 where it had ended before.
        """
        before = {name: _stamp(self.run / name) for name in STAGES.values() if name}
        process, mark = self.start(), STAGES[stage]
        deadline = time.monotonic() + PATIENCE
        while mark and _stamp(self.run / mark) == before[mark] and process.is_alive():
            time.sleep(0.001)
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.folder}: no {mark}")
        process.join(delay)
        for number, pause in signals:
            if process.is_alive() and process.pid:
                os.kill(process.pid, number)
                process.join(pause)
        process.join(PATIENCE)
        came = [s for s, name in STAGES.items() if not name or _stamp(self.run / name) != before[name]]
        return came[-1], process.exitcode

    def generations(self) -> list[Generation]:
        """Those that are whole, in the order of their lines."""
        file = self.run / GENERATIONS
        lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
        return [Generation.model_validate_json(line) for line in lines]


def _stamp(file: Path) -> tuple[int, int] | None:
    """Tells a file from the one that is put in its place."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


def durations(trial: Trial) -> dict[str, float]:
    """Seconds of each stage of an undisturbed run, which is left in the trial's folder."""
    process, begun = trial.start(), time.perf_counter()
    came: dict[str, float] = {}
    while process.is_alive():
        for stage, name in STAGES.items():
            if stage not in came and (not name or (trial.run / name).exists()):
                came[stage] = time.perf_counter() - begun
        time.sleep(0.001)
    if process.exitcode:
        raise RuntimeError(f"the undisturbed run ended with {process.exitcode}: {(trial.folder / 'told').read_text()}")
    ends = [*list(came.values())[1:], time.perf_counter() - begun]
    return {stage: end - start for (stage, start), end in zip(came.items(), ends, strict=True)}


def moments(kills: int, stages: dict[str, float], seed: int = SEED) -> Iterator[tuple[str, float]]:
    """Stage and seconds into it, of as many kills, spread over the stages."""
    drawn = random.Random(seed)
    order = [stage for stage, share in SHARES.items() for _ in range(share)]
    for number in range(kills):
        stage = order[number % len(order)]
        yield stage, drawn.random() * stages[stage]


@dataclass
class Tally:
    """What came of the trials."""

    kills: Counter[str] = field(default_factory=Counter)
    """By stage."""
    runs: int = 0
    lost: int = 0
    twice: int = 0
    other: int = 0
    refused: int = 0
    stale: int = 0

    def add(self, trial: Trial, kept: list[Generation], status: int | None, whole: Trial) -> None:
        """Compare a continued run with the undisturbed one.

        Parameters
        ----------
        kept : generations that were on the disk when it was continued.
        """
        self.runs += 1
        if status != 0:
            self.refused += 1
            return
        made, wanted = trial.generations(), {g.key: g.text for g in whole.generations()}
        keys = Counter(g.key for g in made)
        self.lost += len(wanted.keys() - keys.keys()) + sum(a != b for a, b in zip(kept, made, strict=False))
        self.twice += sum(keys.values()) - len(keys) + len(keys.keys() - wanted.keys())
        self.other += sum(wanted.get(g.key, g.text) != g.text for g in made)
        for name in (TRACES, JUDGMENTS):
            self.stale += (trial.run / name).read_bytes() != (whole.run / name).read_bytes()
        self.stale += not (trial.run / REPORT).read_text("utf-8").rstrip().endswith("</html>")

    def figures(self) -> dict[str, str]:
        """By name, as they are printed."""
        by_stage = {f"kills while {stage}": str(self.kills[stage]) for stage in STAGES}
        found = (self.lost, self.twice, self.other, self.refused, self.stale)
        return {
            "kills": str(self.kills.total()),
            **by_stage,
            "runs continued": str(self.runs),
            **dict(zip(ZERO, map(str, found), strict=True)),
        }


def measure(kills: int = KILLS) -> dict[str, str]:
    """Kill so many times, continue, and compare."""
    tally, drawn = Tally(), random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        whole = new_trial(Path(folder) / "whole")
        durations(whole)  # the first fork pays for what is loaded once
        stages = durations(new_trial(Path(folder) / "timed"))
        planned = moments(10 * kills, stages)
        while tally.kills.total() < kills:
            trial = new_trial(Path(folder) / f"{tally.runs}")
            for _ in range(min(drawn.choice(IN_ONE), kills - tally.kills.total())):
                hit, status = trial.end(*next(planned))
                tally.kills[hit] += status == -signal.SIGKILL
            kept = trial.generations()
            tally.add(trial, kept, trial.finish(), whole)
    return tally.figures()


def new_trial(folder: Path) -> Trial:
    """An empty folder for one."""
    folder.mkdir()
    return Trial(folder)
