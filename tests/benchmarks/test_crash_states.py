"""A run is watched call by call; what a kill or a power failure may leave at any moment is continued."""

from pathlib import Path
from typing import Any

import pytest

from bench.runs import FAILURES, GENERATIONS, JUDGMENTS, REPORT, REQUESTS, TRACES


@pytest.fixture
def echo() -> Any:
    import echo

    return echo


@pytest.fixture
def crash_states() -> Any:
    import crash_states

    return crash_states


def test_every_state_is_continued_to_the_undisturbed_run(echo: Any, crash_states: Any, tmp_path: Path) -> None:
    wanted = echo.run(tmp_path / "undisturbed")
    whole = echo.files(tmp_path / "undisturbed")
    moments = crash_states.Watch(tmp_path / "run").during(lambda: echo.run(tmp_path / "run"))
    found = [*crash_states.killed(moments, cuts=1), *crash_states.unpowered(moments)]
    assert len(found) > 100
    for number, state in enumerate(found):
        folder = state.put(tmp_path / f"state-{number}")
        asked = echo.run(folder)
        assert not state.acknowledged.intersection(asked)
        assert sorted(echo.kept(folder)) == sorted(wanted)
        after = echo.files(folder)
        assert after.keys() == whole.keys()
        for name in (REQUESTS, TRACES, JUDGMENTS, FAILURES, REPORT):
            assert after[name] == whole[name]


def test_a_power_failure_may_leave_less_than_processes_saw(crash_states: Any, tmp_path: Path) -> None:
    """What is written and moved without being synced may be gone, in part or whole, or be zeros."""
    (tmp_path / "a").write_bytes(b"old\n")

    def careless() -> None:
        (tmp_path / "b").write_bytes(b"new line")
        (tmp_path / "b").replace(tmp_path / "a")

    left = crash_states.unpowered(crash_states.Watch(tmp_path).during(careless))
    assert {state.files.get("a") for state in left} >= {b"old\n", b"", b"new line", b"new ", bytes(8), b"new \0\0\0\0"}
    killed = crash_states.killed(crash_states.Watch(tmp_path).during(careless))
    assert {state.files["a"] for state in killed} == {b"new line"}


def test_what_was_said_to_be_safe_is_known_at_each_moment(echo: Any, crash_states: Any, tmp_path: Path) -> None:
    moments = crash_states.Watch(tmp_path / "run").during(lambda: echo.run(tmp_path / "run"))
    counts = [len(moment.acknowledged) for moment in moments]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, len(echo.kept(tmp_path / "run")))
    last = moments[-1]
    assert last.durable_names == last.names
    assert last.content[last.names[GENERATIONS]] == last.durable[last.names[GENERATIONS]]
