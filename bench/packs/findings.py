"""What is wrong with a pack, and where: file, line, column, item and field."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.errors import InputError


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file."""

    path: Path
    line: int = 1
    """From 1."""
    column: int = 1
    """From 1, in code points."""
    field: str = ""
    """Keys from the top, list entries by their id (``items.change.gold.expr``); empty for the file as a whole."""

    @property
    def item(self) -> str | None:
        """The id of the item that it lies in."""
        words = self.field.split(".")
        return words[1] if words[0] == "items" and len(words) > 1 else None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}"
        return f"{place}: {self.field}" if self.field else place


@dataclass(frozen=True)
class Finding:
    """Something that makes a pack unusable or unsound."""

    place: Place
    what: str
    """What is wrong and what would be right, in one line without a full stop."""

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"

    def row(self) -> dict[str, object]:
        """For ``--json``."""
        place = self.place
        return {
            "file": str(place.path),
            "line": place.line,
            "column": place.column,
            "item": place.item,
            "field": place.field or None,
            "what": self.what,
        }


class BrokenPack(InputError):
    """A pack that cannot be used: the first thing that is wrong, and all of them in `findings`."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sorted(findings, key=lambda finding: finding.place)
        first, more = self.findings[0], len(self.findings) - 1
        what = first.what + (f" (and {more} more; `kenzan tasks check` lists them)" if more else "")
        super().__init__(what, str(first.place))
