"""Do the intervals cover what they say, do the tests err as often as they say, is the stated power the power there is?

Runs are simulated from known truths. Templates differ in difficulty, and in how much the adapter changes them; both
arms answer the same items. A run is drawn many times over, and the truth is what a run of endless templates would give.

    python benchmarks/stats.py
"""

import time
from dataclasses import dataclass

import numpy as np
import results
from numpy.typing import NDArray

from bench.stats.clusters import Clustered, clustered
from bench.stats.intervals import RESAMPLED, RESAMPLES, bootstrap, effective_size, paired_intervals, wilson
from bench.stats.paired import paired_p
from bench.stats.power import detectable

RUNS = 4000
"""Simulated runs of each kind: a coverage of 95 % is known to 0.35 points (one standard error)."""
TRUTH = 400_000
"""Templates from which the truth is taken."""
BLOCK = 250
"""Simulated runs whose intervals are computed at once."""
LEVEL = 0.05

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """A kind of run."""

    name: str
    templates: int
    items: tuple[int, int]
    """Items of a template, from … to; the same in every run."""
    share: bool
    """Whether the metric is 0 or 1 (right), or a count with a long tail (tokens)."""
    effect: float
    """How far the adapter moves the mean template, in logits or in logarithms."""
    varies: float = 0.5
    """How much templates differ in that."""


WORLDS = (
    World("right, 5 templates of 10", 5, (10, 10), True, -0.5),
    World("right, 5 templates, no effect on any", 5, (10, 10), True, 0.0, 0.0),
    World("right, 8 templates, no effect", 8, (10, 10), True, 0.0),
    World("right, 8 templates of 10", 8, (10, 10), True, -0.5),
    World("right, 16 templates of 10", 16, (10, 10), True, -0.5),
    World("right, 40 templates of 10", 40, (10, 10), True, -0.5),
    World("right, 40 templates of 2 to 20", 40, (2, 20), True, -0.5),
    World("right, 40 templates, no effect", 40, (10, 10), True, 0.0),
    World("right, 40 templates, no effect on any", 40, (10, 10), True, 0.0, 0.0),
    World("right, 300 draws", 300, (1, 1), True, -0.5),
    World("tokens, 8 templates of 10", 8, (10, 10), False, -0.4),
    World("tokens, 16 templates of 10", 16, (10, 10), False, -0.4),
    World("tokens, 40 templates of 10", 40, (10, 10), False, -0.4),
    World("tokens, 40 templates, no effect on any", 40, (10, 10), False, 0.0, 0.0),
)


def draw(world: World, clusters: NDArray[np.intp], runs: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """[items, runs] values of the base and of the adapter; `clusters` is the template of each item."""
    templates, items = (clusters.max() + 1, runs), (len(clusters), runs)
    hard = random.normal(0.8, 1.0, templates)
    moved = hard + random.normal(world.effect, world.varies, templates)
    alike = random.normal(0, 0.7, items)  # the same numbers in both arms
    found = []
    for level in (hard[clusters], moved[clusters]):
        if world.share:
            found.append((random.random(items) < 1 / (1 + np.exp(-(level + alike)))).astype(float))
        else:
            found.append(np.exp(5 + 0.3 * level + 0.3 * alike + random.normal(0, 0.3, items)))
    return found[0], found[1]


def sizes_of(world: World) -> NDArray[np.intp]:
    """[templates] items of each."""
    return np.linspace(*world.items, world.templates).round().astype(np.intp)


def measure(world: World, random: np.random.Generator) -> dict[str, float]:
    """The truth, the coverage of both intervals, and the share of runs that the test calls."""
    sizes = sizes_of(world)
    # Endless templates with the same sizes in turn: the items of a large template weigh more, as in the run.
    many = np.tile(sizes, TRUTH // len(sizes))
    endless = [values.mean() for values in draw(world, np.repeat(np.arange(len(many)), many), 1, random)]
    clusters = np.repeat(np.arange(len(sizes)), sizes)
    base, adapter = draw(world, clusters, RUNS, random)
    covered, called, rates = [], [], []
    for start in range(0, RUNS, BLOCK):
        part = slice(start, start + BLOCK)
        differences = adapter[:, part] - base[:, part]
        intervals = paired_intervals(differences, clusters)
        assert intervals is not None
        truth = endless[1] - endless[0]
        covered.append((intervals[:, 0] <= truth) & (truth <= intervals[:, 1]))
        called.append(paired_p(differences, clusters) < LEVEL)
        if world.share:
            single = clustered(base[:, part], clusters)
            size = effective_size(single)
            low, high = wilson(single.means * size, size)
            rates.append((low <= endless[0]) & (endless[0] <= high))
    return {
        "truth": endless[1] - endless[0],
        "covered": float(np.concatenate(covered).mean()),
        "rate": float(np.concatenate(rates).mean()) if rates else float("nan"),
        "called": float(np.concatenate(called).mean()),
    }


def power(random: np.random.Generator) -> list[tuple[int, float, float]]:
    """Templates, stated smallest effect, share of runs with just that effect that the test calls."""
    found = []
    for templates in (5, 8, 16, 40, 100):
        clusters = np.repeat(np.arange(templates), 5)
        noise = random.normal(0, 1, (templates, RUNS))[clusters]
        stated = float(np.median(detectable(clustered(noise, clusters), binary=False)))
        found.append((templates, stated, float((paired_p(noise + stated, clusters) < LEVEL).mean())))
    return found


def speed() -> float:
    """Seconds for 10,000 resamples of 30 metrics on 2,000 instances, each its own cluster."""
    values = Clustered(np.random.default_rng(0).normal(size=(2000, 30)), np.ones(2000))
    begun = time.perf_counter()
    bootstrap(values)
    return time.perf_counter() - begun


def main() -> None:
    """Measure, and write the section."""
    random = np.random.default_rng(3442)
    lines = [
        f"{RUNS} simulated runs a line; {RESAMPLES} resamples an interval. Interval: of the paired difference, by the "
        f"cluster bootstrap, with fewer than {RESAMPLED} templates Student's. Rate: Wilson's of the base alone, "
        "with the effective sample size. Called: the "
        "test of the paired difference gives p < 5 %; where there is no effect, this is how often it errs.",
        "",
        "| run | true difference | interval covers | rate covers | called |",
        "|---|--:|--:|--:|--:|",
    ]
    for world in WORLDS:
        found = measure(world, random)
        truth = f"{100 * found['truth']:+.1f} points" if world.share else f"{found['truth']:+.1f}"
        rate = f"{100 * found['rate']:.1f} %" if world.share else ""
        lines.append(
            f"| {world.name} | {truth} | {100 * found['covered']:.1f} % | {rate} | {100 * found['called']:.1f} % |"
        )
    lines += [
        "",
        "Smallest effect that a run says it could have seen with 80 % power, and how often it does see it:",
        "",
    ]
    lines += ["| templates | stated effect, in standard deviations of a template | seen |", "|--:|--:|--:|"]
    lines += [f"| {n} | {stated:.2f} | {100 * seen:.1f} % |" for n, stated, seen in power(random)]
    seconds = min(speed() for _ in range(3))
    lines += ["", f"30 metrics × 2,000 instances × {RESAMPLES} resamples: {seconds:.2f} s."]
    results.write("Statistics: coverage, error and power", "stats.py", "\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
