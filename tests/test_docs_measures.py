"""docs/measures.md: its validity figures are those of the benchmarks, its measures those of the report."""

import re
from pathlib import Path

import pytest

from bench.comparison.metrics import METRICS
from commands import command
from pages import DOCS, ROOT, follow

PAGE = (DOCS / "measures.md").read_text("utf-8")
RESULTS = (ROOT / "benchmarks" / "RESULTS.md").read_text("utf-8")


def test_the_page_works(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    assert len(follow("measures.md", tmp_path, command(monkeypatch, capsys))) == 1


def test_every_validity_figure_is_in_the_results() -> None:
    figures = re.findall(r"(\d\.\d{4})\s+\(`(\w+)`,\s+`(\w+)`,\s+(\d+)\)", PAGE)
    assert len(figures) == len(re.findall(r"\d\.\d{4}\b(?!\d)(?<!arXiv:....\.....)", re.sub(r"arXiv:\S+", "", PAGE)))
    assert len(figures) > 20
    for value, name, metric, number in figures:
        assert f"| {name} | {metric} | {number} | {value} |" in RESULTS


def test_the_figures_of_the_statistics_are_in_the_results() -> None:
    lines = dict(re.findall(r"^\| (right, .+?) \| [^|]+ \| ([^|]+) \|", RESULTS, re.M))
    assert lines["right, 40 templates of 10"] in " ".join(PAGE.split())
    assert f"with 8 in {lines['right, 8 templates of 10']};" in " ".join(PAGE.split())
    called = dict(re.findall(r"^\| (right, .+?) \|.* ([\d.]+ %) \|$", RESULTS, re.M))
    shown = f"in {called['right, 40 templates, no effect']} and {called['right, 8 templates, no effect']}."
    assert shown in " ".join(PAGE.split())


def test_every_measure_of_the_report_is_defined() -> None:
    text = PAGE.lower()
    for metric in METRICS:
        if metric.role != "bound":  # explained on the page about the report
            assert metric.label.lower().removesuffix(" constraints") in text, metric.label
