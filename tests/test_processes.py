import operator
import os
import signal
import time

import pytest

import slowly
from bench import limits, processes
from bench.limits import Limit
from bench.processes import batched, cores, results, spread


def marked(given: str, limit: Limit) -> str:
    return f"{given}: {limit}"


def test_batches_are_closed_by_what_fills_them() -> None:
    assert list(batched(iter([3, 3, 9, 1]), lambda one: one, 5)) == [[3, 3], [9], [1]]
    assert list(batched(iter([]), len, 5)) == []


def test_results_come_in_their_order() -> None:
    made = spread(operator.itemgetter(slice(0, 2)), iter([["a", "b"], ["c"], ["d"]]), 2, marked)
    assert list(made) == ["a", "b", "c", "d"]


def test_what_goes_wrong_in_a_process_is_raised_here_with_its_place() -> None:
    with pytest.raises(TypeError, match="bad operand") as caught:
        list(spread(operator.neg, iter([["a"]]), 2, marked))  # type: ignore[arg-type]
    assert "worker.py" in "".join(caught.value.__notes__)


def test_one_that_takes_too_long_is_marked_and_the_others_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WAIT", 1.0)
    given = iter([["a", "sleep", "b"], ["c"], ["sleep"], ["d"]])
    assert list(spread(slowly.work, given, 2, marked)) == ["A", "sleep: seconds", "B", "C", "sleep: seconds", "D"]


@pytest.mark.skipif(not hasattr(signal, "SIGXCPU"), reason="no limit of processor time here")
def test_one_that_computes_too_long_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 1)
    assert list(spread(slowly.work, iter([["a", "spin"], ["b"]]), 1, marked)) == ["A", "spin: seconds", "B"]


def test_one_that_takes_too_much_memory_or_ends_its_process_is_marked() -> None:
    given = iter([["a", "fill", "b"], ["die"], ["nest"], ["c"]])
    expected = ["A", "fill: memory", "B", "die: memory", "nest: depth", "C"]
    assert list(spread(slowly.work, given, 1, marked)) == expected


def test_what_is_left_in_the_middle_ends_its_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = time.monotonic()
    made = spread(slowly.work, iter([["pid"], ["sleep"], *[["a"]] * 20]), 1, marked)
    process = int(next(made))
    made.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert time.monotonic() - begun < limits.WAIT


def test_a_process_is_kept_for_the_next_time_and_replaced_where_it_is_gone() -> None:
    (first,) = spread(slowly.work, iter([["pid"]]), 1, marked)
    (again,) = spread(slowly.work, iter([["pid"]]), 1, marked)
    assert first == again
    os.kill(int(first), signal.SIGKILL)
    (other,) = spread(slowly.work, iter([["pid"]]), 1, marked)
    assert other != first


@pytest.mark.parametrize(("letters", "jobs", "expected"), [(10, None, 1), (200, None, 3), (10, 2, 2), (200, 2, 2)])
def test_how_many_processes(letters: int, jobs: int | None, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def recorded(work: object, batches: object, jobs: int, limited: object) -> object:
        asked.append(jobs)
        return (one.upper() for batch in batches for one in batch)  # type: ignore[attr-defined]

    monkeypatch.setattr(processes, "spread", recorded)
    monkeypatch.setattr(processes, "SMALL", 100)
    monkeypatch.setattr(processes, "cores", lambda: 3)
    made = results(slowly.work, iter("a" * letters), len, marked, jobs=jobs)
    assert list(made) == ["A"] * letters
    assert asked == [expected]


def test_none_but_this_one() -> None:
    assert list(results(slowly.work, iter(["pid", "a"]), len, marked, jobs=0)) == [str(os.getpid()), "A"]


def test_there_is_a_core() -> None:
    assert cores() >= 1
