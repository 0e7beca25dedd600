"""Progress on stderr: a bar with rate and time left; in a log, where stderr is no terminal, a line a minute."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bench.terminal import tell

EVERY = 60.0
"""Seconds between two lines of a log."""


class Count:
    """Something counted up to a total.

    Parameters
    ----------
    what : is done, as in "generating".
    bar : shows it; disabled where stderr is a log.
    """

    def __init__(self, what: str, bar: Progress) -> None:
        self.what, self.bar = what, bar
        self._task = TaskID(0)
        self._told = ""
        self._last = time.monotonic()

    def begin(self, total: int, done: int = 0) -> None:
        """Start counting."""
        self._task = self.bar.add_task(self.what, total=total, completed=done, told="")

    def update(self, done: int | None = None, told: str | None = None) -> None:
        """So many are done; what else there is to tell."""
        self._told = self._told if told is None else told
        self.bar.update(self._task, completed=done, told=self._told)
        self._log()

    def advance(self) -> None:
        """One more is done."""
        self.bar.advance(self._task)
        self._log()

    def _log(self) -> None:
        now = time.monotonic()
        if not self.bar.disable or now - self._last < EVERY:
            return
        self._last = now
        task = self.bar.tasks[self._task]
        parts = [f"{self.what} {task.completed:.0f} of {task.total or 0:.0f}"]
        parts += [self._told] if self._told else []
        parts += [f"{timedelta(seconds=round(task.time_remaining))} left"] if task.time_remaining else []
        tell(", ".join(parts))


@contextmanager
def counting(what: str) -> Iterator[Count]:
    """A count, which begins when its total is known."""
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    told = TextColumn("{task.fields[told]}")
    with Progress(*columns, told, console=console, disable=not console.is_terminal, get_time=time.monotonic) as bar:
        yield Count(what, bar)


@dataclass
class Meter:
    """Counts what an engine reports."""

    count: Count
    started: float
    tokens: int = 0

    def tick(self, running: int, made: int) -> None:
        """One decoding step: rows still running, tokens made."""
        self.tokens += made
        rate = self.tokens / max(time.perf_counter() - self.started, 1e-9)
        self.count.update(told=f"{rate:,.0f} tokens/s, {running} rows running")

    def done(self) -> None:
        """One more generation is on the disk."""
        self.count.advance()


@contextmanager
def meter(total: int) -> Iterator[Meter]:
    """Progress over `total` generations."""
    with counting("generating") as count:
        count.begin(total)
        yield Meter(count, time.perf_counter())
