"""Kenzan's command in this process: a thousand calls without a thousand starts of Python."""

import contextlib
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from unittest.mock import patch

from bench import cli


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: object
    """Exit status, as `SystemExit` has it; None where an exception came instead."""
    out: str
    err: str
    error: BaseException | None = None
    """What came out of it, other than an exit."""


def called(words: Sequence[str]) -> Ended:
    """Call ``kenzan`` with these words. Panics of libraries in Rust are no `Exception`, and are told as well."""
    out, err = io.StringIO(), io.StringIO()
    status, error = None, None
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch.object(sys, "argv", ["kenzan", *words]),
    ):
        try:
            cli.main()
        except SystemExit as ended:
            status = ended.code
        except KeyboardInterrupt:
            raise
        except BaseException as raised:
            error = raised
    return Ended(status, out.getvalue(), err.getvalue(), error)
