"""A dataset's folder beside a pack holds its rows and nothing that leads out of it.

`datasets` follows links, file names in its own ``state.json`` and the ``data_files`` of a README wherever they point,
to any file of this machine or to the network. A pack from somewhere else must not be able to read either.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.errors import InputError

MAX_FILES = 1_000
_MAX_BYTES = 1_000_000
"""Of a file that says what others there are."""
_ROWS = {".arrow", ".csv", ".json", ".jsonl", ".md", ".parquet", ".tsv", ".txt"}
"""Endings of files that hold rows, or words about them; none of them can hold code."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,199}")
_LEADING_OUT = re.compile(r"\bdata_(?:files|dir)\b")


def guard(path: Path, beside: Path) -> None:
    """Refuse a folder that leads out of itself.

    Parameters
    ----------
    path : the dataset's folder.
    beside : the pack's.

    Raises
    ------
    InputError
        What in it does.
    """
    if beside.resolve() / path.relative_to(beside) != path.resolve():
        raise InputError("is a link; the rows stand in a folder beside the pack", str(path))
    for number, file in enumerate(path.rglob("*")):
        if number >= MAX_FILES:
            raise InputError(f"more than {MAX_FILES:,} files; put the rows into fewer", str(path))
        if file.is_symlink():
            raise InputError("is a link; put the file itself there", str(file))
        if file.is_dir():
            continue
        if not file.is_file() or file.suffix not in _ROWS:
            raise InputError(f"no file of rows; there are {', '.join(sorted(_ROWS))}", str(file))
        if file.name in ("state.json", "dataset_dict.json"):
            for name in _named(file):
                if not isinstance(name, str) or not _NAME.fullmatch(name):
                    raise InputError("names a file that is not beside it", str(file))
        if file.suffix == ".md" and _LEADING_OUT.search(_read(file)):
            raise InputError("names files of the dataset; take that out: the folder's files are read", str(file))


def _named(file: Path) -> Iterator[Any]:
    """The names of files and folders in what `datasets` saves."""
    try:
        found = json.loads(_read(file))
    except (ValueError, RecursionError) as error:
        raise InputError("not JSON; save the dataset again", str(file)) from error
    if isinstance(found, dict):
        splits, files = found.get("splits"), found.get("_data_files")
        yield from splits if isinstance(splits, list) else ()
        yield from (entry.get("filename") if isinstance(entry, dict) else None for entry in files or ())


def _read(file: Path) -> str:
    with file.open("rb") as f:
        data = f.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise InputError(f"larger than {_MAX_BYTES:,} bytes", str(file))
    return data.decode("utf-8", "replace")
