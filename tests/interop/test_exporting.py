"""Exported tables, read back by the libraries that others read them with."""

import csv
from pathlib import Path

import datasets
import pytest
from pyarrow import parquet

from bench.errors import InputError
from bench.interop.exporting import export
from bench.interop.rows import COLUMNS, rows
from bench.runs import RunDirectory
from bench.scoring import sides
from scored_runs import item, made

NAMES = [column.name for column in COLUMNS]
HOSTILE = '=1+1,"quoted"\r\nsecond line\x00 \u202e 答え\n\nAnswer: 42'


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    return made(tmp_path / "run", [item(n) for n in range(2)], texts={"base": HOSTILE})


def test_csv(run: RunDirectory, tmp_path: Path) -> None:
    assert export(run.path, tmp_path / "t.csv") == ("csv", 4, (tmp_path / "t.csv",))
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as f:
        found = list(csv.DictReader(f))
    wanted = [{name: "" if row[name] is None else str(row[name]) for name in NAMES} for row in rows(sides(run))]
    assert found == wanted
    assert found[0]["text"] == HOSTILE


def test_parquet(run: RunDirectory, tmp_path: Path) -> None:
    assert export(run.path, tmp_path / "t.parquet") == ("parquet", 4, (tmp_path / "t.parquet",))
    table = parquet.read_table(tmp_path / "t.parquet")
    assert table.column_names == NAMES
    assert table.to_pylist() == list(rows(sides(run)))
    assert str(table.schema.field("right").type) == "double"
    assert str(table.schema.field("entity").type) == "large_string"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run", "t.parquet"]


def test_a_datasets_folder(run: RunDirectory, tmp_path: Path) -> None:
    assert export(run.path, tmp_path / "d") == ("datasets", 4, (tmp_path / "d",))
    assert list(datasets.load_from_disk(str(tmp_path / "d"))) == list(rows(sides(run)))
    with pytest.raises(InputError, match="is there already; choose another folder"):
        export(run.path, tmp_path / "d")


def test_what_cannot_be_exported(run: RunDirectory, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown format"):
        export(run.path, tmp_path / "t.xlsx")
    with pytest.raises(InputError, match="not a run directory"):
        export(tmp_path, tmp_path / "t.csv")
    for name in ("t.csv", "t.parquet"):
        with pytest.raises(InputError, match="cannot be written"):
            export(run.path, tmp_path / "none" / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]


def test_the_runs_own_manifest_is_never_replaced(run: RunDirectory) -> None:
    before = (run.path / "run.json").read_bytes()
    with pytest.raises(InputError, match="is the run's own manifest"):
        export(run.path, run.path / "run.json")
    assert (run.path / "run.json").read_bytes() == before


def test_a_text_may_hold_what_ends_a_line(tmp_path: Path) -> None:
    text = 'a\rb\r\nc\nd\0e;,"f\u2028'
    run = made(tmp_path / "run", [item(0)], texts={"base": text, "adapter": "\r"})
    export(run.path, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as f:
        found = [row["text"] for row in csv.DictReader(f)]
    assert found == [text, "\r"]
