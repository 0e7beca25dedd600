"""What a proof measures besides: how many draws are rejected, how large the numbers are, how often the question already
holds the answer. Beyond a stated bound each is a finding.
"""

import math
import re
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from bench.packs.readback import decimal

MOST_REJECTED = 0.98
"""Share of draws that `where` may reject."""
MOST_GIVEN = 0.25
"""Share of instances whose question may hold the gold as one of its numbers, by chance."""
MOST_OFF = 30
"""How many times larger or smaller than the anchor's gold the golds may be, by their median."""
_NUMBER = re.compile(r"(?<![A-Za-z\d.])(?:\d{1,3}(?:,\d{3}){1,5}(?![\d,])|\d{1,30}(?:\.\d{1,12})?)")


@dataclass
class Tally:
    """The samples of a template in one variant or book."""

    item: str
    case: str
    """Variant or book."""
    anchor: Fraction | None = None
    """The gold that was worked by hand."""
    golds: list[Fraction] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    """Of each instance, the geometric mean of its numbers."""
    tries: int = 0
    given: int = 0
    questions: int = 0

    def add(self, gold: Fraction, numbers: Iterable[Fraction | int], tries: int, questions: Iterable[str]) -> None:
        """One instance, with its question in every language."""
        self.golds.append(gold)
        self.tries += tries
        logs = [math.log(abs(n)) for n in numbers if n]
        self.sizes.append(math.exp(statistics.fmean(logs)) if logs else 1.0)
        written = {str(gold), *decimal(gold)}
        for question in questions:
            self.questions += 1
            self.given += not written.isdisjoint(numbers_in(question))

    @property
    def rejected(self) -> float:
        """Share of draws that the conditions reject."""
        return 1 - len(self.golds) / self.tries if self.tries else 0.0

    @property
    def stands(self) -> float:
        """Share of questions in which the gold already stands."""
        return self.given / self.questions if self.questions else 0.0

    def row(self) -> dict[str, object]:
        """For the report of a check."""
        ordered = sorted(self.golds)
        return {
            "item": self.item,
            "case": self.case,
            "instances": len(ordered),
            "rejected": round(self.rejected, 4),
            "least": str(ordered[0]),
            "median": str(ordered[len(ordered) // 2]),
            "most": str(ordered[-1]),
            "anchor": None if self.anchor is None else str(self.anchor),
            "given": round(self.stands, 4),
        }

    def beyond(self) -> Iterator[tuple[str, str]]:
        """What is beyond a bound: the field that is to blame, and the finding."""
        if self.rejected > MOST_REJECTED:
            yield "where", f"rejects {self.rejected:.1%} of all draws, over {MOST_REJECTED:.0%}: narrow the ranges"
        if self.stands > MOST_GIVEN:
            yield (
                "text",
                (
                    f"the gold already stands in {self.stands:.0%} of the questions, over {MOST_GIVEN:.0%}: "
                    "ask for a number that the text does not give"
                ),
            )
        if self.anchor is not None:
            ratio = _size(sorted(self.golds)[len(self.golds) // 2]) / _size(self.anchor)
            if not 1 / MOST_OFF <= ratio <= MOST_OFF:
                yield (
                    "anchor",
                    (
                        f"the golds are {float(ratio):.3g} times the anchor's by their median, beyond {MOST_OFF}: "
                        "match the ranges to the anchor"
                    ),
                )


def _size(number: Fraction) -> Fraction:
    return max(abs(number), Fraction(1))


def numbers_in(question: str) -> set[str]:
    """The numbers of a text in digits, without their commas."""
    return {found.replace(",", "") for found in _NUMBER.findall(question)}
