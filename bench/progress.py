"""Progress of a run on stderr: rows done, tokens a second, time left. Silent where stderr is no terminal."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@dataclass
class Meter:
    """Counts what an engine reports."""

    bar: Progress
    task: Any
    started: float
    tokens: int = 0

    def tick(self, running: int, made: int) -> None:
        """One decoding step: rows still running, tokens made."""
        self.tokens += made
        rate = self.tokens / max(time.perf_counter() - self.started, 1e-9)
        self.bar.update(self.task, rate=f"{rate:,.0f} tokens/s, {running} rows running")

    def done(self) -> None:
        """One more generation is on the disk."""
        self.bar.advance(self.task)


@contextmanager
def meter(total: int) -> Iterator[Meter]:
    """A progress bar over `total` generations."""
    console = Console(stderr=True)
    columns = (TextColumn("generating"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.fields[rate]}"), console=console, disable=not console.is_terminal) as bar:
        yield Meter(bar, bar.add_task("generate", total=total, rate=""), time.perf_counter())
