"""GPUs that people rent or own, with the memory that torch finds on them."""

from dataclasses import dataclass

GIB = 1 << 30
USABLE = 0.95
"""Share of a card's memory that can be filled before fragments are in the way."""


@dataclass(frozen=True)
class Card:
    """A kind of GPU."""

    name: str
    memory: int
    """Bytes that can be used, a little less than the name says."""
    bf16: bool = True


CARDS = (
    Card("T4", int(14.6 * GIB), bf16=False),
    Card("L4", int(22.0 * GIB)),
    Card("A10", int(22.0 * GIB)),
    Card("RTX 4090", int(23.5 * GIB)),
    Card("A100 40 GB", int(39.4 * GIB)),
    Card("A100 80 GB", int(79.2 * GIB)),
    Card("H100 80 GB", int(79.1 * GIB)),
    Card("H200", int(139.8 * GIB)),
)
