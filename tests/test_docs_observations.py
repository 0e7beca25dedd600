"""docs/observations.md: its commands are those whose figures it shows, and its tables are the benchmark's.

The commands run with an engine that answers at once: the real pair takes minutes, which `benchmarks/observations.py`
spends.
"""

import re
from pathlib import Path

import pytest

import fakes
from bench import pipeline
from commands import command
from pages import DOCS, ROOT, blocks, follow

PAGE = (DOCS / "observations.md").read_text("utf-8")
RESULTS = (ROOT / "benchmarks" / "RESULTS.md").read_text("utf-8")
SECTION = RESULTS.split("## The four observations on the embedded pair")[1].split("\n## ")[0]
TABLE = re.compile(r"(?:^\|.*\|\n)+", re.M)


def test_the_page_works(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    monkeypatch.setattr(pipeline, "open_engine", lambda name, setup: fakes.EchoEngine())
    monkeypatch.chdir(tmp_path)
    ran = follow("observations.md", tmp_path, command(monkeypatch, capsys))
    assert re.findall(r"^- `(.+)`$", SECTION, re.M) == [words for words in ran if words.startswith("kenzan run")]


def test_the_tables_are_those_of_the_benchmark() -> None:
    shown = TABLE.findall(PAGE)
    assert len(shown) == 4
    assert shown == TABLE.findall(SECTION)


def test_every_observation_can_be_asked_of_a_pair_of_ones_own() -> None:
    asked = [block for block in blocks(DOCS / "observations.md") if block.marked]
    assert len(asked) == 5
    assert all("-a path/to/adapter" in block.body for block in asked)
