"""A scored run -> CSV, Parquet, Inspect logs, or a folder for `datasets.load_from_disk`, as the output's name tells.

The texts are written as they are. A spreadsheet may take a cell that begins with ``=`` for a formula: open CSV of
models that are not trusted as text.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.comparison.comparing import Sides
from bench.errors import InputError
from bench.files import replace
from bench.interop.inspect_export import logs
from bench.interop.rows import COLUMNS, Cell, rows
from bench.runs import MANIFEST, Manifest, RunDirectory
from bench.scoring import sides

SUFFIXES = {".csv": "csv", ".parquet": "parquet", ".json": "inspect", "": "datasets"}


def export(directory: Path, output: Path) -> tuple[str, int, tuple[Path, ...]]:
    """Write a scored run; return the format, the number of rows, and what was written.

    Raises
    ------
    InputError
        No scored run there, an unknown format, a library that is not installed, or an output that cannot be written.
    """
    kind = SUFFIXES.get(output.suffix)
    if kind is None:
        known = "FILE.csv, FILE.parquet, FILE.json for Inspect, and a folder for datasets"
        raise InputError(f"unknown format; there are {known}", f"-o {output}")
    if kind == "datasets" and output.exists():
        raise InputError("is there already; choose another folder", f"-o {output}")
    if output.name == MANIFEST and output.parent.resolve() == directory.resolve():
        raise InputError("is the run's own manifest; choose another file", f"-o {output}")
    run = RunDirectory(directory)
    found = sides(run)
    table = list(rows(found))
    files: tuple[Path, ...] = (output,)
    try:
        if kind == "csv":
            replace(output, _csv(table))
        elif kind == "parquet":
            _write_parquet(table, output)
        elif kind == "inspect":
            files = _write_logs(found, run.manifest(), output)
        else:
            _write_dataset(table, output)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}; choose another -o", str(output)) from error
    return kind, len(table), files


def _write_logs(found: Sides, manifest: Manifest, output: Path) -> tuple[Path, ...]:
    """A file for each arm: the output itself where there is one alone, else ``FILE.ARM.json``."""
    made = logs(found, manifest)
    names = {arm: re.sub(r"[^\w@.-]", "_", arm) for arm in made}
    if len(set(names.values())) < len(names):
        names = {arm: str(number) for number, arm in enumerate(made)}
    files = {arm: output.with_name(f"{output.stem}.{names[arm]}{output.suffix}") for arm in made}
    if len(made) == 1:
        files = dict.fromkeys(made, output)
    for arm, log in made.items():
        replace(files[arm], [json.dumps(log, ensure_ascii=False, indent=1), "\n"])
    return tuple(files.values())


def _csv(table: Sequence[dict[str, Cell]]) -> Iterator[str]:
    """Lines of a CSV file (RFC 4180, whose own line ends make the writer quote a carriage return in a text)."""
    line = io.StringIO(newline="")
    writer = csv.DictWriter(line, [column.name for column in COLUMNS], lineterminator="\r\n")
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
