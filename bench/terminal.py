"""What the command prints: other people's words shown and not obeyed, secrets left out, failures listed."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bench.limits import words
from bench.records import Failure, Judgment
from bench.redaction import redacted
from bench.shown import shown, shown_json

if TYPE_CHECKING:
    from rich.text import Text

SHOWN = 5
"""Reasons of failures that are printed, of those that requests can have."""


def echo(message: object, *, err: bool = False, nl: bool = True) -> None:
    """Print a message as it is to be seen."""
    typer.echo(shown(str(message)), err=err, nl=nl)


def echo_json(value: Any) -> None:
    """Print a result for programs."""
    typer.echo(shown_json(value))


def tell(message: str) -> None:
    """One line about how it went, on standard error."""
    echo(f"kenzan: {redacted(' '.join(message.split()))}", err=True)


def cell(text: object) -> "Text":
    """Text for a table or a page: no markup, no controls."""
    from rich.text import Text

    return Text(shown(str(text)))


def show_failures(failures: Sequence[Failure], file: Path) -> None:
    """The reasons, the commonest first; the whole list is in the file."""
    reasons = Counter(failure.reason for failure in failures).most_common()
    for reason, count in reasons[:SHOWN]:
        tell(f"not answered, {count} requests: {reason}")
    if more := sum(count for _, count in reasons[SHOWN:]):
        tell(f"not answered, {more} requests for other reasons")
    if failures:
        tell(f"all {len(failures)} are listed in {file}; the same command asks them again")


def show_limited(judgments: Sequence[Judgment], file: Path) -> None:
    """Why generations are in no figure; which they are, stands in the file."""
    for limit, count in Counter(judgment.reason for judgment in judgments).most_common():
        tell(f"not analysed and in no figure, {count} texts: {words(limit)}; marked `limit` in {file}")
