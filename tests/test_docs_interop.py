"""docs/interop.md: its commands are run, and give what it shows; its fields are those that are read."""

import re
from pathlib import Path

import datasets
import pytest

from bench.interop.jsonl import KNOWN
from commands import command
from pages import DOCS, ROOT, follow

PAGE = (DOCS / "interop.md").read_text("utf-8")


def test_the_commands_give_what_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    assert len(follow("interop.md", tmp_path, command(monkeypatch, capsys))) == 8
    assert len(datasets.load_from_disk("runs/dataset")) == 6
    assert not Path("runs/choice").exists()


def test_every_field_of_a_plain_log_is_named() -> None:
    table = PAGE.split("The fields of a plain log:")[1].split("How a log is read:")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == KNOWN
