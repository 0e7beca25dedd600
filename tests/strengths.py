"""Runs with an adapter at several strengths, made up for the tests."""

import fakes
from bench.arms import arms_of
from bench.comparison import Comparison, compare
from bench.plan import plan
from test_comparison import templates


def run(
    *strengths: float, adapters: tuple[str, ...] = ("adapter",), owed: str = "", count: int = 6, fewer: int = 8
) -> Comparison:
    """A run on `count` templates of two items; the whole adapter shows `fewer` steps than the base's 10."""
    arms = arms_of(adapters, strengths)
    requests = plan(
        templates(count),
        fakes.EchoEngine(),
        arms=arms,
        formats=["raw"],
        samples=1,
        sampling=fakes.GREEDY,
        seed=0,
    )
    done = [r for r in requests if (r.arm, r.item.id) != (owed, "demo/t0/0")]
    return compare(
        requests,
        {r.key: fakes.generation(r) for r in done},
        {r.key: fakes.trace(r.key, steps=round(10 - fewer * r.strength)) for r in done},
        {r.key: fakes.judgment(r.key) for r in done},
    )
