"""Fields of a foreign log by their path; what is missing or of another type is refused by file, line and field."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from bench.errors import InputError
from bench.limits import LINE
from bench.shown import storable

T = TypeVar("T")
NAMES = {str: "text", int: "a whole number", float: "a number", dict: "an object", list: "a list"}
DEEPEST = 200
"""Levels of objects and lists in one another; no log comes near."""


class Fields:
    """A JSON object of a log, with where it stands.

    Parameters
    ----------
    value : the object.
    where : ``file:line``.
    path : names that lead to it within its line.
    """

    def __init__(self, value: Mapping[str, Any], where: str, path: str = "") -> None:
        self.value = value
        self.where = where
        self.path = path

    def refused(self, name: str, what: str) -> InputError:
        """The error that names a field."""
        return InputError(what, f"{self.where}: {self.path}{name}")

    def get(self, name: str, kind: type[T], why: str) -> T:
        """The field; InputError where it is missing or of another type.

        Parameters
        ----------
        why : what it is needed for, as the rest of "missing; …".
        """
        found = self.find(name, kind)
        if found is None:
            raise self.refused(name, f"missing; {why}")
        return found

    def find(self, name: str, kind: type[T]) -> T | None:
        """The field, or None where it is missing or null; InputError where it is of another type."""
        value = self.value.get(name)
        if value is None:
            return None
        if kind is float and type(value) is int:
            value = _float(value)
        if (
            not isinstance(value, kind)
            or isinstance(value, bool)
            or (isinstance(value, float) and not math.isfinite(value))
        ):
            raise self.refused(name, f"{json.dumps(value)[:40]} where {NAMES[kind]} is due")
        return value

    def whole(self, name: str, least: int = 0) -> int | None:
        """A whole number that is at least `least`, or None."""
        value = self.find(name, int)
        if value is not None and not least <= value < 1 << 53:
            raise self.refused(name, f"must be {least} or more")
        return value

    def under(self, name: str, why: str = "") -> "Fields":
        """The object in a field; where nothing says why it is needed, an empty one for a missing one."""
        value: dict[str, Any] = self.get(name, dict, why) if why else self.find(name, dict) or {}
        return Fields(value, self.where, f"{self.path}{name}.")


def read_object(file: Path) -> Fields:
    """A file that is one JSON object."""
    try:
        text = file.read_text("utf-8-sig", "replace")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", str(file)) from error
    return Fields(_parsed(text, str(file)), str(file))


def read_lines(file: Path) -> Iterator[Fields]:
    """A file of one JSON object a line; empty lines are passed over."""
    try:
        with file.open(encoding="utf-8-sig", errors="replace", newline="\n") as lines:
            for number, line in enumerate(iter(lambda: lines.readline(LINE + 1), ""), 1):
                where = f"{file}:{number}"
                if len(line) > LINE:
                    raise InputError(f"longer than {LINE:,} characters; no answer of a model is", where)
                if line.strip():
                    yield Fields(_parsed(line, where), where)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", str(file)) from error


def _parsed(text: str, where: str) -> dict[str, Any]:
    try:
        found = _whole(json.loads(text, parse_constant=_no_number))
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "unreadable"
        raise InputError(f"not a JSON object ({reason})", where) from None
    if not isinstance(found, dict):
        raise InputError(f"not a JSON object but {type(found).__name__}", where)
    return found


def _whole(value: Any, depth: int = 0) -> Any:
    """A JSON value without lone surrogates, which only an escape can carry and no file can hold."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {_whole(key): _whole(one, depth + 1) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_whole(one, depth + 1) for one in value]
    return value


def _float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def _no_number(name: str) -> float:
    """NaN and infinities, which no JSON has."""
    raise ValueError(name)
