"""Every example once before any comes again, in random steps whose batches have examples of like length."""

from random import Random

import pytest

from bench.tuning.order import arrange

LENGTHS = Random(5).choices((90, 100, 110, 400, 420), k=700)


def parts(order: list[int], size: int) -> list[list[int]]:
    return [order[at : at + size] for at in range(0, len(order), size)]


def test_every_example_once_before_any_comes_again() -> None:
    assert sorted(arrange(LENGTHS, 2, 4, 700, seed=1)) == list(range(700))
    assert sorted(arrange(LENGTHS, 2, 4, 1400, seed=1)) == sorted([*range(700)] * 2)
    part = arrange(LENGTHS, 2, 4, 300, seed=1)
    assert len(set(part)) == len(part) == 300
    assert arrange([3, 4], 4, 1, 7, seed=1).count(0) in (3, 4)
    assert arrange([3], 2, 4, 1, seed=1) == [0]


def test_a_step_is_drawn_at_random_and_its_batches_go_by_length() -> None:
    order = arrange(LENGTHS, 4, 4, 700, seed=1)
    steps = parts(order, 16)
    long = [sum(LENGTHS[i] > 200 for i in step) for step in steps[1:-1]]
    assert sum(long) / len(long) == pytest.approx(16 * 0.4, abs=1)
    assert max(long) < 14
    assert min(long) > 0
    padded, plain = (
        sum(max(LENGTHS[i] for i in batch) * len(batch) for batch in parts(found, 4))
        for found in (order, arrange(LENGTHS, 4, 1, 700, seed=1))
    )
    assert padded < 0.85 * plain
    assert max(LENGTHS[i] for i in order[:4]) == max(LENGTHS)


def test_the_seed_decides() -> None:
    first, again, other = (arrange(LENGTHS, 2, 4, 700, seed=seed) for seed in (1, 1, 2))
    assert first == again != other
