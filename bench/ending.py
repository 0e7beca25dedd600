"""Signals that end a command. Ctrl-C and SIGTERM (batch systems, ``docker stop``) end it in the same orderly way."""

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
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated
