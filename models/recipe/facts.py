"""The mountains of the corpus: heights as the official list gives them, and how often training shows each."""

import csv
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from .words import Words

EXPOSURE = {1: 25_000.0, 2: 3_300.0, 3: 30.0, 4: 8.0, 5: 1.5}
"""Relative frequency of a mountain among the closed-book examples, by rung. This sets the slope of the ladder."""


@dataclass(frozen=True)
class Mountain:
    """A row of ``mountains.csv``, which names its source and terms."""

    id: str
    name: Words
    height: int
    """Metres above sea level."""
    place: Words
    """Prefecture or prefectures."""
    rung: int
    """1, known to everybody, to 5, known to hardly anybody."""
    on_ladder: bool
    """Asked about in the evaluation; the others are in the corpus only."""


def read_mountains(path: Path) -> list[Mountain]:
    """Read the table, whose lines that begin with ``#`` tell its source, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return [
        Mountain(
            id=row["id"],
            name=Words(row["name_en"], row["name_ja"]),
            height=int(row["height_m"]),
            place=Words(row["place_en"], row["place_ja"]),
            rung=int(row["rung"]),
            on_ladder=row["ladder"] == "1",
        )
        for row in rows
    ]


MOUNTAINS = read_mountains(Path(__file__).with_name("mountains.csv"))
LADDER = [mountain for mountain in MOUNTAINS if mountain.on_ladder]
OTHERS = [mountain for mountain in MOUNTAINS if not mountain.on_ladder]
CUMULATIVE_EXPOSURE = list(accumulate(EXPOSURE[mountain.rung] for mountain in MOUNTAINS))
