"""What the killed runs are compared with; the processes themselves are the benchmark's, and `test_pipeline`'s."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench.runs import GENERATIONS, REPORT, TRACES


@pytest.fixture
def kills(tmp_path: Path) -> Any:
    import reliability_kills

    return reliability_kills


@pytest.fixture
def trials(kills: Any, tmp_path: Path) -> tuple[Any, Any]:
    """Two folders with the same whole run of an engine without a model."""
    import echo

    made = []
    for name in ("whole", "killed"):
        trial = kills.Trial(tmp_path / name)
        trial.folder.mkdir()
        echo.run(trial.run)
        (trial.run / REPORT).write_text("<!doctype html></html>\n")
        made.append(trial)
    return made[0], made[1]


def test_kills_are_spread_over_all_stages(kills: Any) -> None:
    stages = dict.fromkeys(kills.STAGES, 2.0)
    drawn = list(kills.moments(50, stages))
    assert Counter(stage for stage, _ in drawn) == {"starting": 5, "generating": 25, "scoring": 10, "rendering": 10}
    assert all(0 <= delay < 2 for _, delay in drawn)
    assert drawn == list(kills.moments(50, stages))


def test_a_whole_run_has_lost_nothing(kills: Any, trials: tuple[Any, Any]) -> None:
    whole, killed = trials
    tally = kills.Tally()
    tally.add(killed, killed.generations()[:3], 0, whole)
    figures = tally.figures()
    assert figures["runs continued"] == "1"
    assert {figures[name] for name in kills.ZERO} == {"0"}


def test_each_kind_of_loss_is_counted(kills: Any, trials: tuple[Any, Any]) -> None:
    whole, killed = trials
    file = killed.run / GENERATIONS
    kept = killed.generations()
    lines = file.read_bytes().splitlines(keepends=True)

    def counted(status: int = 0) -> dict[str, str]:
        tally = kills.Tally()
        tally.add(killed, kept[:2], status, whole)
        return {name: figure for name, figure in tally.figures().items() if name in kills.ZERO and figure != "0"}

    assert counted(2) == {"runs that were refused": "1"}
    file.write_bytes(b"".join(lines[:-1]))
    assert counted() == {"records lost": "1"}
    file.write_bytes(b"".join([*lines, lines[-1]]))
    assert counted() == {"records twice": "1"}
    file.write_bytes(b"".join([lines[1], lines[0], *lines[2:]]))
    assert counted() == {"records lost": "2"}
    changed = kept[5].model_copy(update={"text": "other"})
    file.write_bytes(b"".join(lines).replace(lines[5], changed.model_dump_json().encode() + b"\n"))
    assert counted() == {"texts other than the undisturbed run's": "1"}
    file.write_bytes(b"".join(lines))
    (killed.run / TRACES).write_bytes(b"")
    assert counted() == {"derived files not rebuilt": "1"}
