"""Disks that fail, fill up or forget, and files that are cut off.

A small run without a model (`echo`) is put into every state that a kill or a power failure may leave at any of its
moments, its files are cut off after every byte, every call that changes the disk is refused in turn with four errors,
the disk is made too small by every step of a page, read-only, the clock is turned back, two runs meet in one folder,
and the formats of other versions are put in its place. Each time the same command has to go on to the undisturbed
run's records, or to refuse in one line, and then go on once its way is free.
"""

import errno
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import crash_states
import echo

from bench.errors import InputError
from bench.runs import FORMAT, GENERATIONS, JUDGMENTS, MANIFEST, REPORT, REQUESTS, TRACES, RunDirectory
from bench.scoring import read

ERRORS = (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS)
PAGE = 4096
MEETINGS = 20
"""Times that two runs are started in one folder."""
FORMATS = ("run/0", "run/2", "run/10", "run", "2", "")
ZERO = (
    "records lost",
    "records twice",
    "runs that could not be continued",
    "derived files not rebuilt",
    "refusals that were not one line",
)


@dataclass
class Tally:
    """What came of it, set against the undisturbed run."""

    whole: dict[str, bytes]
    """Its files."""
    wanted: list[str]
    """Its keys."""
    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    bad: Counter[str] = field(default_factory=Counter)

    def attempt(self, what: str, action: Callable[[], object]) -> bool:
        """Try something that may be refused; whether it went to its end."""
        try:
            action()
        except InputError as error:
            self.refused[what] += 1
            self.bad["refusals that were not one line"] += "\n" in str(error) or not str(error)
            return False
        return True

    def continued(self, folder: Path, safe: frozenset[str] = frozenset()) -> None:
        """Run the same command and compare.

        Parameters
        ----------
        safe : keys that must not be asked again.
        """
        try:
            asked = echo.run(folder)
        except InputError as error:
            self.bad["runs that could not be continued"] += 1
            print(f"{folder}: {error}", file=sys.stderr)
            return
        made, after = echo.kept(folder), echo.files(folder)
        self.bad["records lost"] += len({*self.wanted} - {*made}) + len(safe.intersection(asked))
        self.bad["records twice"] += len(made) - len({*made}) + len({*made} - {*self.wanted})
        self.bad["derived files not rebuilt"] += after.keys() != self.whole.keys()
        for name in (REQUESTS, TRACES, JUDGMENTS, REPORT):
            self.bad["derived files not rebuilt"] += after.get(name) != self.whole[name]

    def figures(self) -> dict[str, str]:
        """By name, as they are printed."""
        counts = {f"{what} tried": f"{count:,}" for what, count in self.tried.items()}
        refused = {f"{what} refused with the reason": f"{count:,}" for what, count in self.refused.items()}
        return counts | refused | {name: f"{self.bad[name]:,}" for name in ZERO}


