"""What a run left behind: its directory and report, and in a notebook a summary that shows itself."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bench.records import Failure, Judgment, Lang

if TYPE_CHECKING:
    from bench.comparison import Comparison


@dataclass(frozen=True)
class Outcome:
    """What a run left behind."""

    directory: Path
    report: Path | None
    """None when not one request was answered."""
    failures: tuple[Failure, ...] = ()
    """Requests that could not be answered; they are still owed."""
    lang: Lang = "en"
    """Language of the summary, and of `to_markdown` where it is not told another."""
    limited: tuple[Judgment, ...] = ()
    """Of the generations beyond a limit of the analysis; they are in no figure."""

    @cached_property
    def comparison(self) -> "Comparison":
        """The comparison, read from the directory; InputError when not one request was answered."""
        from bench.runs import RunDirectory
        from bench.scoring import read

        return read(RunDirectory(self.directory))

    def to_markdown(self, lang: Lang | None = None) -> str:
        """The comparison for a pull request, as `kenzan report --format md` prints it."""
        from bench.markdown import markdown
        from bench.runs import RunDirectory

        return markdown(self.comparison, RunDirectory(self.directory).manifest(), lang or self.lang)

    def _repr_html_(self) -> str:
        """What a notebook shows: verdict, scoreboard, and where the report is."""
        from bench.notebook import shown

        return shown(self)
