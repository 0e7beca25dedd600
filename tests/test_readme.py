"""What the README shows is what happens: its commands are run, its outputs compared."""

import ast
import re
import shlex
import subprocess
import sys

import pytest
from typer.main import get_command

from bench.cli import app
from bench.notebook import job_of
from bench.outcome import Outcome
from pages import ROOT, blocks

README = (ROOT / "README.md").read_text("utf-8")
CONSOLE = [b.body for b in blocks(ROOT / "README.md") if b.kind == "console"]
SHELL = [line for b in blocks(ROOT / "README.md") if b.kind == "sh" for line in b.body.splitlines()]


def run(command: str) -> str:
    words = shlex.split(command)
    assert words[0] == "kenzan"
    kenzan = [sys.executable, "-c", "from bench.cli import main; main()", *words[1:]]
    done = subprocess.run(kenzan, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("block", CONSOLE, ids=lambda b: b.splitlines()[0])
def test_a_command_prints_what_the_readme_shows(block: str) -> None:
    first, _, shown = block.partition("\n")
    assert first.startswith("$ ")
    assert run(first[2:]).split() == shown.split()


def test_every_option_of_the_report_exists() -> None:
    known = {name for p in get_command(app).commands["report"].params for name in p.opts}  # type: ignore[attr-defined]
    shown = set(re.findall(r"`kenzan report DIR (--[a-z]+)", README))
    assert len(shown) > 3
    assert shown <= known


def test_python_runs_with_what_a_job_and_its_outcome_have() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.S)
    tree = ast.parse(code)
    (call,) = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "bench.run")
    job_of({keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords})
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} - {"run"}
    assert len(used) == 3
    assert used <= {*Outcome.__dataclass_fields__, *vars(Outcome)}


def test_the_two_commands_are_those_of_tox_and_ci() -> None:
    assert "python -m pip install tox && python -m tox -e demo" in SHELL
    assert "python -m pip install tox && python -m tox" in SHELL
    assert "python -m pip install tox && python -m tox\n" in (ROOT / ".ci" / "run").read_text()
    tox = (ROOT / "tox.ini").read_text()
    assert "[testenv:demo]" in tox
    assert "env_list = tests, lint, types, docs" in tox


def test_every_option_shown_exists() -> None:
    commands = get_command(app).commands["run"]  # type: ignore[attr-defined]
    known = {name for parameter in commands.params for name in parameter.opts}
    shown = set(re.findall(r"(?<![\w-])--?[a-z][a-z0-9-]*", " ".join([line for line in SHELL if "kenzan run" in line])))
    shown |= set(re.findall(r"^\| `(--?[a-z][a-z0-9-]*)", README, re.M)) | {"--load-in-4bit"}
    assert len(shown) > 6
    assert shown <= known


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#:]+)\)|`((?:models|benchmarks|examples)/[\w./-]+)`", README))
def test_every_file_named_exists(path: tuple[str, str]) -> None:
    assert (ROOT / (path[0] or path[1])).exists()
