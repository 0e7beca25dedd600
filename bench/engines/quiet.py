"""Standard output is for results: what libraries print while they load goes to standard error."""

import contextlib
import os
import sys
from collections.abc import Iterator

_OUT, _ERR = 1, 2


@contextlib.contextmanager
def stdout_to_stderr() -> Iterator[None]:
    """Send standard output to standard error, that of C code and of processes started meanwhile included."""
    sys.stdout.flush()
    try:
        kept = os.dup(_OUT)
    except OSError:  # closed: nobody reads it
        with contextlib.redirect_stdout(sys.stderr):
            yield
        return
    try:
        os.dup2(_ERR, _OUT)
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, _OUT)
        os.close(kept)
