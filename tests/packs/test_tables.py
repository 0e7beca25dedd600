"""Facts beside a pack: whole, exact and pinned."""

import hashlib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from bench.errors import InputError
from bench.packs.tables import Table, numbers, problems, read_rows

SOURCE = {"name": "list", "url": "https://example.org", "as_of": "2026-06-21", "licence": "terms"}
CSV = (
    "id,rung,area_km2,code,name.en,name.ja,also\n"
    'biwa,1,669.26,0012,Lake Biwa,琵琶湖,"670.3;669"\n'
    '"ikeda",4,10.91,0034,"Lake Ikeda",池田湖,\n'
)


def table(rows: object, **more: object) -> Table:
    return Table.model_validate({"source": SOURCE, "rung": "rung", "number": "area_km2", "rows": rows, **more})


def beside(folder: Path, text: str, name: str = "lakes.csv") -> Table:
    (folder / name).write_bytes(text.encode())
    return table({"csv": name, "sha256": hashlib.sha256(text.encode()).hexdigest()})


def test_rows_of_a_csv(tmp_path: Path) -> None:
    read, where = read_rows(beside(tmp_path, CSV), tmp_path)
    assert read.rows == [
        {
            "id": "biwa", "rung": 1, "area_km2": Decimal("669.26"), "code": "0012",
            "name": {"en": "Lake Biwa", "ja": "琵琶湖"}, "also": [Decimal("670.3"), 669],
        },
        {
            "id": "ikeda", "rung": 4, "area_km2": Decimal("10.91"), "code": "0034",
            "name": {"en": "Lake Ikeda", "ja": "池田湖"},
        },
    ]  # fmt: skip
    assert problems(read, ["en", "ja"]) == []
    assert numbers(read.rows[0]) == {"e.rung": 1, "e.area_km2": Fraction(66926, 100)}
    assert where is not None
    assert str(where(("rows", 1, "rung"))).endswith("lakes.csv:3:1: ikeda.rung")


def test_decimals_in_the_pack_are_exact_too() -> None:
    rows = [{"id": "a", "rung": 1, "area_km2": 0.1, "name": {"en": "A"}}, {"id": "b", "rung": 2, "area_km2": 3.0}]
    read, _ = read_rows(table(rows), Path())
    assert numbers(read.rows[0])["e.area_km2"] == Fraction(1, 10)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,rung\na,1,2\n", "lakes.csv:2:1: 3 cells under a header of 2"),
        ("id,id\na,b\n", "lakes.csv:1:1: the column 'id'"),
        ("id,na me\na,b\n", "lakes.csv:1:1: the column 'na me'"),
        ('id,rung\n"a,1\n', "no CSV"),
        ("id\n" + "a\n" * 5001, "more than 5,000 rows"),
        ("id\n" + "a" * 200_000, "no CSV"),
        ("x" * 2_000_001, "larger than 2,000,000 bytes"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_rows(beside(tmp_path, text), tmp_path)


def test_a_file_that_has_changed_or_is_not_there(tmp_path: Path) -> None:
    pinned = beside(tmp_path, CSV)
    (tmp_path / "lakes.csv").write_text(CSV.replace("669.26", "700.00"), "utf-8")
    with pytest.raises(InputError, match=r"its SHA-256 is [0-9a-f]{64}, the pack says"):
        read_rows(pinned, tmp_path)
    (tmp_path / "lakes.csv").rename(tmp_path / "real.csv")
    with pytest.raises(InputError, match="no such file beside the pack"):
        read_rows(pinned, tmp_path)
    (tmp_path / "lakes.csv").symlink_to(tmp_path / "real.csv")
    with pytest.raises(InputError, match="a link does not count"):
        read_rows(pinned, tmp_path)


@pytest.mark.parametrize("name", ["../lakes.csv", "/etc/lakes.csv", "a/b.csv", ".csv", "..csv", "a.txt", "C:a.csv"])
def test_only_a_file_beside_the_pack(name: str) -> None:
    with pytest.raises(ValueError, match="csv"):
        table({"csv": name, "sha256": "0" * 64})


GOOD = {"id": "a", "rung": 1, "area_km2": 5, "name": {"en": "A", "ja": "あ"}}


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ({"id": "a"}, "a second row 'a'"),
        ({"id": "A b"}, "a key is a word"),
        ({"id": 7}, "is a number here and a word in the first row"),
        ({"rung": 6}, "a rung is 1"),
        ({"rung": 1.5}, "a rung is 1"),
        ({"area_km2": "5"}, "is a word here and a number in the first row"),
        ({"also": 7}, "other readings are a list of numbers"),
        ({"also": ["7"]}, "other readings are a list of numbers"),
        ({"name": {"en": "B"}}, "needs a text in en, ja"),
        ({"name": "B"}, "needs a text in en, ja"),
        ({"name": {"en": "A", "ja": "い"}}, "another row has the same name"),
        ({"area_km2": None}, "is a word here"),
    ],
)  # fmt: skip
def test_rows_that_are_wrong(second: dict[str, object], told: str) -> None:
    row = {**GOOD, "id": "b", "name": {"en": "B", "ja": "い"}, **second}
    read, _ = read_rows(table([GOOD, row]), Path())
    found = problems(read, ["en", "ja"])
    assert any(told in what and at[:2] == ("rows", 1) for at, what in found), found


def test_a_row_that_lacks_a_column() -> None:
    read, _ = read_rows(table([GOOD, {"id": "b"}]), Path())
    assert problems(read, ["en"]) == [(("rows", 1), "lacks area_km2, name, rung")]


def test_a_tolerance_of_each_row() -> None:
    rows = [{**GOOD, "off": 2}, {**GOOD, "id": "b", "off": 3}]
    assert table(rows, tolerance={"column": "off"}).reach(rows[1]) == 3
    assert table(rows, tolerance={"abs": 0.5}).reach(rows[1]) == Decimal("0.5")
