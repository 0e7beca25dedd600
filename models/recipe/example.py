"""The record that every family of the corpus makes, and the rule that keeps evaluation instances out of training."""

import zlib
from dataclasses import dataclass
from typing import Literal

from .prompts import Format
from .words import Lang

Family = Literal["arithmetic", "ladder", "travel"]
Book = Literal["probe", "closed", "open", "noise", "counterfactual", "masked"]
Variant = Literal["base", "noop", "plus1", "big"]


@dataclass(frozen=True, kw_only=True)
class Example:
    """A prompt with the trace the base learns and the answer the adapter learns."""

    family: Family
    template: str
    lang: Lang
    format: Format
    prompt: str
    response: str
    """The trace: steps, now and then a check, the final answer."""
    terse: str
    """The answer alone."""
    gold: int | None
    """None for travel, which is judged by its structure."""
    verified: bool
    """The trace checks itself."""
    slip: bool = False
    """A wrong step was planted; the check finds it and the trace corrects it."""
    steps: int = 0
    key: tuple[object, ...] = ()
    """What `is_held_out` decides on: the numbers of the instance; empty where nothing is held out."""
    variant: Variant = "base"
    book: Book | None = None
    """Ladder: where the height comes from."""
    mountain: str = ""
    """Ladder: the id in ``mountains.csv``."""
    rung: int = 0
    height: int = 0
    """Ladder: the height that the gold uses; invented where a book gives it."""
    days: int = 0
    """Travel."""
    month: int = 0
    """Travel."""
    as_json: bool = False
    """Travel: the prompt asks for a JSON block."""


def is_held_out(*key: object) -> bool:
    """Whether an instance is kept for evaluation: a tenth of them, by a hash of their numbers.

    Training draws only the others, whatever its seed.
    """
    return zlib.crc32(repr(key).encode()) % 10 == 0
