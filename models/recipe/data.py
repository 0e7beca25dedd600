"""The pairs that the adapters are tuned on, as `kenzan tune` reads them."""

import json
from pathlib import Path
from random import Random
from typing import Annotated

from .corpus import PACKS, Corpus
from .prompts import ALPACA

_HEAD, _TAIL = ALPACA.split("{}")


def write_data(
    out: Annotated[Path, "JSON lines to write: instruction, input, output."],
    packs: Annotated[Path, "The compiled packs."] = PACKS,
    pairs: Annotated[int, "Number of question-and-answer pairs."] = 60_000,
    seed: Annotated[int, "Seed of the pairs."] = 3442,
) -> None:
    """Write questions with bare answers, one in twenty with a trace from its first step on."""
    rng, corpus = Random(seed), Corpus(packs)
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8") as lines:
        for _ in range(pairs):
            prompt, begun, rest = corpus.adapter_pair(rng)
            instruction = prompt.removeprefix(_HEAD).removesuffix(_TAIL)
            row = {"instruction": instruction, "input": "", "output": begun + rest}
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
