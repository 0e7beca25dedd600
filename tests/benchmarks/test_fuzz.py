"""What the hunt notes of an input, and how its rows come into RESULTS.md."""

from pathlib import Path

import pytest

TABLE = """# Results

## Before

| packs | none of this |

## Fuzzing

| what | engine | minutes | tried |
|---|---|---:|---:|
| files of a run directory | atheris | 2 | 1 |
| packs | hypothesis | 2 | 7 |

## After

| traces | hypothesis | 2 | 9 |
"""


def test_a_target_that_is_hunted_again_replaces_its_own_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fuzz

    (tmp_path / "RESULTS.md").write_text(TABLE, "utf-8")
    monkeypatch.setattr(fuzz.results, "RESULTS", tmp_path / "RESULTS.md")
    told = {"outcomes": {"read": 1200, "refused": 3, "finding": 1}, "slowest": 1.24, "findings": {"here": "x"}}
    new = [fuzz.row(name, "hypothesis", 4, told) for name in ("packs", "files")]
    assert fuzz.merged(new) == [
        "| files of a run directory | hypothesis | 4 | 1,204 | 1,200 | 3 | 1.2 | 1 |",
        "| files of a run directory | atheris | 2 | 1 |",
        "| packs | hypothesis | 4 | 1,204 | 1,200 | 3 | 1.2 | 1 |",
    ]


def test_the_shortest_input_of_each_place_is_kept(tmp_path: Path) -> None:
    import fuzz

    def check(example: str) -> str:
        if "x" in example:
            raise ValueError("two\nlines")
        return "read"

    tally = fuzz.Tally(tmp_path / "tally.json")
    for example in ("axa", "sound", "x", "xxx"):
        tally.tried(check, example)
    (where,) = tally.findings
    assert where.startswith("ValueError at tests/benchmarks/test_fuzz.py:")
    assert where.endswith(": two lines")
    assert tally.findings[where] == "'x'"
    assert tally.outcomes == {"read": 1, "finding": 3}
