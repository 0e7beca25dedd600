"""Progress on stderr: a bar with rate and time left; where it is no terminal but a log: a line a minute."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

EVERY = 60.0
"""Seconds between two lines of a log."""


class Shown:
    """Something counted up to a total.

    Parameters
    ----------
    what : is done, as in "generating".
    bar : draws it, or only reckons where it is disabled.
    log : write lines to stderr instead.
    """

    def __init__(self, what: str, bar: Progress, *, log: bool) -> None:
        self.what, self.bar, self.log = what, bar, log
        self.task = TaskID(0)
        self.told = ""
        self.said = time.monotonic()

    def begin(self, total: int, done: int = 0) -> None:
        """Start counting."""
        self.task = self.bar.add_task(self.what, total=total, completed=done, told="")

    def update(self, done: int | None = None, told: str | None = None) -> None:
        """So many are done; what else there is to tell."""
        self.told = self.told if told is None else told
        self.bar.update(self.task, completed=done, told=self.told)
        self._say()

    def advance(self) -> None:
        """One more is done."""
        self.bar.advance(self.task)
        self._say()

    def _say(self) -> None:
        now = time.monotonic()
        if not self.log or now - self.said < EVERY:
            return
        self.said = now
        task = self.bar.tasks[self.task]
        line = f"kenzan: {self.what} {task.completed:.0f} of {task.total or 0:.0f}"
        line += f", {self.told}" if self.told else ""
        line += f", {timedelta(seconds=round(task.time_remaining))} left" if task.time_remaining else ""
        Console(stderr=True, soft_wrap=True, highlight=False).print(line, markup=False)


@contextmanager
def shown(what: str) -> Iterator[Shown]:
    """A count that begins when its total is known."""
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    told = TextColumn("{task.fields[told]}")
    log = not console.is_terminal
    with Progress(*columns, told, console=console, disable=log, get_time=time.monotonic) as bar:
        yield Shown(what, bar, log=log)


@dataclass
class Meter:
    """Counts what an engine reports."""

    shown: Shown
    started: float
    tokens: int = 0

    def tick(self, running: int, made: int) -> None:
        """One decoding step: rows still running, tokens made."""
        self.tokens += made
        rate = self.tokens / max(time.perf_counter() - self.started, 1e-9)
        self.shown.update(told=f"{rate:,.0f} tokens/s, {running} rows running")

    def done(self) -> None:
        """One more generation is on the disk."""
        self.shown.advance()


@contextmanager
def meter(total: int) -> Iterator[Meter]:
    """Progress over `total` generations."""
    with shown("generating") as count:
        count.begin(total)
        yield Meter(count, time.perf_counter())