def states(tally: Tally, folder: Path, cuts: int | None) -> None:
    """Every state that a kill or a power failure may leave of a run, of its continuation and of its growing."""
    started = folder / "watched"
    torn = folder / "torn"
    moments = crash_states.Watch(started).during(lambda: echo.run(started))
    found = [("states after a kill", state) for state in crash_states.killed(moments, cuts)]
    found += [("states after a power failure", state) for state in crash_states.unpowered(moments)]
    half = found[len(found) // 3][1].put(torn)
    moments = crash_states.Watch(torn).during(lambda: echo.run(half))
    found += [("states after a kill while continuing", state) for state in crash_states.killed(moments, cuts)]
    found += [("states after a power failure while continuing", state) for state in crash_states.unpowered(moments)]
    for what, state in found:
        tally.tried[what] += 1
        tally.tried["states read as they are"] += 1
        with _folder(folder) as run:
            there = RunDirectory(state.put(run))
            tally.attempt("states read as they are", lambda there=there: read(there))
            tally.continued(run, state.acknowledged)


def truncations(tally: Tally, folder: Path, step: int, every: int = 1) -> None:
    """Files cut off; a manifest that is cut off is refused, and once it is moved away the run goes on.

    Parameters
    ----------
    step : bytes from one cut to the next in the last two records of a file, and in the manifest; elsewhere, and in the
        report, eight times as many.
    every : the same in the last two generations.
    """
    for name, data in tally.whole.items():
        records = data.splitlines(keepends=True) if name.endswith(".jsonl") else [data]
        tail = len(data) - sum(map(len, records[-2:]))
        last = range(tail, len(data), every if name == GENERATIONS else step * (8 if name == REPORT else 1))
        for cut in sorted({*range(0, len(data), step * 8), *last}):
            tally.tried[f"truncations of {name}"] += 1
            with _folder(folder) as run:
                _put(run, tally.whole | {name: data[:cut]})
                safe = data[:cut].count(b"\n") if name == GENERATIONS else len(tally.wanted)
                if name == MANIFEST:
                    if tally.attempt("truncated manifests", lambda run=run: echo.run(run)):
                        continue
                    (run / MANIFEST).unlink()
                tally.continued(run, frozenset(tally.wanted[:safe]))


def refusals(tally: Tally, folder: Path, errors: Sequence[int] = ERRORS) -> None:
    """Every call that changes the disk refused in turn, once and from then on."""
    watch = crash_states.Watch(folder / "counted")
    names: list[str] = []
    watch.before_call = names.append
    watch.during(lambda: echo.run(folder / "counted"))
    for number in range(len(names)):
        for error in errors:
            for lasting in (False, True):
                tally.tried["disk errors"] += 1
                with _folder(folder) as run:
                    watch = crash_states.Watch(run)
                    watch.before_call = _failing(number, error, lasting)
                    tally.attempt("disk errors", lambda watch=watch, run=run: watch.during(lambda: echo.run(run)))
                    tally.continued(run, watch.moments[-1].acknowledged)


def _failing(number: int, error: int, lasting: bool) -> Callable[[str], None]:
    """Raises an error at the call with that number, and at all after it."""
    left = number

    def before(_: str) -> None:
        nonlocal left
        left -= 1
        if left == -1 or (lasting and left < 0):
            raise OSError(error, os.strerror(error))

    return before


def small_disks(tally: Tally, folder: Path) -> None:
    """Real disks in memory, too small by every page, then read-only, then large enough."""
    if not mounted(folder / "probe"):
        tally.tried["full disks"] = tally.tried["read-only disks"] = 0
        return
    needed = sum(-(-len(data) // PAGE) + 1 for data in tally.whole.values()) + 16
    for pages in range(1, needed):
        with _disk(folder / f"disk-{pages}", pages * PAGE) as disk:
            tally.tried["full disks"] += 1
            tally.attempt("full disks", lambda disk=disk: echo.run(disk / "run"))
            safe = frozenset(_whole_lines(disk / "run" / GENERATIONS))
            _remount(disk, "ro")
            tally.tried["read-only disks"] += 1
            if tally.attempt("read-only disks", lambda disk=disk: echo.run(disk / "run")):
                tally.bad["runs that could not be continued"] += 1
            _remount(disk, "rw", needed * 4 * PAGE)
            tally.continued(disk / "run", safe)


def mounted(folder: Path) -> bool:
    """Whether disks in memory can be had here."""
    try:
        with _disk(folder, PAGE):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


@contextmanager
def _disk(folder: Path, size: int) -> Iterator[Path]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def _remount(disk: Path, how: str, size: int | None = None) -> None:
    options = f"remount,{how}" + (f",size={size}" if size else "")
    subprocess.run(["mount", "-o", options, disk], check=True)


def clocks(tally: Tally, folder: Path) -> None:
    """Half a run made in the year 2099, continued today."""
    tally.tried["clocks turned back"] += 1
    with _folder(folder) as run:
        manifest = json.loads(tally.whole[MANIFEST]) | {"created": "2099-12-31T23:59:59+00:00"}
        lines = tally.whole[GENERATIONS].splitlines(keepends=True)[:3]
        _put(run, tally.whole | {MANIFEST: json.dumps(manifest).encode(), GENERATIONS: b"".join(lines)})
        for file in run.iterdir():
            os.utime(file, (4_102_444_799, 4_102_444_799))
        tally.continued(run, frozenset(tally.wanted[:3]))


def formats(tally: Tally, folder: Path) -> None:
    """Manifests of other formats: refused by name, and nothing is changed."""
    for name in FORMATS:
        tally.tried["other formats"] += 1
        with _folder(folder) as run:
            data = tally.whole[MANIFEST].replace(json.dumps(FORMAT).encode(), json.dumps(name).encode())
            files = tally.whole | {MANIFEST: data, GENERATIONS: b'{"of": "another format"'}
            _put(run, files)
            if tally.attempt("other formats", lambda run=run: echo.run(run)) or echo.files(run) != files:
                tally.bad["records lost"] += 1


def meetings(tally: Tally, folder: Path, times: int = MEETINGS) -> None:
    """Two processes start the same run in one folder at the same time."""
    context = multiprocessing.get_context("spawn")
    gates = [(context.Barrier(2), str(folder / f"met-{number}")) for number in range(times)]
    results = context.SimpleQueue()
    both = [context.Process(target=_meet, args=(gates, results)) for _ in range(2)]
    for process in both:
        process.start()
    for _ in range(2 * times):
        told = results.get()
        if told is not None:
            tally.refused["meetings of two processes"] += 1
            tally.bad["refusals that were not one line"] += "another process is writing here" not in told
    for process in both:
        process.join()
    for _, run in gates:
        tally.tried["meetings of two processes"] += 1
        tally.continued(Path(run), frozenset(_whole_lines(Path(run) / GENERATIONS)))


def _meet(gates: list[tuple[object, str]], results: object) -> None:
    for barrier, run in gates:
        barrier.wait()  # type: ignore[attr-defined]
        try:
            echo.run(Path(run))
            results.put(None)  # type: ignore[attr-defined]
        except InputError as error:
            results.put(str(error))  # type: ignore[attr-defined]


def measure(cuts: int | None = 8, step: int = 16, meet: int = MEETINGS) -> dict[str, str]:
    """Try everything.

    Parameters
    ----------
    cuts : as in `crash_states.killed`.
    step : as in `truncations`.
    meet : meetings of two processes.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wanted = echo.run(folder / "undisturbed")
        tally = Tally(echo.files(folder / "undisturbed"), wanted)
        states(tally, folder, cuts)
        truncations(tally, folder, step)
        refusals(tally, folder)
        small_disks(tally, folder)
        clocks(tally, folder)
        formats(tally, folder)
        meetings(tally, folder, meet)
    return tally.figures()


@contextmanager
def _folder(folder: Path) -> Iterator[Path]:
    """A place for one run, cleared away afterwards."""
    run = folder / "run"
    try:
        yield run
    finally:
        shutil.rmtree(run, ignore_errors=True)


def _put(run: Path, files: dict[str, bytes]) -> None:
    run.mkdir()
    for name, data in files.items():
        (run / name).write_bytes(data)


def _whole_lines(file: Path) -> list[str]:
    """Keys of the lines that are whole."""
    lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
    return [json.loads(line)["key"] for line in lines]
