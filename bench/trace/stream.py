"""Traces as JSON lines in, analyses as JSON lines out, in the same order and in constant memory.

With several jobs batches of lines are analysed by worker processes, a bounded number of them under way; a small input
is done before they would have started. The output file appears whole or not at all: it is written beside its place and
moved there at the end.
"""

import json
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple

from pydantic_core import PydanticSerializationError

from bench.errors import InputError
from bench.processes import batched, cores, spread
from bench.records import Trace
from bench.trace import analyse

STANDARD = "-"
BATCH = 1 << 16
"""Characters of input that a worker takes at a time, or one line where that is longer."""
SMALL = 1 << 20
"""Bytes of input that this process analyses in about the time that workers take to start."""


class Line(NamedTuple):
    """One line of the input, and where it stands."""

    text: str
    where: str


class Result(NamedTuple):
    """One line of the output, or what was wrong with its input."""

    text: str
    error: str | None = None
    where: str = ""


_FIELDS: dict[str, tuple[str, ...] | None] = {
    "id": None,
    "text": None,
    "question": None,
    "answer": None,
    "lang": ("en", "ja", "zh"),
    "finish_reason": ("stop", "length"),
    "prefilled": None,
}
_REQUIRED = ("id", "text")


def analyse_file(file: str, output: str, *, keep_going: bool, jobs: int | None = None) -> int:
    """Analyse every line of `file`; returns how many failed, which is 0 unless `keep_going`.

    Parameters
    ----------
    file, output : paths; ``-`` is standard input and output.
    keep_going : a bad line becomes ``{"id": …, "error": …}`` in the output, and the rest goes on.
    jobs : worker processes; 1 works in this process. None: one for each core, and none for what is small.

    Raises
    ------
    InputError
        `file` cannot be read, or a line of it is no trace: file, line, field and what is wrong.
    """
    failed = 0
    with _reading(file) as source, _writing(output) as sink:
        lines = _lines(source, "<stdin>" if file == STANDARD else file)
        alone = 0 if jobs else _alone(source)
        for result in _results(lines, jobs or cores(), alone):
            if result.error is not None:
                if not keep_going:
                    raise InputError(result.error, result.where)
                failed += 1
            sink.write(result.text + "\n")
    return failed


def analyse_line(line: Line) -> Result:
    """The output line of one input line; what is wrong with it is returned, not raised, to pass between processes."""
    fields: Any = None
    try:
        fields = _fields(line.text)
        known = {name: fields[name] for name in _FIELDS if fields.get(name) is not None}
        out = _written(analyse(known.pop("text"), **known))
        if extra := {name: value for name, value in fields.items() if name not in _FIELDS}:
            out = f'{out[:-1]},"extra":{_dumps(extra)}}}'
        return Result(out)
    except InputError as error:
        name = _id(line.text)
        return Result(_dumps({"id": name, "error": error.what}), error.what, line.where)


def _written(trace: Trace) -> str:
    try:
        return trace.model_dump_json()
    except PydanticSerializationError:  # a lone surrogate, which only an escape can carry
        return _dumps(trace.model_dump(mode="json"))


def _dumps(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value)
    return text


def _id(text: str) -> str | None:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return None
    name = fields.get("id") if isinstance(fields, dict) else None
    return name if isinstance(name, str) else None


def _fields(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "unreadable"
        raise InputError(f"not a JSON object ({reason}); each line must be one object with `id` and `text`") from None
    if not isinstance(fields, dict):
        raise InputError("not a JSON object; each line must be one object with `id` and `text`")
    for name in _REQUIRED:
        if fields.get(name) is None:
            raise InputError(f"{name}: missing; it must be a string")
    for name, allowed in _FIELDS.items():
        value = fields.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise InputError(f"{name}: {type(value).__name__} where a string is due")
        if allowed and value not in allowed:
            raise InputError(f"{name}: {value[:40]!r} is none of {', '.join(allowed)}")
    return fields


def _lines(source: IO[bytes], name: str) -> Iterator[Line]:
    for number, raw in enumerate(source, 1):
        if raw.strip():
            # A byte that is no UTF-8 makes its own line invalid JSON-free text, never the whole file.
            yield Line(raw.decode("utf-8-sig" if number == 1 else "utf-8", "replace"), f"{name}:{number}")


def _alone(source: IO[bytes]) -> int:
    """How many bytes of the input this process analyses itself: none of a large file, all of a small one."""
    try:
        status = os.fstat(source.fileno())
    except OSError:  # no file of the system
        return SMALL
    return 0 if stat.S_ISREG(status.st_mode) and status.st_size > SMALL else SMALL


def _results(lines: Iterator[Line], jobs: int, alone: int) -> Iterator[Result]:
    done = 0
    for line in lines:
        if jobs > 1 and done >= alone:
            batches = batched(chain([line], lines), lambda one: len(one.text), BATCH)
            yield from spread(_analyse_batch, batches, jobs)
            return
        done += len(line.text)
        yield analyse_line(line)


def _analyse_batch(lines: list[Line]) -> list[Result]:
    return [analyse_line(line) for line in lines]


@contextmanager
def _reading(file: str) -> Iterator[IO[bytes]]:
    if file == STANDARD:
        yield sys.stdin.buffer
        return
    try:
        source = Path(file).open("rb")  # noqa: SIM115
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file) from None
    with source:
        yield source


@contextmanager
def _writing(output: str) -> Iterator[IO[str]]:
    if output == STANDARD:
        sys.stdout.flush()
        yield sys.stdout
        sys.stdout.flush()
        return
    target = Path(output)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", output) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as sink:
            yield sink
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
