"""docs/cluster.md: what runs without a GPU is run, and its numbers are those of the engines."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.engines.openai import IN_FLIGHT, TRIES
from bench.engines.opening import ENGINES
from bench.engines.ray import LOSSES
from bench.runs import RunDirectory
from pages import DOCS, ROOT, follow

PAGE = (DOCS / "cluster.md").read_text("utf-8")


def kenzan(*words: str) -> tuple[int, str, str]:
    """In a process of its own, as Ray's workers write to this one's output; nothing may be left open."""
    call = [sys.executable, "-W", "error::ResourceWarning", "-c", "from bench.cli import main; main()", *words]
    done = subprocess.run(call, capture_output=True, text=True, timeout=400)
    return done.returncode, done.stdout, "" if done.returncode == 0 else done.stderr


def test_what_is_shown_without_a_gpu_happens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(follow("cluster.md", tmp_path, kenzan)) == 1
    run = RunDirectory(tmp_path / "runs" / "two")
    manifest = run.manifest()
    assert manifest.engine == f"ray:{manifest.identity['engine']}"
    assert run.generations().keys() == {r.key for r in run.requests()}


def test_every_engine_named_exists() -> None:
    named = re.findall(r"--engine (\w+)(?::(\w+))?", PAGE)
    assert len(named) > 3
    assert {name for pair in named for name in pair if name} <= {*ENGINES}


def test_the_numbers_in_the_text_are_those_of_the_engines() -> None:
    words = {3: "three", 4: "four"}
    assert f"{words[LOSSES]} lost workers" in PAGE
    assert f"tried {words[TRIES]} times" in PAGE
    assert f"in flight, {IN_FLIGHT} by default" in PAGE


def test_two_gpus_beside_one() -> None:
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text("utf-8")
    section = results.split("32.8 billion weights, Ray on 2 x NVIDIA H100\n")[1].split("\n## ")[0]
    page = " ".join(PAGE.split())
    (times,) = re.findall(r"([\d.]+) x with 2 workers", section)
    (rate,) = re.findall(r"ray:slots@4bit x2 \| ([\d,]+)\.", section)
    assert f"made {times} times the tokens of one ({rate} a second;" in page
