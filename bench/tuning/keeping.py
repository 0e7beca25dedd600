"""Traces of the base on what it answers rightly, mixed in so that an adapter does not forget how to reason.

This is self-distillation: the base's own words, on questions that it solves, keep its way of reasoning in the training
(Yang et al. 2024, arXiv:2402.13669; rehearsal in continual learning). The traces are those of a run of `kenzan run`:
base arm, judged right, ended by the model itself.
"""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench import fingerprint
from bench.errors import InputError
from bench.records import Judgment
from bench.runs import JUDGMENTS, RunDirectory
from bench.selections import SEED
from bench.tuning import data
from bench.tuning.examples import Example, Tokenising, Unfit, admit, encode, example
from bench.tuning.settings import Settings

BASE = "base"
"""The arm without adapter."""


@dataclass(frozen=True)
class Traces:
    """What the base's own traces are taken from."""

    name: str
    examples: tuple[Example, ...]
    digest: str
    """SHA-256 (hex) of all prompts and responses in their order."""
    signature: str
    """Of the run that made them; empty for a file of pairs."""


def read(source: Path, model: Path, settings: Settings, tokens: Tokenising, *, drop: bool) -> Traces:
    """The traces of a run directory (or of its ``generations.jsonl``), or the rows of a file of pairs.

    Parameters
    ----------
    model : folder of the base, which must be the one that made them.
    drop : leave out what is longer than the sequence instead of refusing.

    Raises
    ------
    InputError
        No run and no file, a run of another base, or no right answer of the base in it.
    """
    folder = source.parent if source.name == "generations.jsonl" else source
    if folder.is_dir():
        return _of_run(folder, model, settings, tokens, drop=drop)
    if not source.is_file():
        raise InputError("no such run directory or file; `kenzan run -m BASE` makes one", f"--keep-reasoning {source}")
    rows = data.read(str(source))
    made, unfit = encode(rows.pairs, settings, tokens)
    admit(made, unfit, settings, str(source), drop=drop)
    return Traces(str(source), tuple(made), rows.digest, "")


def mix(pairs: Sequence[Example], traces: Sequence[Example], share: float, seed: int) -> tuple[list[Example], int]:
    """Pairs with as many traces as make that share of the whole; all of them where there are fewer.

    Returns
    -------
    mixture, number : pairs, then traces; and how many traces these are.
    """
    wanted = round(len(pairs) * share / (1 - share))
    order = list(range(len(traces)))
    if wanted > len(order):
        print(
            f"kenzan: {len(order)} traces are all there are, {len(order) / (len(order) + len(pairs)):.0%} of the "
            f"mixture instead of {share:.0%}",
            file=sys.stderr,
        )
    chosen = order if wanted >= len(order) else sorted(Random(seed).sample(order, wanted))
    return [*pairs, *(traces[i] for i in chosen)], len(chosen)


def _of_run(folder: Path, model: Path, settings: Settings, tokens: Tokenising, *, drop: bool) -> Traces:
    run = RunDirectory(folder)
    manifest = run.manifest()
    if not (folder / JUDGMENTS).is_file():
        raise InputError("the run is not judged; `kenzan score` does that", str(folder))
    _check_base(manifest.identity, model, folder)
    if manifest.seed == SEED:
        print(
            f"kenzan: {folder}: its traces answer the questions that `kenzan run` asks by default; make them with "
            "another --seed, or measure with one, lest the adapter be tested on what it was shown",
            file=sys.stderr,
        )
    right = {j.key for j in run.read(JUDGMENTS, Judgment) if j.outcome == "right"}
    generations = run.generations()
    made, long, longest, digest = [], [], 0, hashlib.sha256()
    for request in run.requests():
        found = generations.get(request.key)
        if request.arm != BASE or request.key not in right or found is None or found.finish_reason == "length":
            continue
        text = tokens.without_end(found.text)
        digest.update(f"{len(request.prompt)} {len(text)} {request.prompt}{text}\n".encode())
        one = example(request.prompt, text, settings, tokens)
        longest = max(longest, len(one.input_ids))
        if len(one.input_ids) > settings.max_seq_length:
            long.append(request.item.id)
        else:
            made.append(one)
    if not made and not long:
        raise InputError("the base has no right answer in this run; let it answer more", str(folder))
    admit(made, Unfit((), tuple(long), longest), settings, str(folder), drop=drop)
    return Traces(str(folder), tuple(made), digest.hexdigest(), manifest.signature)


def _check_base(identity: dict[str, str], model: Path, folder: Path) -> None:
    """The run's base must be this one, where the run knows its weights."""
    if "hashed" not in identity or "base" not in identity:
        print(f"kenzan: {folder}: the run does not know its base's weights; are they these?", file=sys.stderr)
        return
    if fingerprint.base(model, full=identity["hashed"] == "whole") != identity["base"]:
        raise InputError("the run is of another base; make one with this -m", str(folder))
