"""What a model takes, as records: made by `bench.doctor.fit`, light to import."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.cards import USABLE

if TYPE_CHECKING:
    from bench.tuning.room import Need


@dataclass(frozen=True)
class Demand:
    """What one way of holding a model takes. All sizes in bytes."""

    name: str
    """``4bit`` or ``bf16``."""
    weights: int
    adapter: int
    overhead: int
    """CUDA's context, activations of a prompt, and in 4 bit one layer dequantised."""
    row: int
    """Keys, values and logits of one row at the full budget."""

    @property
    def fixed(self) -> int:
        """Before the first row."""
        return self.weights + self.adapter + self.overhead

    def rows(self, room: int, cards: int = 1) -> int:
        """How many rows fit into that many bytes a card; weights and rows are dealt to the cards, overhead is not."""
        free = room * USABLE - self.overhead - (self.weights + self.adapter) / cards
        return max(0, math.floor(free * cards / self.row))


@dataclass(frozen=True)
class Model:
    """A model and what it takes."""

    name: str
    kind: str
    """Of its architecture, e.g. ``qwen2``."""
    parameters: int
    quantised: str | None
    """How the checkpoint is quantised, if it is."""
    stored: int | None
    """Bytes of the checkpoint's weights, where an index tells."""
    context: int | None
    """Tokens."""
    tokens: int
    """Of a row: prompt and budget."""
    demands: tuple[Demand, ...]
    training: "tuple[tuple[str, Need], ...]" = ()
    """Trainer and what `kenzan tune` takes with its defaults; none where the base lacks the modules that it tunes."""
