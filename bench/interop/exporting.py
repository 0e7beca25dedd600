"""A scored run -> CSV, Parquet, or a folder that `datasets.load_from_disk` opens; which one, the output's name tells.

The texts are written as they are. A spreadsheet may take a cell that begins with ``=`` for a formula: open CSV of
models that are not trusted as text.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.errors import InputError
from bench.files import replace
from bench.interop.rows import COLUMNS, Cell, rows
from bench.runs import RunDirectory
from bench.scoring import sides

SUFFIXES = {".csv": "csv", ".parquet": "parquet", "": "datasets"}


def export(directory: Path, output: Path) -> tuple[str, int]:
    """Write a scored run; return the format and the number of rows.

    Raises
    ------
    InputError
        No scored run there, an unknown format, a library that is not installed, or an output that cannot be written.
    """
    kind = SUFFIXES.get(output.suffix)
    if kind is None:
        raise InputError("unknown format; there are FILE.csv, FILE.parquet, and a folder for datasets", f"-o {output}")
    if kind == "datasets" and output.exists():
        raise InputError("is there already; choose another folder", f"-o {output}")
    table = list(rows(sides(RunDirectory(directory))))
    try:
        if kind == "csv":
            replace(output, _csv(table))
        elif kind == "parquet":
            _write_parquet(table, output)
        else:
            _write_dataset(table, output)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}; choose another -o", str(output)) from error
    return kind, len(table)


def _csv(table: Sequence[dict[str, Cell]]) -> Iterator[str]:
    """Lines of a CSV file (RFC 4180, with line feeds)."""
    line = io.StringIO(newline="")
    writer = csv.DictWriter(line, [column.name for column in COLUMNS], lineterminator="\n")
    writer.writeheader()
    for row in table:
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _arrow(table: Sequence[dict[str, Cell]]) -> Any:
    """The rows as an Arrow table."""
    try:
        import pyarrow
    except ImportError as error:
        raise InputError("needs pyarrow; pip install 'kenzan[hf]'", "kenzan export") from error
    types = {"text": pyarrow.large_string(), "whole": pyarrow.int64(), "real": pyarrow.float64()}
    schema = pyarrow.schema([(column.name, types[column.kind]) for column in COLUMNS])
    return pyarrow.Table.from_pylist(list(table), schema=schema)


def _write_parquet(table: Sequence[dict[str, Cell]], output: Path) -> None:
    data = _arrow(table)
    from pyarrow import parquet

    part = output.with_name(f".{output.name}.new")
    try:
        parquet.write_table(data, part)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _write_dataset(table: Sequence[dict[str, Cell]], output: Path) -> None:
    data = _arrow(table)
    try:
        import datasets
    except ImportError as error:
        raise InputError("needs datasets; pip install 'kenzan[hf]'", "kenzan export") from error
    datasets.disable_progress_bars()
    datasets.Dataset(data).save_to_disk(str(output))
