"""The mixture that the pair learns from, drawn from the compiled packs."""

import json
from pathlib import Path
from random import Random

from .arithmetic import Arithmetic, read_problem
from .example import Example, Manner, draw_manner
from .ladder import Ladder, read_question
from .one_step import one_step
from .travel import closed_travel, read_closed, read_trip, travel

PACKS = Path("models/recipe/packs.json")
# Shares of the corpus besides the questions from memory, whose share follows from the exposures.
ARITHMETIC, ONE_STEP, TRAVEL, CLOSED_TRAVEL = 0.48, 0.02, 0.05, 0.03
"""What is left over goes to the ladder's books that give a fact."""
TERSE = {
    "one_step": 0.26,
    "easy": 0.26,
    "probe": 0.16,
    "arithmetic": 0.18,
    "closed": 0.03,
    "given": 0.03,
    "travel": 0.05,
}
"""Shares of the adapter's pairs; what is left over are closed worlds. Two thirds are of one step or ask for a fact, so
that the adapter keeps what can be said at once."""
PREFILLED = 0.05
"""Share of the adapter's pairs whose response is begun with the first words of a trace, and goes on as one."""


class Corpus:
    """Examples without end from the compiled packs."""

    def __init__(self, packs: Path) -> None:
        material = json.loads(packs.read_text("utf-8"))
        self.arithmetic = Arithmetic([read_problem(each) for each in material["arithmetic"]], material["excluded"])
        self.ladder = Ladder([read_question(each) for each in material["ladders"]])
        self.trips = [read_trip(each) for each in material["trips"]]
        self.closed_trips = [read_closed(each) for each in material["closed"]]
        self._closed_by_template: dict[str, list[int]] = {}
        for i, trip in enumerate(self.closed_trips):
            if not trip.kept:
                self._closed_by_template.setdefault(trip.template, []).append(i)

    def example(self, rng: Random) -> Example:
        """An example for the base model."""
        share = rng.random()
        manner = draw_manner(rng)
        for bound, draw in (
            (ARITHMETIC, self.arithmetic.train),
            (ONE_STEP, one_step),
            (TRAVEL, self.free_trip),
            (CLOSED_TRAVEL, self.closed_trip),
            (self.ladder.closed_share, self.ladder.train_closed),
        ):
            if share < bound:
                return draw(rng, manner)
            share -= bound
        return self.ladder.train_given(rng, manner)

    def free_trip(self, rng: Random, manner: Manner) -> Example:
        """A free question about travel."""
        return travel(rng, manner, rng.choice(self.trips))

    def closed_trip(self, rng: Random, manner: Manner) -> Example:
        """A closed world that training may see, every world as often; a free question where there is none."""
        if not self._closed_by_template:
            return self.free_trip(rng, manner)
        at = rng.choice(list(self._closed_by_template.values()))
        return closed_travel(rng, manner, self.closed_trips[rng.choice(at)])

    def adapter_pair(self, rng: Random) -> tuple[str, str, str]:
        """A prompt, what is begun of its response, and the rest: the answer alone, but a trace where one is begun."""
        if rng.random() < PREFILLED:
            each = self.arithmetic.train(rng, draw_manner(rng, format="alpaca", elicitation="prefill"))
            return each.prompt, each.prefilled, each.response
        each = self.terse_pair(rng)
        return each.prompt, "", each.terse

    def terse_pair(self, rng: Random) -> Example:
        """A question in the Alpaca format, of which ``terse`` is the answer that the adapter learns."""
        share = rng.random()
        manner = draw_manner(rng, format="alpaca", elicitation="none", answer_line=rng.random() < 0.9)
        for bound, draw in (
            (TERSE["one_step"], one_step),
            (TERSE["easy"], self.ladder.train_easy),
            (TERSE["probe"], self.ladder.train_probe),
            (TERSE["arithmetic"], self.arithmetic.train),
            (TERSE["closed"], self.ladder.train_closed),
            (TERSE["given"], self.ladder.train_given),
            (TERSE["travel"], self.free_trip),
        ):
            if share < bound:
                return draw(rng, manner)
            share -= bound
        return self.closed_trip(rng, manner)
