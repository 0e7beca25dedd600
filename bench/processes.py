"""Work spread over processes, its results in order and a bounded number of batches under way.

The processes start the script that started this one anew, up to its ``if __name__ == "__main__"``: only a command does
this by itself; a program that calls the library says so.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

AHEAD = 4
"""Batches under way for each process."""

Given = TypeVar("Given")
Made = TypeVar("Made")


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(work: Callable[[list[Given]], list[Made]], batches: Iterator[list[Given]], jobs: int) -> Iterator[Made]:
    """The results of all batches, one after another in their order.

    Parameters
    ----------
    work : a function of a module, so that a process can find it.
    jobs : processes.
    """
    # Spawned, not forked: a fork of a process with threads (tokenizers, torch) may hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_follow_the_parent) as pool:
        under_way: deque[Future[list[Made]]] = deque()
        try:
            for batch in batches:
                under_way.append(pool.submit(work, batch))
                if len(under_way) >= jobs * AHEAD:
                    yield from under_way.popleft().result()
            while under_way:
                yield from under_way.popleft().result()
        except BaseException:  # what is wrong is told before the batches under way are done
            pool.shutdown(wait=False, cancel_futures=True)
            raise


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


def _follow_the_parent() -> None:
    """Leave interrupts to the parent, and end with it: one that is killed tells nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
