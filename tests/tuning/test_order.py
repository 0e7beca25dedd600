"""Every example once before any comes again, in batches of like length that come in random order."""

from itertools import pairwise
from random import Random

from bench.tuning.order import arrange

LENGTHS = Random(5).choices((90, 100, 110, 400, 420), k=700)


def batches(order: list[int], size: int) -> list[list[int]]:
    return [order[at : at + size] for at in range(0, len(order), size)]


def test_every_example_once_before_any_comes_again() -> None:
    assert sorted(arrange(LENGTHS, 8, 700, seed=1)) == list(range(700))
    twice = arrange(LENGTHS, 8, 1400, seed=1)
    assert sorted(twice) == sorted([*range(700)] * 2)
    part = arrange(LENGTHS, 8, 300, seed=1)
    assert len(set(part)) == len(part) == 300
    assert arrange([3, 4], 4, 7, seed=1).count(0) in (3, 4)
    assert arrange([3], 2, 1, seed=1) == [0]


def test_little_is_padding_and_kinds_take_turns() -> None:
    order = batches(arrange(LENGTHS, 8, 700, seed=1), 8)
    padded = sum(max(LENGTHS[i] for i in each) * len(each) for each in order)
    assert padded < 1.1 * sum(LENGTHS)
    long = [max(LENGTHS[i] for i in each) > 200 for each in order]
    runs = sum(a != b for a, b in pairwise(long))
    assert runs > 0.3 * len(long)
    assert long[0]
    assert max(LENGTHS[i] for i in order[0]) == max(LENGTHS)


def test_the_seed_decides() -> None:
    assert arrange(LENGTHS, 8, 700, seed=1) == arrange(LENGTHS, 8, 700, seed=1) != arrange(LENGTHS, 8, 700, seed=2)
