"""Arms: names, strengths, and what cannot be an arm."""

import pytest

from bench.arms import Arm, adapter_keys, arms_of
from bench.errors import InputError


def test_one_adapter_is_called_adapter_and_several_by_their_folders() -> None:
    assert adapter_keys(["runs/terse"]) == {"adapter": "runs/terse"}
    assert adapter_keys(["runs/terse", "me/keep"]) == {"terse": "runs/terse", "keep": "me/keep"}
    assert adapter_keys([]) == {}


@pytest.mark.parametrize("adapters", [["a/x", "b/x"], ["a/base", "b/x"]])
def test_two_arms_of_one_name_are_refused(adapters: list[str]) -> None:
    with pytest.raises(InputError, match="two arms would be called"):
        adapter_keys(adapters)


def test_every_adapter_runs_at_strength_one_and_at_each_asked_for() -> None:
    assert arms_of(["x"], [0.5, 0.25, 1.0, 0.5]) == (
        Arm("base"),
        Arm("x", "x"),
        Arm("x@0.25", "x", 0.25),
        Arm("x@0.5", "x", 0.5),
    )
    assert arms_of([]) == (Arm("base"),)


@pytest.mark.parametrize("strength", [0.0, -1.0, 1.6, float("nan")])
def test_strengths_out_of_range_are_refused(strength: float) -> None:
    with pytest.raises(InputError, match="--strength"):
        arms_of(["x"], [strength])


def test_a_strength_needs_an_adapter() -> None:
    with pytest.raises(InputError, match="no adapter"):
        arms_of([], [0.5])
