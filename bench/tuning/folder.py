"""The adapter's folder while it is made: what it is to be, its checkpoints, and the adapter at the end.

====================  ================================================================================
``tuning.json``       what was asked, of which base and data; at the end what came of it
``checkpoints/``      of the training; removed when the adapter is there
``adapter_*``         the adapter as PEFT reads it, put there whole
``README.md``         its card, with ``loss.png``
====================  ================================================================================
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import filelock

from bench.errors import InputError, first_line
from bench.files import replace

STATE, CHECKPOINTS = "tuning.json", "checkpoints"
FORMAT = "tuning/1"
WHOLE = "whole.json"
"""In a checkpoint that is written to its end: seconds of training up to it."""
_LOCK = ".lock"
_REFUSED = ("PytorchStreamWriter", "unexpected pos", "I/O error", "No space left", "os error")
"""Words of torch and safetensors for a file that cannot be written."""


class Folder:
    """A folder that one tuning owns.

    Parameters
    ----------
    path : made when the tuning begins.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.checkpoints = path / CHECKPOINTS

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Keep others out; InputError where another process tunes into it, or nothing can be written."""
        lock = filelock.FileLock(self.path / _LOCK, timeout=0)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except filelock.Timeout as error:
            raise InputError(
                "another process is tuning into it; wait for it, or choose another -o", str(self.path)
            ) from error
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}; choose another -o", str(self.path)) from error
        try:
            yield
        finally:
            lock.release()

    def begin(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        """Start the tuning, or go on with it; within `owned`.

        Parameters
        ----------
        asked : name -> what decides the weights, as JSON.

        Returns
        -------
        result : what `finish` was given, where the adapter is there already.

        Raises
        ------
        InputError
            The folder belongs to another tuning, or holds something else.
        """
        present = self._state()
        if present is None:
            foreign = sorted(p.name for p in self.path.iterdir() if p.name not in (_LOCK, CHECKPOINTS))
            if foreign:
                raise InputError(
                    f"holds something else ({foreign[0]}{', …' if len(foreign) > 1 else ''}); choose another -o",
                    str(self.path),
                )
            self._write({"format": FORMAT, "asked": asked})
            return None
        if changed := list(_changes(present["asked"], asked)):
            raise InputError(f"belongs to another tuning ({', '.join(changed)}); choose another -o", str(self.path))
        result: dict[str, Any] | None = present.get("result")
        return result

    def newest(self) -> tuple[Path | None, float]:
        """The newest checkpoint and the seconds of training up to it; those cut off while written are removed."""
        found = []
        for place in self.checkpoints.glob("checkpoint-*"):
            try:
                seconds = float(json.loads((place / WHOLE).read_text("utf-8"))["seconds"])
                found.append((int(place.name.rpartition("-")[2]), place, seconds))
            except (OSError, ValueError, KeyError, TypeError):
                shutil.rmtree(place, ignore_errors=True)
        if not found:
            return None, 0.0
        _, place, seconds = max(found)
        return place, seconds

    def finish(self, made: Path, result: dict[str, Any]) -> None:
        """Move the files of `made` here, then say that it is done, then remove what only the training needed."""
        for file in sorted(made.iterdir()):
            file.replace(self.path / file.name)
        state = self._state() or {}
        self._write({**state, "result": result})
        shutil.rmtree(self.checkpoints, ignore_errors=True)

    def _state(self) -> dict[str, Any] | None:
        file = self.path / STATE
        if not file.is_file():
            return None
        try:
            state = json.loads(file.read_text("utf-8"))
            if state["format"] != FORMAT:
                raise InputError(
                    f"is in the format {state['format']!s:.40}, and this version makes {FORMAT}", str(file)
                )
            if not isinstance(state["asked"], dict):
                raise TypeError
        except (ValueError, KeyError, TypeError) as error:
            raise InputError("not the state of a tuning; choose another -o", str(file)) from error
        else:
            return dict(state)

    def _write(self, state: dict[str, Any]) -> None:
        replace(self.path / STATE, [json.dumps(state, indent=1, ensure_ascii=False), "\n"])


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """What the disk refuses, as libraries tell it, becomes one line that says what to do."""
    from safetensors import SafetensorError

    try:
        yield
    except (OSError, SafetensorError, RuntimeError) as error:
        refused = isinstance(error, OSError) or any(words in str(error) for words in _REFUSED)
        if not refused:
            raise
        what = (error.strerror if isinstance(error, OSError) else None) or first_line(error)
        message = f"cannot write: {what}; checkpoints are kept, mend this and run the same command again"
        raise InputError(message, str(path)) from error


def _changes(there: dict[str, Any], here: dict[str, Any]) -> Iterator[str]:
    """What differs, in words: settings and versions with both values, hashes by name."""
    for name in sorted(there.keys() | here.keys()):
        old, new = there.get(name), here.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _changes(old, new)
        elif old != new:
            hashes = any(isinstance(value, str) and len(value) == 64 for value in (old, new))
            yield f"different {name}" if hashes else f"{name}: {_short(old)} there, {_short(new)} here"


def _short(value: Any) -> str:
    return "none" if value is None else str(value)[:60]
