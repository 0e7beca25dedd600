"""All pages together: every command is run by a test or marked, what they name exists, translations show the same."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bench.cli import app
from pages import CI, DOCS, PAGES, ROOT, blocks

TESTS = "\n".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
TOP: Any = get_command(app)
COMMANDS: dict[str, Any] = {
    **TOP.commands,
    **{f"tasks {name}": found for name, found in TOP.commands["tasks"].commands.items()},
}
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
FOREIGN = ("cluster.md", "interop.md", "others.md")
"""Pages that name options of other tools."""
TRANSLATED = [path for path in PAGES if path.name.endswith(".ja.md")]
ids = [path.name for path in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_command_is_run_by_a_test_or_marked(page: Path) -> None:
    """A page whose commands are not all marked is followed by a test; translations show the same commands."""
    run = [
        command
        for block in blocks(page)
        if block.is_shell and not block.marked
        for command, _ in block.commands
        if command not in CI and not command.startswith("pip install ")
    ]
    if run and page not in TRANSLATED:
        assert f'follow("{page.name}"' in TESTS or page.name == "README.md", run  # which test_readme runs


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_fence_is_of_a_known_kind(page: Path) -> None:
    """A fence that the pattern of `pages` does not see would never be run."""
    fences = re.findall(r"^\s*(?:```|~~~)", page.read_text("utf-8"), re.M)
    assert len(fences) == 2 * len(blocks(page))
    assert {block.kind for block in blocks(page)} <= {"sh", "console", "yaml", "toml", "python", "json", "text", ""}


def options(command: str) -> set[str]:
    """Options of one of Kenzan's commands, e.g. ``tasks check``."""
    return {option for parameter in COMMANDS[command].params for option in parameter.opts}


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_command_option_and_extra_exists(page: Path) -> None:
    """In blocks, marked ones too, and within the text."""
    text = page.read_text("utf-8")
    shown = [command for block in blocks(page) if block.is_shell for command, _ in block.commands]
    for command in (*shown, *re.findall(r"`((?:kenzan|pip) [^`\n]+)`", text)):
        for named in re.findall(r"kenzan\[([\w,]+)\]", command):
            assert set(named.split(",")) <= EXTRAS.keys()
        if called := re.match(r"kenzan ((?:tasks )?[a-z]+)([^|>]*)", command):
            used = {word.split("=")[0] for word in called[2].split() if re.match(r"--?[a-z]", word)}
            assert used - {"--help"} <= options(called[1]), command


@pytest.mark.parametrize("page", [p for p in PAGES if p.name not in FOREIGN], ids=lambda path: path.name)
def test_every_option_in_the_text_exists(page: Path) -> None:
    known = {option for command in COMMANDS if command != "tasks" for option in options(command)}
    assert set(re.findall(r"`(--[a-z][a-z0-9-]*)", page.read_text("utf-8"))) <= known


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_file_named_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    for path in re.findall(r"`((?:models|benchmarks|examples|tasks|tests|docs)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), path
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda path: path.name)
def test_a_translation_shows_what_its_original_shows(page: Path) -> None:
    """The same blocks, which tests run, and rows; a page of the site has as many headings and the same numbers."""
    original = page.with_name(page.name.replace(".ja.md", ".md"))
    ours, theirs = ([(b.kind, b.marked, b.body) for b in blocks(path)] for path in (page, original))
    assert ours == theirs
    assert named(page) == named(original)
    if page.parent == DOCS:
        levels = [re.findall(r"^(#+) ", path.read_text("utf-8"), re.M) for path in (page, original)]
        assert levels[0] == levels[1]
        assert numbers(page) == numbers(original)


def named(page: Path) -> list[list[str]]:
    """What the first cells of a page's tables name in code, row by row."""
    cells = re.findall(r"^\|([^|]*)\|", page.read_text("utf-8"), re.M)
    return [names for cell in cells if (names := re.findall(r"`[^`]+`", cell))]


def numbers(page: Path) -> list[str]:
    """Of the tables of a page, those of three characters or more."""
    found = re.findall(r"\d[\d,.]+\d", "".join(re.findall(r"^\|.*$", page.read_text("utf-8"), re.M)))
    return [number for number in found if len(number) > 2]


def test_every_page_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text("utf-8")
    for page in DOCS.glob("*.md"):
        assert page in TRANSLATED or f": {page.name}\n" in navigation
