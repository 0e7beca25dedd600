"""docs/interop.md: its commands are run, and give what it shows; its fields are those that are read."""

import re
import shlex
from pathlib import Path

import datasets
import pytest

from bench.interop.jsonl import KNOWN
from commands import command

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "interop.md").read_text("utf-8")
SHOWN = re.findall(r"^\$ kenzan (.*)\n(.*)$", PAGE, re.M)


def test_the_commands_give_what_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    kenzan = command(monkeypatch, capsys)
    assert len(SHOWN) == 8
    for words, wanted in SHOWN:
        status, out, err = kenzan(*shlex.split(words))
        assert (out + err).rstrip("\n") == wanted
        assert status == (2 if wanted.startswith("kenzan: ") else 0)
    assert len(datasets.load_from_disk("runs/dataset")) == 6
    assert not Path("runs/choice").exists()


def test_every_field_of_a_plain_log_is_named() -> None:
    table = PAGE.split("The fields of a plain log:")[1].split("How a log is read:")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == KNOWN
