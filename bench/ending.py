"""Signals that end a command. Ctrl-C and SIGTERM (batch systems, ``docker stop``) end it in the same orderly way."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM
"""Exit statuses: 128 and the signal's number, as a shell gives it."""


class Terminated(SystemExit):
    """SIGTERM came."""

    def __init__(self) -> None:
        super().__init__(TERMINATED)


def status(ended: BaseException) -> int:
    """Exit status of a command that was ended by this."""
    return TERMINATED if isinstance(ended, Terminated) else INTERRUPTED


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
