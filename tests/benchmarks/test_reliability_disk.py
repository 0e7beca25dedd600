"""The small run on a disk that fails: a part of what the benchmark tries, and that losses are counted."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.runs import GENERATIONS, JUDGMENTS, MANIFEST


@pytest.fixture
def disk() -> Any:
    import reliability_disk

    return reliability_disk


@pytest.fixture
def tally(disk: Any, tmp_path: Path) -> Any:
    """Empty, of an undisturbed run in ``undisturbed``."""
    import echo

    wanted = echo.run(tmp_path / "undisturbed")
    return disk.Tally(echo.files(tmp_path / "undisturbed"), wanted)


def nothing_lost(tally: Any, disk: Any) -> bool:
    return all(tally.figures()[name] == "0" for name in disk.ZERO)


def test_truncated_files_are_made_again_and_a_manifest_is_refused(disk: Any, tally: Any, tmp_path: Path) -> None:
    disk.truncations(tally, tmp_path, step=900, every=40)
    assert tally.tried[f"truncations of {GENERATIONS}"] > 10
    assert tally.refused["truncated manifests"] > 0
    assert nothing_lost(tally, disk)


def test_every_call_that_the_disk_refuses_ends_in_one_line_and_is_gone_on_from(
    disk: Any, tally: Any, tmp_path: Path
) -> None:
    disk.refusals(tally, tmp_path, [errno.ENOSPC])
    assert tally.tried["disk errors"] > 80
    assert tally.refused["disk errors"] > 60
    assert nothing_lost(tally, disk)


@pytest.mark.parametrize("trial", ["clocks", "formats"])
def test_clocks_and_formats(disk: Any, tally: Any, tmp_path: Path, trial: str) -> None:
    getattr(disk, trial)(tally, tmp_path)
    assert tally.tried.total() == {"clocks": 1, "formats": len(disk.FORMATS)}[trial]
    assert nothing_lost(tally, disk)


def test_two_processes_in_one_folder(disk: Any, tally: Any, tmp_path: Path) -> None:
    disk.meetings(tally, tmp_path, 1)
    assert tally.tried["meetings of two processes"] == 1
    assert nothing_lost(tally, disk)


def lose_a_line(run: Path) -> None:
    lines = (run / GENERATIONS).read_bytes().splitlines(keepends=True)
    (run / GENERATIONS).write_bytes(b"".join(lines[1:]))


def repeat_a_line(run: Path) -> None:
    lines = (run / GENERATIONS).read_bytes().splitlines(keepends=True)
    (run / GENERATIONS).write_bytes(b"".join([lines[0], *lines]))


def spoil_the_manifest(run: Path) -> None:
    (run / MANIFEST).write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (lose_a_line, "records lost"),
        (repeat_a_line, "records twice"),
        (spoil_the_manifest, "runs that could not be continued"),
    ],
)
def test_what_is_lost_is_counted(
    disk: Any, tally: Any, tmp_path: Path, spoil: Callable[[Path], None], name: str
) -> None:
    run = tmp_path / "undisturbed"
    spoil(run)
    tally.continued(run, frozenset(tally.wanted))
    assert tally.figures()[name] != "0"


def test_derived_files_that_are_not_rebuilt_are_counted(disk: Any, tally: Any, tmp_path: Path) -> None:
    tally.whole = tally.whole | {JUDGMENTS: b"other"}
    tally.continued(tmp_path / "undisturbed")
    assert tally.figures()["derived files not rebuilt"] == "1"
