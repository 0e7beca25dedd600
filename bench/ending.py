"""Signals that end a command. Ctrl-C and SIGTERM (batch systems, ``docker stop``) end it in the same orderly way."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Terminated(KeyboardInterrupt):
    """SIGTERM came."""


def status(ended: BaseException | None) -> int:
    """Exit status, 128 and the signal's number as a shell gives it."""
    return 128 + (signal.SIGTERM if isinstance(ended, Terminated) else signal.SIGINT)


@contextmanager
def heard() -> Iterator[None]:
    """Raise `Terminated` when SIGTERM comes, as Ctrl-C raises KeyboardInterrupt; in the main thread."""
    process = os.getpid()

    def terminate(number: int, _frame: FrameType | None) -> None:
        if os.getpid() != process:  # a fork of it, which a library ends in this way
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        raise Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
