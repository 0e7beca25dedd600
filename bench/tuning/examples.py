"""Pairs -> token ids and labels, in the prompts that `kenzan run` asks with.

Prompt and response are tokenised apart, so that the prompt's tokens are those that the model is asked with later. The
response ends in the end-of-text token. Nothing is cut: what is empty or too long is counted, and refused or left out.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bench.errors import InputError
from bench.prompts import ALPACA
from bench.tuning.data import Pair
from bench.tuning.settings import Settings

IGNORED = -100
"""Label of a token that the loss leaves out."""


class Tokenising(Protocol):
    """What is needed of `bench.engines.tokens.Tokens`."""

    def chat(self, question: str) -> str:
        """The chat template around a user's turn."""

    def encode(self, prompt: str) -> list[int]:
        """Token ids of a prompt."""

    def response(self, text: str) -> list[int]:
        """Token ids of a response, with what ends it."""

    def without_end(self, text: str) -> str:
        """A generated text without the token that ended it."""


@dataclass(frozen=True)
class Example:
    """What the model sees, ``[tokens]``, and what it learns of it."""

    input_ids: list[int]
    labels: list[int]
    """Token ids, or `IGNORED`."""


@dataclass(frozen=True)
class Unfit:
    """What cannot be learnt from, counted."""

    empty: tuple[str, ...]
    """Places of pairs without an instruction or an output."""
    long: tuple[str, ...]
    """Places of examples of more tokens than the sequence has."""
    longest: int
    """Tokens of the longest example."""


def prompt(pair: Pair, settings: Settings, tokens: Tokenising) -> str:
    """The text before the response. As chat, an input stands under its instruction after an empty line."""
    if settings.format == "alpaca":
        return ALPACA.format(instruction=pair.instruction, input=pair.input)
    return tokens.chat(f"{pair.instruction}\n\n{pair.input}" if pair.input else pair.instruction)


def example(prompt: str, response: str, settings: Settings, tokens: Tokenising) -> Example:
    """Token ids and labels of a prompt and its response."""
    asked, said = tokens.encode(prompt), tokens.response(response)
    return Example(asked + said, ([IGNORED] * len(asked) if settings.response_only else asked) + said)


def encode(pairs: Sequence[Pair], settings: Settings, tokens: Tokenising) -> tuple[list[Example], Unfit]:
    """Examples of all pairs that can be learnt from, and what of the others there is."""
    made, empty, long, longest = [], [], [], 0
    for pair in pairs:
        if not pair.instruction.strip() or not pair.output.strip():
            empty.append(pair.where)
            continue
        one = example(prompt(pair, settings, tokens), pair.output, settings, tokens)
        longest = max(longest, len(one.input_ids))
        if len(one.input_ids) > settings.max_seq_length:
            long.append(pair.where)
        else:
            made.append(one)
    return made, Unfit(tuple(empty), tuple(long), longest)


def admit(made: Sequence[Example], unfit: Unfit, settings: Settings, name: str, *, drop: bool) -> None:
    """Go on with what can be learnt from, or not.

    Parameters
    ----------
    name : of the source, for the error.
    drop : leave out what is empty or too long, and say how much, instead of refusing.

    Raises
    ------
    InputError
        Something is empty or too long and is not to be dropped, or nothing is left.
    """
    total = len(made) + len(unfit.empty) + len(unfit.long)
    told = []
    if unfit.empty:
        told.append(f"{len(unfit.empty)} of {total} rows have no instruction or no output (first: {unfit.empty[0]})")
    if unfit.long:
        told.append(
            f"{len(unfit.long)} of {total} are longer than {settings.max_seq_length} tokens (the longest "
            f"{unfit.longest}; first: {unfit.long[0]})"
        )
    if not told:
        return
    what = " and ".join(told)
    if not made:
        raise InputError(f"{what}: nothing is left to learn from", name)
    if not drop:
        longer = f", or --max-seq-length {unfit.longest}" if unfit.long else ""
        raise InputError(f"{what}; mend them, or leave them out with --drop{longer}", name)
    print(f"kenzan: {name}: left out: {what}", file=sys.stderr)
