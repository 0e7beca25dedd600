"""docs/cluster.md: what runs without a GPU is run, and every command of Kenzan's is one that there is."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from typer.main import get_command

from bench.cli import app
from bench.engines.openai import IN_FLIGHT, TRIES
from bench.engines.opening import ENGINES
from bench.engines.ray import LOSSES
from bench.runs import RunDirectory

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "cluster.md").read_text("utf-8")
BLOCKS = re.findall(r"(<!-- gpu -->\n)?```(sh|console)\n(.*?)```", PAGE, re.S)
COMMANDS = [line for _, kind, body in BLOCKS if kind == "sh" for line in body.splitlines()]


def test_what_is_shown_without_a_gpu_happens(tmp_path: Path) -> None:
    (body,) = [body for _, kind, body in BLOCKS if kind == "console"]
    command, shown = body.splitlines()
    kenzan = [sys.executable, "-W", "error::ResourceWarning", "-c", "from bench.cli import main; main()"]
    words = shlex.split(command.removeprefix("$ kenzan "))
    done = subprocess.run([*kenzan, *words], cwd=tmp_path, capture_output=True, text=True, timeout=400)
    assert (done.returncode, done.stdout) == (0, f"{shown}\n"), done.stderr
    run = RunDirectory(tmp_path / "runs" / "two")
    manifest = run.manifest()
    assert manifest.engine == f"ray:{manifest.identity['engine']}"
    assert run.generations().keys() == {r.key for r in run.requests()}


def test_what_is_not_run_is_marked() -> None:
    assert {bool(mark) for mark, kind, _ in BLOCKS if kind == "sh"} == {True}
    assert len(COMMANDS) > 8


def test_every_command_and_option_exists() -> None:
    top: Any = get_command(app)
    known = {option for parameter in top.commands["run"].params for option in parameter.opts}
    runs = [line for line in COMMANDS if line.startswith("kenzan run")]
    assert len(runs) == 3
    for line in runs:
        assert {word for word in line.split() if word.startswith("-")} <= known
    for named in re.findall(r"--engine (\w+)(?::(\w+))?", PAGE):
        assert {name for name in named if name and name != "vllm"} <= set(ENGINES)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    for line in COMMANDS:
        for named in re.findall(r"kenzan\[([\w,]+)\]", line):
            assert set(named.split(",")) <= extras.keys()


def test_the_numbers_in_the_text_are_those_of_the_engines() -> None:
    words = {3: "three", 4: "four"}
    assert f"{words[LOSSES]} lost workers" in PAGE
    assert f"tried {words[TRIES]} times" in PAGE
    assert f"in flight, {IN_FLIGHT} by default" in PAGE
