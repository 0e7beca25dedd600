"""Every cell as a row of texts."""

from typing import Any

import fakes
from bench.report.cells import cells
from report_samples import both


def test_every_cell_has_its_figures_and_only_columns_that_tell_cells_apart() -> None:
    items = [fakes.item(f"demo/{la}", lang=la, template=la) for la in ("en", "ja")]
    found: Any = cells(both(items, "wrong"))
    assert found["names"] == ["lang", "items"]
    assert [row[:4] for row in found["rows"]] == [
        ["en", "1", "100 % → 0 %", "100 % → 100 %"],
        ["ja", "1", "100 % → 0 %", "100 % → 100 %"],
    ]
    assert len(found["labels"]["en"]) == len(found["labels"]["ja"]) == len(found["rows"][0]) - 2
    assert "Step recall" not in found["labels"]["en"]  # no item has intermediate values


def test_formats_and_books_are_columns_where_there_are_several() -> None:
    items = [
        fakes.item(f"demo/{book}", family="entity_ladder", entity="e", book=book, rung=1) for book in ("open", "closed")
    ]
    found: Any = cells(both(items, "wrong", ["raw", "chat"]))
    assert found["names"] == ["format", "book", "items"]
    assert [row[:2] for row in found["rows"]] == [
        ["chat", "closed"],
        ["chat", "open"],
        ["raw", "closed"],
        ["raw", "open"],
    ]
