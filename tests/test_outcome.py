from pathlib import Path

import pytest

import drawings
import fakes
from bench import runs
from bench.errors import InputError
from bench.outcome import Outcome
from bench.runs import RunDirectory
from report_samples import manifest
from test_comparison import templates


def finished(folder: Path, **changes: object) -> Outcome:
    """A run directory with every request answered right, and its outcome."""
    requests = drawings.requests_for(templates(2))
    directory = RunDirectory(folder)
    with directory.writing():
        directory.begin(manifest(**changes), requests)
        for request in requests:
            directory.append(fakes.generation(request))
        directory.write(runs.TRACES, [fakes.trace(r.key) for r in requests])
        directory.write(runs.JUDGMENTS, [fakes.judgment(r.key) for r in requests])
        directory.write_text(runs.REPORT, "<!doctype html>")
    return Outcome(folder, folder / runs.REPORT)


def test_the_comparison_is_read_from_the_directory_once(tmp_path: Path) -> None:
    outcome = finished(tmp_path / "run")
    assert outcome.comparison.arms == ("base", "adapter")
    assert outcome.comparison is outcome.comparison


def test_as_markdown_in_its_language_or_another(tmp_path: Path) -> None:
    outcome = finished(tmp_path / "run")
    assert outcome.to_markdown().startswith("## Kenzan: mini + mini-terse\n")
    assert "### 成績表" in outcome.to_markdown("ja")
    assert Outcome(outcome.directory, outcome.report, lang="ja").to_markdown() == outcome.to_markdown("ja")


def test_nothing_answered_has_no_comparison(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path / "run")
    with directory.writing():
        directory.begin(manifest(), drawings.requests_for(templates(1)))
    with pytest.raises(InputError, match="nothing is generated yet"):
        _ = Outcome(directory.path, None).comparison
