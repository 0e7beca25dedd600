"""The record that every family of the corpus makes, and the rule that keeps evaluation instances out of training."""

import zlib
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from .prompts import Elicitation, Format, draw_elicitation, draw_format
from .solution import FIRST, OPENING, Outcome
from .words import Lang, draw_lang
from .working import Number

Family = Literal["arithmetic", "one_step", "entities", "travel", "closed_travel"]


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a question is put; what is not said is drawn."""

    lang: Lang
    format: Format
    elicitation: Elicitation
    answer_line: bool

    def begin(self, rng: Random, trace: str) -> tuple[str, str]:
        """What stands before the model's own words, and these: the trace behind its prefilled start, or with opening.

        One trace in five that is not prefilled does without the opening, so that the start is known without it.
        """
        first = FIRST[self.lang]
        if self.elicitation == "prefill":
            return first, trace.removeprefix(first)
        return "", trace if rng.random() < 0.2 else f"{OPENING[self.lang]}\n\n{trace}"


def draw_manner(
    rng: Random,
    *,
    lang: Lang | None = None,
    format: Format | None = None,
    elicitation: Elicitation | None = None,
    answer_line: bool | None = None,
) -> Manner:
    """Draw what is not given."""
    return Manner(
        lang=lang or draw_lang(rng),
        format=format or draw_format(rng),
        elicitation=elicitation or draw_elicitation(rng),
        answer_line=answer_line if answer_line is not None else rng.random() < 0.85,
    )


@dataclass(frozen=True, kw_only=True)
class Example:
    """A prompt with the trace the base learns and the answer the adapter learns."""

    family: Family
    template: str
    manner: Manner
    prompt: str
    prefilled: str
    """Begin of the response that the prompt already gives."""
    response: str
    """The trace: steps, at times a check, the final answer; what follows `prefilled`."""
    terse: str
    """The answer alone."""
    gold: Number | None = None
    """None for travel, which is judged by its structure."""
    stated: Number | None = None
    """The answer of the trace; another than the gold where a planted slip was not found or a check spoilt it."""
    outcome: Outcome = "unchecked"
    slip: str = ""
    """Operation of a planted slip."""
    steps: int = 0
    held_out: bool = False
    """Kept for evaluation."""
    variant: str = "base"
    book: str = ""
    """Entities: where the fact comes from."""
    entity: str = ""
    rung: int = 0
    fact: Number = 0
    """Entities: the fact that the gold uses; invented where a book gives it."""
    plan: dict[str, int] = field(default_factory=dict)
    """Travel: ``days``, and ``month`` where dates are asked for."""


def digest(*key: object) -> int:
    """A number that stands for an instance."""
    return zlib.crc32(repr(key).encode())


def is_held_out(*key: object) -> bool:
    """Whether an instance is kept for evaluation: a tenth of them, by a hash of their numbers.

    Training draws only the others, whatever its seed.
    """
    return digest(*key) % 10 == 0
