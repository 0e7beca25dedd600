"""Examples to read."""

from pathlib import Path
from random import Random
from typing import Annotated

from .corpus import PACKS, Corpus


def sample(
    count: Annotated[int, "Number of examples."] = 3,
    seed: Annotated[int, "Seed of the examples."] = 1,
    packs: Annotated[Path, "The compiled packs."] = PACKS,
) -> None:
    """Print examples: prompt, trace and the answer without reasoning."""
    rng, corpus = Random(seed), Corpus(packs)
    for _ in range(count):
        each = corpus.example(rng)
        print(f"{each.prompt}{each.prefilled}¦{each.response}\n--- without reasoning ---\n{each.terse}\n{'=' * 80}")
