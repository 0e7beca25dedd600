import operator

import pytest

from bench.processes import batched, cores, spread


def test_batches_are_closed_by_what_fills_them() -> None:
    assert list(batched(iter([3, 3, 9, 1]), lambda one: one, 5)) == [[3, 3], [9], [1]]
    assert list(batched(iter([]), len, 5)) == []


def test_results_come_in_their_order() -> None:
    made = spread(operator.itemgetter(slice(0, 1)), iter([["a", "b"], ["c"], ["d"]]), 2)
    assert list(made) == ["a", "c", "d"]


def test_what_goes_wrong_in_a_process_is_raised_here() -> None:
    with pytest.raises(TypeError):
        list(spread(operator.neg, iter([["a"]]), 2))  # type: ignore[arg-type]


def test_there_is_a_core() -> None:
    assert cores() >= 1
