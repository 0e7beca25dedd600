"""What CONTRIBUTING.md and SECURITY.md name is there: environments of tox, scripts, folders, tests, options."""

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = ("CONTRIBUTING.md", "SECURITY.md")


@pytest.mark.parametrize("page", PAGES)
def test_environments_of_tox_are_there(page: str) -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string((ROOT / "tox.ini").read_text("utf-8"))
    named = re.findall(r"tox -e ([\w,]+)", (ROOT / page).read_text("utf-8"))
    assert named
    assert {f"testenv:{name}" for names in named for name in names.split(",")} <= set(parser.sections())


@pytest.mark.parametrize("page", PAGES)
def test_files_and_folders_are_there(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    paths = re.findall(
        r"(?<![\w/.-])((?:bench|benchmarks|docs|tasks|tests|tools)/[\w./-]*|[\w-]+\.(?:md|txt|toml|cff|ini))", text
    )
    assert len(paths) > 3
    assert [path for path in paths if not (ROOT / path.rstrip(".")).exists()] == []


def test_what_is_guaranteed_is_an_option_of_the_command() -> None:
    from typer.main import get_command

    from bench.cli import app

    options = {
        option
        for command in get_command(app).commands.values()  # type: ignore[attr-defined]
        for parameter in command.params
        for option in parameter.opts
    }
    named = re.findall(r"`(?:kenzan view )?(--[\w-]+)`", (ROOT / "SECURITY.md").read_text("utf-8"))
    assert len(named) >= 4
    assert [name for name in named if name not in options] == []
