"""Questions and answers from a file, a folder or the hub, as they are: nothing is tokenised or left out here."""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.errors import InputError, first_line

FIELDS = ("instruction", "input", "output")
"""What a row has; ``input`` may be missing, and is empty then."""
_SHOWN = 12
"""Columns that an error names."""
_SUFFIXES = (".jsonl", ".json", ".csv", ".parquet")


@dataclass(frozen=True)
class Pair:
    """One row."""

    instruction: str
    input: str
    output: str
    where: str
    """``pairs.jsonl:12``, or ``name, row 12``."""


@dataclass(frozen=True)
class Data:
    """All rows of a source."""

    name: str
    """As the user calls it."""
    pairs: tuple[Pair, ...]
    digest: str
    """SHA-256 (hex) of the rows' three texts in their order, whatever file they lie in."""


def read(name: str, fields: Mapping[str, str] | None = None, split: str = "train") -> Data:
    """Read a JSON lines, JSON, CSV or Parquet file, a folder of a data set, or a data set of the hub.

    Parameters
    ----------
    name : path, or ``owner/name`` on the hub.
    fields : instruction, input or output -> what the data call it.
    split : of a data set that has several.

    Raises
    ------
    InputError
        Nothing of that name, a row that is none, or fields that are missing.
    """
    names = {field: (fields or {}).get(field, field) for field in FIELDS}
    path = Path(name)
    if path.is_file():
        rows = list(_file(path))
    elif path.is_dir() or (name.count("/") == 1 and not name.startswith((".", "/", "~"))):
        rows = list(_data_set(name, split))
    else:
        raise InputError(
            f"no such file or folder; give {', '.join(_SUFFIXES)}, a folder or owner/name on the hub", f"-d {name}"
        )
    if not rows:
        raise InputError("holds no rows", name)
    optional = "input" not in (fields or {})
    pairs = tuple(_pair(row, names, where, optional) for row, where in rows)
    digest = hashlib.sha256()
    for pair in pairs:
        digest.update(json.dumps([pair.instruction, pair.input, pair.output]).encode() + b"\n")
    return Data(name, pairs, digest.hexdigest())


def _file(path: Path) -> Iterator[tuple[Any, str]]:
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        raise InputError(f"unknown kind of file; there are {', '.join(_SUFFIXES)}", str(path))
    try:
        if suffix == ".parquet":
            yield from _parquet(path)
            return
        with path.open(encoding="utf-8-sig", newline="" if suffix == ".csv" else None) as file:
            if suffix == ".csv":
                reader = csv.DictReader(file, strict=True)
                yield from ((row, f"{path}:{reader.line_num}") for row in reader)
            elif suffix == ".json":
                yield from _array(file.read(), path)
            else:
                yield from _lines(file, path)
    except csv.Error as error:
        raise InputError(f"not CSV: {first_line(error)}", str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8; save it in that encoding", str(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or first_line(error)}", str(path)) from error


def _lines(file: Iterable[str], path: Path) -> Iterator[tuple[Any, str]]:
    for number, line in enumerate(file, 1):
        if line.strip():
            yield _json(line, f"{path}:{number}"), f"{path}:{number}"


def _array(text: str, path: Path) -> Iterator[tuple[Any, str]]:
    """A list of objects; a file of JSON lines with another ending is read as that."""
    if not text.lstrip().startswith("["):
        yield from _lines(text.splitlines(), path)
        return
    for number, row in enumerate(_json(text, str(path)), 1):
        yield row, f"{path}, row {number}"


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {first_line(error)}", where) from error


def _parquet(path: Path) -> Iterator[tuple[Any, str]]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise InputError("needs pyarrow; pip install 'kenzan[tune]'", str(path)) from error
    try:
        table = parquet.read_table(path)
    except pyarrow.ArrowInvalid as error:
        raise InputError(f"not Parquet: {first_line(error)}", str(path)) from error
    for number, row in enumerate(table.to_pylist(), 1):
        yield row, f"{path}, row {number}"


def _data_set(name: str, split: str) -> Iterator[tuple[Any, str]]:
    """Rows of one split of a folder or of a data set of the hub, read by `datasets`."""
    try:
        import datasets
    except ImportError as error:
        raise InputError("needs datasets; pip install 'kenzan[tune]'", f"-d {name}") from error
    saved = any((Path(name) / state).is_file() for state in ("state.json", "dataset_dict.json"))
    try:
        loaded = datasets.load_from_disk(name) if saved else datasets.load_dataset(name)
    except Exception as error:  # of the hub's, of the data's own loader, of the network
        reason = f"{type(error).__name__}: {first_line(error)}"
        raise InputError(f"`datasets` cannot load it ({reason})", f"-d {name}") from error
    if isinstance(loaded, datasets.DatasetDict):
        if split not in loaded:
            raise InputError(f"has no split of that name; there are {', '.join(loaded)}", f"-d {name} --split {split}")
        loaded = loaded[split]
    for number, row in enumerate(loaded, 1):
        yield row, f"{name}, row {number}"


def _pair(row: Any, names: Mapping[str, str], where: str, optional: bool) -> Pair:
    if not isinstance(row, Mapping):
        raise InputError("not a row with named fields", where)
    for field, name in names.items():
        if name not in row and not (field == "input" and optional):
            raise InputError(_missing(field, name, [str(key) for key in row]), where)
    texts = {field: _text(row.get(name), where, name) for field, name in names.items()}
    return Pair(**texts, where=where)


def _missing(field: str, name: str, columns: Sequence[str]) -> str:
    more = ", …" if len(columns) > _SHOWN else ""
    there = ", ".join(columns[:_SHOWN]) + more
    return f"has no field {name!r} for the {field}; there are {there}; name it with --fields {field}=…"


def _text(value: Any, where: str, name: str) -> str:
    """A field as text: numbers as they are written, nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise InputError(f"holds a {type(value).__name__} where text is due", f"{where}: {name}")
