"""What became of the self-checks of each arm."""

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from bench.comparison.records import SelfChecks, Side
from bench.comparison.table import Table
from bench.trace.outcome import Outcome

ENDS: tuple[str, ...] = get_args(Outcome)


def self_checks(table: Table) -> Iterator[SelfChecks]:
    """Of every place and arm; an arm without a generation has none."""
    for place, index in table.places().items():
        for arm in table.arms:
            ends = [checks_of(p.sides[arm]) for p in (table.pairs[row] for row in index) if arm in p.sides]
            counts = Counter(end for one in ends for end in one)
            family, format, elicit = place
            yield SelfChecks(
                family=family,
                format=format,
                elicit=elicit,
                arm=arm,
                traces=len(ends),
                with_check=sum(bool(one) for one in ends),
                ends={end: counts[end] for end in ENDS},
            )


def checks_of(side: Side) -> list[str]:
    """How each self-check of a generation ended."""
    return [e.outcome or "inconclusive" for e in side.trace.episodes if e.kind == "verification"]
