"""Work spread over processes, its results in order and a bounded number of batches under way.

What exceeds the limits of `bench.limits` is found out: the process that it was in is ended and replaced, each member of
its batch is tried alone, and the one that exceeds them again is marked. The others come to no harm.
"""

import atexit
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from typing import Generic, TypeVar

from bench import limits
from bench.limits import Exceeded, Limit
from bench.worker import Worker

AHEAD = 4
"""Batches under way for each process."""
BATCH = 1 << 16
"""Characters of text that a process takes at a time, or one text where that is longer."""
SMALL = 1 << 20
"""Characters of text for which starting another process does not pay."""

Given = TypeVar("Given")
Made = TypeVar("Made")


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def results(
    work: Callable[[list[Given]], list[Made]],
    given: Iterator[Given],
    size: Callable[[Given], int],
    limited: Callable[[Given, Limit], Made],
    *,
    jobs: int | None = None,
) -> Iterator[Made]:
    """The result of each that is given, in order.

    Parameters
    ----------
    work, limited : as in `spread`.
    size : characters of text.
    jobs : processes; None: one for each core, and one alone for what is `SMALL`; 0: none but this one, in which nothing
        ends what exceeds the limits of time and memory.
    """
    if jobs == 0:
        for one in given:
            yield from work([one])
        return
    ahead: list[Given] = []
    if jobs is None:
        filled = 0
        for one in given:
            ahead.append(one)
            filled += size(one)
            if filled > SMALL:
                break
        jobs = cores() if filled > SMALL else 1
    yield from spread(work, batched(chain(ahead, given), size, BATCH), jobs, limited)


def spread(
    work: Callable[[list[Given]], list[Made]],
    batches: Iterator[list[Given]],
    jobs: int,
    limited: Callable[[Given, Limit], Made],
) -> Iterator[Made]:
    """The results of all batches, one after another in their order.

    Parameters
    ----------
    work : a function of a module, so that a process can find it; one result for each member of a batch.
    jobs : processes.
    limited : the result of a member that exceeds a limit.
    """
    crew = _Crew(work, limited)
    under_way: deque[Future[list[Made]]] = deque()
    with ThreadPoolExecutor(jobs) as threads:  # each waits for a process
        try:
            for batch in batches:
                under_way.append(threads.submit(crew.made, batch))
                if len(under_way) >= jobs * AHEAD:
                    yield from under_way.popleft().result()
            while under_way:
                yield from under_way.popleft().result()
        except BaseException:  # what is wrong is told before the batches under way are done
            threads.shutdown(wait=False, cancel_futures=True)
            crew.stop()
            raise
    crew.leave()


def batched(given: Iterator[Given], size: Callable[[Given], int], full: int) -> Iterator[list[Given]]:
    """Groups of what is given, each closed by the one with which it reaches the size `full`."""
    batch: list[Given] = []
    filled = 0
    for one in given:
        batch.append(one)
        filled += size(one)
        if filled >= full:
            yield batch
            batch, filled = [], 0
    if batch:
        yield batch


class _Stopped(Exception):
    """Nobody waits for the results any more."""


class _Kept:
    """One process that is kept for the next time: starting one takes about as long as a megabyte of text."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: Worker | None = None

    def take(self) -> Worker:
        with self._lock:
            worker, self._worker = self._worker, None
        return worker or Worker()

    def give(self, worker: Worker) -> None:
        with self._lock:
            if self._worker is None:
                self._worker = worker
                return
        worker.end()

    def forget(self) -> None:
        """It is another process's."""
        self._worker = None

    def end(self) -> None:
        with self._lock:
            worker, self._worker = self._worker, None
        if worker:
            worker.end()


_KEPT = _Kept()
atexit.register(_KEPT.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_KEPT.forget)


class _Crew(Generic[Given, Made]):
    """The processes of one `spread`; its threads ask them."""

    def __init__(self, work: Callable[[list[Given]], list[Made]], limited: Callable[[Given, Limit], Made]) -> None:
        self.work, self.limited = work, limited
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._busy: list[Worker] = []
        self._stopped = False

    def made(self, batch: list[Given]) -> list[Made]:
        """The results of a batch; of its members one by one where that exceeds a limit."""
        try:
            return self._asked(batch)
        except Exceeded as error:
            if len(batch) == 1 and error.limit == "seconds":
                return [self.limited(batch[0], error.limit)]
        return [self._alone(one) for one in batch]

    def _alone(self, one: Given) -> Made:
        try:
            return self._asked([one])[0]
        except Exceeded as error:
            return self.limited(one, error.limit)

    def stop(self) -> None:
        """End all processes at once."""
        with self._lock:
            self._stopped = True
            workers = [*self._idle, *self._busy]
        for worker in workers:
            worker.end()

    def leave(self) -> None:
        """End the processes, none of which is working."""
        for worker in self._idle:
            _KEPT.give(worker)

    def _asked(self, batch: list[Given]) -> list[Made]:
        worker = self._take()
        try:
            found: list[Made] = worker.ask(self.work, batch, limits.SECONDS, limits.WAIT)
        except Exceeded:
            with self._lock:
                self._busy.remove(worker)
                if self._stopped:
                    raise _Stopped from None
            raise
        except BaseException:
            self._put_back(worker)
            raise
        self._put_back(worker)
        return found

    def _take(self) -> Worker:
        with self._lock:
            if self._stopped:
                raise _Stopped
            worker = self._idle.pop() if self._idle else _KEPT.take()
            self._busy.append(worker)
        return worker

    def _put_back(self, worker: Worker) -> None:
        with self._lock:
            self._busy.remove(worker)
            self._idle.append(worker)
