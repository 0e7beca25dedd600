"""The mountains of the corpus, heights as the official list gives them, and how often training shows a fact."""

import csv
from dataclasses import dataclass
from pathlib import Path

from .words import Words

EXPOSURE = {1: 6_000.0, 2: 1_600.0, 3: 20.0, 4: 6.0, 5: 1.0}
"""How often a million examples ask for an entity's fact from memory, by rung: this sets the slope of the ladder."""


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


def mountains() -> list[Mountain]:
    """Read ``mountains.csv``, whose lines that begin with ``#`` tell its source, in the order of the file."""
    with Path(__file__).with_name("mountains.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return [
        Mountain(
            id=row["id"],
            name=Words(row["name_en"], row["name_ja"]),
            height=int(row["height_m"]),
            place=Words(row["place_en"], row["place_ja"]),
            rung=int(row["rung"]),
        )
        for row in rows
    ]
