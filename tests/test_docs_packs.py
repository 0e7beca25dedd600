"""docs/packs.md followed literally: its files are written, its commands run, its outputs compared."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bench.packs.json_schema import json_schema
from commands import command
from pages import DOCS, blocks, follow

PAGE = (DOCS / "packs.md").read_text("utf-8")
YAMLS = [block.body for block in blocks(DOCS / "packs.md") if block.kind == "yaml"]
KENZAN = [sys.executable, "-c", "from bench.cli import main; main()"]


def test_the_page_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    ran = follow("packs.md", tmp_path, command(monkeypatch, capsys))
    assert [words.split()[2] for words in ran if words.startswith("kenzan")] == [
        "new", "check", "check", "show", "check", "check",
    ]  # fmt: skip
    assert [path.name for path in tmp_path.glob("*.yaml")] == ["bakery.yaml"]


def test_every_command_is_named() -> None:
    shown = set(re.findall(r"kenzan ((?:tasks )?[a-z]+)", PAGE))
    assert shown >= {"tasks new", "tasks check", "tasks show", "tasks schema", "run"}


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
    body = next(body for body in YAMLS if body.startswith("# bakery"))
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


@pytest.mark.parametrize("body", YAMLS, ids=lambda b: b.splitlines()[0])
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
