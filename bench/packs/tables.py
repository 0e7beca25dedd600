"""Facts about entities: rows in the pack, or in a CSV beside it that its SHA-256 pins.

Nothing here knows what the facts are about: the pack names the columns of the key, the rung and the number. Numbers are
whole or decimal and stay exact (`decimal.Decimal`).
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

from pydantic import Discriminator, Field, StringConstraints, Tag, field_validator, model_validator

from bench.packs.findings import BrokenPack, Finding, Place
from bench.packs.parts import Line, Name, Part
from bench.packs.source import FieldPath

Row = dict[str, Any]
"""A row: whole numbers, decimals, words, and texts by language; ``also`` lists other readings of the fact."""
MAX_CSV_BYTES, MAX_ROWS, MAX_COLUMNS = 2_000_000, 5_000, 60
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,9}")
RUNGS = range(1, 6)


class TableSource(Part):
    """Where facts come from."""

    name: Line
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]{1,400}$")]
    as_of: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    """The day to which the facts refer."""
    licence: Line

    @field_validator("as_of")
    @classmethod
    def _day(cls, day: str) -> str:
        try:
            date.fromisoformat(day)
        except ValueError:
            raise ValueError("no day of the calendar") from None
        return day


class Tolerance(Part):
    """By how much editions of a fact differ: one number for all rows, or a column with a number for each."""

    abs: int | float = Field(0, ge=0, le=1_000_000)
    column: Name | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "Tolerance":
        if self.abs and self.column:
            raise ValueError("give either `abs` or `column`")
        return self


class CsvRows(Part):
    """Rows in a CSV beside the pack: UTF-8, a header; texts in ``name.en``, ``name.ja``; ``also`` is split at ``;``."""

    csv: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\.csv$")]
    """File name, no path: the file stands in the pack's folder."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


Rows = Annotated[
    Annotated[list[dict[Name, Any]], Field(max_length=MAX_ROWS), Tag("inline")] | Annotated[CsvRows, Tag("csv")],
    Discriminator(lambda value: "inline" if isinstance(value, list) else "csv"),
]


class Table(Part):
    """Facts about entities of one class."""

    source: TableSource
    key: Name = "id"
    """Column that tells rows apart."""
    rung: Name
    """Column: 1 = everybody knows it … 5 = only in the official list."""
    number: Name
    """Column of the fact that questions turn on."""
    unit: Line | None = None
    """Unit of that column."""
    tolerance: Tolerance = Tolerance(abs=0)
    given: Rows = Field(alias="rows")
    """The rows themselves, or the CSV that holds them."""

    @property
    def rows(self) -> list[Row]:
        """The rows; `read_rows` has put those of a CSV in place."""
        assert isinstance(self.given, list)
        return self.given

    def reach(self, row: Row) -> int | Decimal:
        """By how much editions of a row's fact differ."""
        if self.tolerance.column:
            found: int | Decimal = row[self.tolerance.column]
            return found
        return exact(self.tolerance.abs)


def exact(value: int | float) -> int | Decimal:
    """A decimal as it was written, not the nearest binary fraction."""
    return value if isinstance(value, int) else Decimal(repr(value))


def is_number(value: object) -> bool:
    """Whether expressions can use a cell."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def numbers(row: Row, prefix: str = "e") -> dict[str, Fraction | int]:
    """What expressions see of a row: ``e.<column>`` for every number."""
    return {f"{prefix}.{c}": v if isinstance(v, int) else Fraction(v) for c, v in row.items() if is_number(v)}


def read_rows(table: Table, folder: Path) -> tuple[Table, Callable[[FieldPath], Place] | None]:
    """The table with its rows in place, and for those of a CSV where a path below the table stands.

    Raises
    ------
    BrokenPack
        No such file beside the pack, another SHA-256 than the pack says, or no CSV.
    """
    if isinstance(table.given, list):
        return table.model_copy(update={"given": [_decimals(row) for row in table.given]}), None
    path = folder / table.given.csv
    try:
        if path.is_symlink() or not path.is_file():
            raise _broken(path, "no such file beside the pack (a link does not count)")
        with path.open("rb") as file:
            raw = file.read(MAX_CSV_BYTES + 1)
    except OSError as error:
        raise _broken(path, f"cannot be read: {error.strerror}") from error
    if len(raw) > MAX_CSV_BYTES:
        raise _broken(path, f"larger than {MAX_CSV_BYTES:,} bytes")
    digest = hashlib.sha256(raw).hexdigest()
    if digest != table.given.sha256:
        raise _broken(path, f"its SHA-256 is {digest}, the pack says {table.given.sha256}")
    rows, lines = _parsed(raw, path)

    def place(at: FieldPath) -> Place:
        if len(at) < 2 or not isinstance(at[1], int):
            return Place(path)
        named = ".".join(str(part) for part in (rows[at[1]].get(table.key, at[1]), *at[2:]))
        return Place(path, lines[at[1]], 1, named)

    return table.model_copy(update={"given": rows}), place


def _parsed(raw: bytes, path: Path) -> tuple[list[Row], list[int]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _broken(path, f"not UTF-8 at byte {error.start}; save it as UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    cells: list[list[str]] = []
    lines: list[int] = []
    try:
        header = next(reader, [])
        if len(header) > MAX_COLUMNS:
            raise _broken(path, f"more than {MAX_COLUMNS} columns")
        for cell_row in reader:
            if not cell_row:
                continue
            if len(cell_row) != len(header):
                raise _broken(path, f"{len(cell_row)} cells under a header of {len(header)}", reader.line_num)
            if len(cells) == MAX_ROWS:
                raise _broken(path, f"more than {MAX_ROWS:,} rows", reader.line_num)
            cells.append(cell_row)
            lines.append(reader.line_num)
    except csv.Error as error:
        raise _broken(path, f"no CSV: {error}", reader.line_num) from error
    for name in header:
        if header.count(name) > 1 or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,29}(\.(en|ja))?", name):
            raise _broken(path, f"the column {name[:40]!r} is named twice or is no name", 1)
    columns = {name: _column(name, [row[i] for row in cells]) for i, name in enumerate(header)}
    rows: list[Row] = [{} for _ in cells]
    for name, values in columns.items():
        word, _, lang = name.partition(".")
        for row, value in zip(rows, values, strict=True):
            if value is None:
                continue
            if lang:
                row.setdefault(word, {})[lang] = value
            else:
                row[word] = value
    return rows, lines


def _broken(path: Path, what: str, line: int = 1) -> BrokenPack:
    return BrokenPack([Finding(Place(path, line), what)])


def _column(name: str, cells: Sequence[str]) -> list[Any]:
    """A column's values: numbers where every cell is one (``0395`` is a word), else words; None for an empty cell."""
    if name == "also":
        return [[_number(part.strip()) for part in cell.split(";")] if cell else None for cell in cells]
    filled = [cell for cell in cells if cell]
    if "." not in name and all(_WHOLE.fullmatch(c) or _DECIMAL.fullmatch(c) for c in filled):
        return [_number(cell) if cell else None for cell in cells]
    return [cell or None for cell in cells]


