"""The rows of an exported table."""

from pathlib import Path

from bench.comparison import METRICS
from bench.interop.rows import COLUMNS, rows
from bench.scoring import sides
from scored_runs import item, made


def test_a_row_a_generation_with_every_column(tmp_path: Path) -> None:
    run = made(tmp_path / "run", [item(n) for n in range(3)], texts={"adapter": "Answer: 7"}, done=5)
    table = list(rows(sides(run)))
    assert [(row["item"], row["arm"], row["outcome"]) for row in table] == [
        ("demo/t0/0/en", "base", "right"),
        ("demo/t0/0/en", "adapter", "wrong"),
        ("demo/t1/0/en", "base", "right"),
        ("demo/t1/0/en", "adapter", "wrong"),
        ("demo/t2/0/en", "base", "right"),
    ]
    for row in table:
        assert row.keys() == {column.name for column in COLUMNS}
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)
    first = table[0]
    assert (first["text"], first["gold"], first["new_tokens"]) == ("40 + 2 = 42\n\nAnswer: 42", "42", 5.0)
    assert {metric.name for metric in METRICS} <= first.keys()
    assert (first["step_recall"], first["hard_micro"]) == (None, None)
