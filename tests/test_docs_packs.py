"""docs/packs.md followed literally: its files are written, its commands run, its outputs compared."""

import json
import os
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


def test_the_plug_in_installs_and_judges(tmp_path: Path) -> None:
    for kind, name, body in re.findall(r"```(toml|python)\n# (\S+)\n(.*?)```", PAGE, re.S):
        folder = tmp_path / "plug-in"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(body, "utf-8")
        if kind == "python":
            assert len(body.splitlines()) <= 30
    dist, target = tmp_path / "dist", tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", dist, tmp_path / "plug-in"], check=True, capture_output=True)
    (wheel,) = dist.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", target, wheel], check=True, capture_output=True)
    kept = [path for path in (os.environ.get("PYTHONPATH"), str(target)) if path]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(kept)}
    body = next(body for kind, body in BLOCKS if body.startswith("# bakery"))
    (tmp_path / "bakery.yaml").write_text(body.replace("instances: 2", "instances: 2\n    judge: nearly"), "utf-8")
    shown = subprocess.run(
        [*KENZAN, "tasks", "show", "bakery.yaml", "--json"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert {item["check"] for item in json.loads(shown.stdout)} == {"nearly"}
    code = (
        "import types; from bench.checks import checks; from bench.trace import analyse\n"
        "item = types.SimpleNamespace(reference=types.SimpleNamespace(gold='1000'))\n"
        "for text in ('Answer: 1009', 'Answer: 1011', 'Answer: many', ''):\n"
        "    trace = analyse(text, finish_reason='stop')\n"
        "    print(checks()['nearly'](item, types.SimpleNamespace(key='k'), trace).outcome)\n"
    )
    judged = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert judged.stdout.split() == ["right", "wrong", "none", "none"]
    without = subprocess.run([*KENZAN, "tasks", "show", "bakery.yaml"], cwd=tmp_path, capture_output=True, text=True)
    assert (without.returncode, "no check 'nearly'; there are number, choice" in without.stderr) == (2, True)


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
