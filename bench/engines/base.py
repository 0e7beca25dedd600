"""What an engine is: something that turns requests of several arms into generations.

One engine holds one base model and its adapters; the arm is a property of the request (`adapter`, `strength`), so rows
of all arms can share a batch and see the same conditions. Opening an engine reads the tokenizer and checks that the
model and the adapter fit; the weights are loaded when the first generation is asked for, so that a run with nothing
left to do costs nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from bench.records import Generation, Request

Tick = Callable[[int, int], None]
"""Called at each decoding step with (rows still running, tokens just made)."""


class Engine(Protocol):
    """The protocol that every engine follows."""

    name: str
    """E.g. ``hf``."""

    @property
    def versions(self) -> dict[str, str]:
        """Versions of the libraries that change numbers."""

    def identity(self, adapter: str | None) -> dict[str, str]:
        """What decides the numbers of an arm, as content hashes: weights, quantisation, tokenizer, adapter if any."""

    def chat(self, question: str) -> str:
        """The tokenizer's own chat template around a question, with the response opened; InputError without one."""

    def encode(self, prompt: str) -> list[int]:
        """Token ids of a prompt, exactly as they will be generated from."""

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation]:
        """Yield each generation as soon as its row has ended, in any order. Closing the iterator stops the work."""
