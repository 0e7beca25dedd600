"""Traces as JSON lines in, analyses as JSON lines out, in the same order and in constant memory.

Batches of lines are analysed by other processes, a bounded number of them under way; a line that exceeds the limits of
`bench.limits` is marked in its place, and the rest goes on. The output file appears whole or not at all: it is written
beside its place and moved there at the end.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from pydantic_core import PydanticSerializationError

from bench.errors import InputError
from bench.limits import LINE, Exceeded, Limit, words
from bench.processes import results
from bench.records import Trace
from bench.shown import escaped_json
from bench.trace import analyse

STANDARD = "-"
_NAMED = 1 << 20
"""Characters of a line that is read here for its id, where its analysis came to no end."""


class Line(NamedTuple):
    """One line of the input, and where it stands."""

    text: str
    """Empty of a line that is too long to be read."""
    where: str


class Result(NamedTuple):
    """One line of the output, or what was wrong with its input."""

    text: str
    error: str | None = None
    where: str = ""
    limit: Limit | None = None
    """The limit that it exceeds."""


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
    """Analyse every line of `file`; returns how many were not: broken ones, if `keep_going`, and those beyond a limit.

    Parameters
    ----------
    file, output : paths; ``-`` is standard input and output.
    keep_going : a bad line becomes ``{"id": …, "error": …}`` in the output, and the rest goes on.
    jobs : processes, as `bench.processes.results` takes them.

    Raises
    ------
    InputError
        `file` cannot be read, or a line of it is no trace: file, line, field and what is wrong.
    """
    failed = 0
    with _reading(file) as source, _writing(output) as sink:
        lines = _lines(source, "<stdin>" if file == STANDARD else file)
        for result in results(_analyse_all, lines, lambda line: len(line.text), _exceeding, jobs=jobs):
            if result.error is not None:
                if not keep_going and result.limit is None:
                    raise InputError(result.error, result.where)
                failed += 1
            sink.write((escaped_json(result.text) if output == STANDARD else result.text) + "\n")
    return failed


def analyse_line(line: Line) -> Result:
    """The output line of one input line; what is wrong with it is returned, not raised, to pass between processes."""
    if not line.text:
        return _exceeding(line, "text")
    fields: dict[str, Any] = {}
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
    except Exceeded as error:
        return _beyond(fields.get("id"), error.limit, line.where)


def _exceeding(line: Line, limit: Limit) -> Result:
    return _beyond(_id(line.text) if len(line.text) <= _NAMED else None, limit, line.where)


def _beyond(name: str | None, limit: Limit, where: str) -> Result:
    told = f"{words(limit)}; not analysed" if name else f"{words(limit)}; not analysed: line {where.rpartition(':')[2]}"
    return Result(_dumps({"id": name, "error": told, "limit": limit}), told, where, limit)


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
    number = 0
    while raw := source.readline(LINE + 1):
        number += 1
        where = f"{name}:{number}"
        if len(raw) > LINE:
            while raw and not raw.endswith(b"\n"):
                raw = source.readline(LINE)
            yield Line("", where)
        elif raw.strip():
            # A byte that is no UTF-8 makes its own line invalid JSON-free text, never the whole file.
            yield Line(raw.decode("utf-8-sig" if number == 1 else "utf-8", "replace"), where)


def _analyse_all(lines: list[Line]) -> list[Result]:
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