def _number(cell: str) -> int | Decimal | str:
    if _WHOLE.fullmatch(cell):
        return int(cell)
    return Decimal(cell) if _DECIMAL.fullmatch(cell) else cell


def _decimals(row: Mapping[str, Any]) -> Row:
    found: Row = {}
    for column, value in row.items():
        if isinstance(value, list):
            found[column] = [exact(v) if isinstance(v, float) else v for v in value]
        else:
            found[column] = exact(value) if isinstance(value, float) else value
    return found


def problems(table: Table, languages: Sequence[str]) -> list[tuple[FieldPath, str]]:
    """What is wrong with a table's rows."""
    if len(table.rows) < 2:
        return [(("rows",), "a table has two rows at least")]
    found: list[tuple[FieldPath, str]] = []
    keys: set[object] = set()
    names: set[tuple[object, ...]] = set()
    named: dict[str, FieldPath] = {
        table.key: ("key",),
        table.rung: ("rung",),
        table.number: ("number",),
        "name": ("rows",),
    }
    if table.tolerance.column:
        named[table.tolerance.column] = ("tolerance", "column")
    for column, at in named.items():
        if not any(column in row for row in table.rows):
            found.append((at, f"no row has the column {column!r}"))
    if found:
        return found
    columns = set(named)
    kinds = {column: _kind(value) for column, value in table.rows[0].items()}
    for i, row in enumerate(table.rows):
        if missing := (columns | kinds.keys()) - row.keys() - {"also"}:
            found.append((("rows", i), f"lacks {', '.join(sorted(missing))}"))
            continue
        found += [
            (("rows", i, c), f"is {_kind(row[c])} here and {kind} in the first row")
            for c, kind in kinds.items()
            if c != "also" and _kind(row[c]) != kind
        ]
        key = row[table.key]
        if not isinstance(key, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", key):
            found.append((("rows", i, table.key), "a key is a word of small letters, digits, - and _"))
        elif key in keys:
            found.append((("rows", i, table.key), f"a second row {key!r}"))
        else:
            keys.add(key)
        if not isinstance(row[table.rung], int) or row[table.rung] not in RUNGS:
            found.append((("rows", i, table.rung), "a rung is 1 (everybody knows it) to 5"))
        for column in (table.number, *([table.tolerance.column] if table.tolerance.column else [])):
            if not is_number(row[column]) and kinds.get(column) == _kind(row[column]):
                found.append((("rows", i, column), "must be a number"))
        also = row.get("also", [])
        if not isinstance(also, list) or not all(is_number(value) for value in also):
            found.append((("rows", i, "also"), "other readings are a list of numbers"))
        cells = [(c, cell) for c, value in row.items() if c != "also" for cell in _cells(value)]
        if odd := [c for c, cell in cells if not (is_number(cell) or (isinstance(cell, str) and 0 < len(cell) <= 400))]:
            found.append((("rows", i, odd[0]), "a cell is a number, a word, or a text by language"))
            continue
        texts = {column: value for column, value in row.items() if isinstance(value, dict) or column == "name"}
        lacking = [c for c, v in texts.items() if not isinstance(v, dict) or not set(languages) <= set(v)]
        lacking += [c for c, v in texts.items() if c not in lacking and not all(isinstance(w, str) for w in v.values())]
        found += [(("rows", i, column), f"needs a text in {', '.join(languages)}") for column in lacking]
        for lang in languages if not lacking else ():
            shown = (lang, *(str(value[lang]) for _, value in sorted(texts.items())))
            if shown in names:
                found.append((("rows", i, "name"), "another row has the same name and place; tell them apart"))
                break
            names.add(shown)
    return found


def _cells(value: object) -> list[object]:
    return list(value.values()) if isinstance(value, dict) and value else [value]


def _kind(value: object) -> str:
    if is_number(value):
        return "a number"
    return "a text by language" if isinstance(value, dict) else "a word"
