"""The documentation's pages: their fenced blocks, and a reader who follows them command by command."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from commands import Command

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = (*sorted(DOCS.glob("*.md")), *sorted(ROOT.glob("README*.md")))
SHELLS = ("sh", "console", "bash", "shell")
MARKS = ("Needs a GPU", "GPU が必要")
"""Titles of blocks that no test runs, in English and in Japanese; readers see them above the block."""
CI = (
    "python -m pip install tox && python -m tox -e demo",
    "python -m pip install tox && python -m tox",
)
"""Commands that run the tests; `test_readme` holds tox and CI to them."""
_BLOCK = re.compile(r'^```(?P<kind>[\w-]*)(?: title="(?P<title>[^"\n]*)")?[^\n]*\n(?P<body>.*?)^```$', re.M | re.S)
_FILE = re.compile(r"[\w-]+\.(?:yaml|jsonl|py)")
_SHELL = re.compile(r"[|<>&;]")


class Block(NamedTuple):
    """A fenced block."""

    kind: str
    title: str
    body: str

    @property
    def is_shell(self) -> bool:
        """Whether it holds commands."""
        return self.kind in SHELLS

    @property
    def marked(self) -> bool:
        """Whether it says that it needs more than the tests have."""
        return self.title.startswith(MARKS)

    @property
    def commands(self) -> list[tuple[str, str | None]]:
        """Each command with the output that the page shows; None where it shows none."""
        if self.kind == "console":
            return re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", self.body, re.M)
        lines = self.body.replace("\\\n", " ").splitlines()
        return [(line.strip(), None) for line in lines if line.strip() and not line.lstrip().startswith("#")]


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page, in order."""
    return [Block(m["kind"], m["title"] or "", m["body"]) for m in _BLOCK.finditer(page.read_text("utf-8"))]


def follow(page: str, folder: Path, kenzan: Command) -> list[str]:
    """Write the files that a page of ``docs/`` shows and run its commands that are not marked; outputs are compared.

    Parameters
    ----------
    page : its file name.
    folder : the working directory, of this process too.
    kenzan : the command in this process; whatever is more than one plain `kenzan` goes through a shell.

    Returns
    -------
    The commands that were run.
    """
    ran = []
    for block in blocks(DOCS / page):
        named = _FILE.fullmatch(block.title) or _FILE.fullmatch(block.body.partition("\n")[0].removeprefix("# "))
        if named and not block.is_shell:
            (folder / named[0]).write_text(block.body, "utf-8")
        if not block.is_shell or block.marked:
            continue
        for command, shown in block.commands:
            if command in CI or command.startswith("pip install "):
                continue
            status, printed = _run(command, folder, kenzan)
            if shown is None:
                assert status == 0, (command, printed)
            else:
                assert printed.split() == shown.split(), (command, printed)
                assert (status == 2) == shown.startswith("kenzan: "), command
            ran.append(command)
    return ran


def _run(command: str, folder: Path, kenzan: Command) -> tuple[int, str]:
    if command.startswith("kenzan ") and not _SHELL.search(command):
        status, out, err = kenzan(*shlex.split(command)[1:])
        return status, out + err
    shim = folder / ".bin" / "kenzan"
    if not shim.exists():
        shim.parent.mkdir()
        shim.write_text(f"#!{sys.executable}\nfrom bench.cli import main\nmain()\n", "utf-8")
        shim.chmod(0o755)
    places = (str(shim.parent), str(Path(sys.executable).parent), os.environ["PATH"])
    environment = {**os.environ, "PATH": os.pathsep.join(places)}
    done = subprocess.run(
        ["bash", "-euc", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    return done.returncode, done.stdout + done.stderr
