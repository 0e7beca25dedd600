"""docs/packs.md followed literally: its files are written, its commands run, its outputs compared."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bench.packs.json_schema import json_schema

PAGE = (Path(__file__).parents[1] / "docs" / "packs.md").read_text("utf-8")
BLOCKS = [m.groups() for m in re.finditer(r"```(yaml|console|sh)\n(.*?)```", PAGE, re.S)]
KENZAN = [sys.executable, "-c", "from bench.cli import main; main()"]


def run(command: str, folder: Path) -> str:
    words = shlex.split(command)
    if words[0] == "kenzan":
        words = [*KENZAN, *words[1:]]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    assert done.stderr == ""
    return done.stdout


def test_the_page_works(tmp_path: Path) -> None:
    ran = []
    for kind, body in BLOCKS:
        first, _, _ = body.partition("\n")
        if kind == "yaml" and (name := re.fullmatch(r"# ([a-z]+\.yaml)", first)):
            (tmp_path / name[1]).write_text(body, "utf-8")
        elif kind == "console":
            for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.M):
                assert run(command, tmp_path).strip() == shown.strip(), command
                ran.append(command)
    assert [command.split()[2] for command in ran if command.startswith("kenzan")] == [
        "new", "check", "check", "show", "check", "check",
    ]  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["bakery.yaml"]


def test_every_command_and_option_exists() -> None:
    from typer.main import get_command

    from bench.cli import app

    top: Any = get_command(app)
    commands = {**top.commands, **{f"tasks {k}": v for k, v in top.commands["tasks"].commands.items()}}
    shown = re.findall(r"kenzan ((?:tasks )?[a-z]+)([^\n`]*)", PAGE)
    assert {name for name, _ in shown} >= {"tasks new", "tasks check", "tasks show", "tasks schema", "run"}
    for name, rest in shown:
        known = {option for parameter in commands[name].params for option in parameter.opts}
        assert {word for word in rest.split() if word.startswith("-")} <= known, (name, rest)


def test_functions_and_fields_are_those_of_the_format() -> None:
    from bench.expressions import FUNCTIONS

    formulas = PAGE[PAGE.index("## Formulas") : PAGE.index("## Variants")]
    assert [name for name in FUNCTIONS if name not in formulas] == []
    schema = json_schema()["$defs"]
    variants = PAGE[PAGE.index("## Variants") : PAGE.index("## Facts")]
    assert [name for name in schema["Variant"]["properties"] if f"`{name}" not in variants] == []
    for name in [*schema["Pairing"]["properties"], *schema["Tolerance"]["properties"]]:
        assert name in PAGE


@pytest.mark.parametrize("body", [body for kind, body in BLOCKS if kind == "yaml"], ids=lambda b: b.splitlines()[0])
def test_every_piece_is_yaml_of_the_format(body: str) -> None:
    from bench.packs.schema import ItemSpec, PackSpec
    from bench.packs.tables import CsvRows

    data = YAML(typ="safe", pure=True).load(body)
    if "schema" in data:
        PackSpec.model_validate(data)
    elif "rows" in data:
        CsvRows.model_validate(data["rows"])
    else:
        assert [ItemSpec.model_validate(item).source for item in data["items"]]
