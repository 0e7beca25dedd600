"""A request on its way through an engine that decodes rows itself."""

import time
from dataclasses import dataclass, field

from bench.records import Generation, Request

Kind = tuple[str, str, int]
Prefix = tuple[str, float, tuple[int, ...]]


@dataclass(eq=False)
class Row:
    """A request, its tokens, and those made so far."""

    request: Request
    prompt: list[int]
    """Its tokens."""
    made: list[int] = field(default_factory=list)
    """Tokens generated so far."""
    started: float = 0.0
    """When it was first decoded, on the clock of `time.perf_counter`."""
    ended: bool = False

    @property
    def budget(self) -> int:
        """Tokens that it may make in all."""
        return self.request.sampling.max_new_tokens

    @property
    def prefix(self) -> Prefix:
        """What its next token depends on: adapter, strength and tokens. Equal prefixes need to be computed once."""
        return (self.request.adapter or "", self.request.strength, (*self.prompt, *self.made))

    @property
    def kind(self) -> Kind:
        """Arm, family and budget: rows of a kind are expected to be of similar length."""
        return (self.request.arm, self.request.item.family, self.budget)

    def start(self) -> None:
        """Its time runs from here, unless it did already."""
        self.started = self.started or time.perf_counter()

    def generation(self, text: str, tokens: int, *, stopped: bool, engine: str) -> Generation:
        """What became of it.

        Parameters
        ----------
        text : of all of its new tokens.
        tokens : how many they are.
        stopped : whether the model ended the text itself.
        engine : name and version.
        """
        return Generation(
            key=self.request.key,
            text=text,
            prompt_tokens=len(self.prompt),
            new_tokens=tokens,
            finish_reason="stop" if stopped else "length",
            seconds=round(time.perf_counter() - self.started, 3),
            engine=engine,
        )
