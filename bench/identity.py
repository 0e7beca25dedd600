"""What decides the numbers of a run, and the one line that names all of it (after sacrebleu's signature, Post 2018)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bench.arms import Arm
from bench.engines.base import Engine

if TYPE_CHECKING:
    from bench.runs import Manifest

SHOWN = 12
"""Digits of a hash in the signature."""


def identity_of(engine: Engine, arms: Sequence[Arm]) -> dict[str, str]:
    """What decides the numbers of all arms: the base's parts, and every adapter's hash."""
    found = dict(engine.identity(None))
    keys = list(dict.fromkeys(arm.adapter for arm in arms if arm.adapter))
    for key in keys:
        found["adapter" if len(keys) == 1 else f"adapter {key}"] = engine.identity(key)["adapter"]
    return found


def signature(run: "Manifest") -> str:
    """``base:…|adapter:…|q:nf4|…``: two runs with the same line asked the same of the same weights in the same way."""
    known, how = run.identity, run.sampling
    adapters = [value[:SHOWN] for name, value in known.items() if name.startswith("adapter")]
    parts: dict[str, object] = {
        "base": known["base"][:SHOWN],
        "hashed": known.get("hashed", "unknown"),
        "adapter": "+".join(adapters) or "none",
        "q": known["quantisation"],
        "tok": known["tokenizer"][:SHOWN],
        "fmt": "+".join(run.formats),
        "elicit": "+".join(run.elicits),
        "pack": "+".join(f"{id}@{version}" for id, version in run.packs.items()),
        "select": run.select if run.limit is None else f"{run.select}*{run.limit}",
        "n": run.samples,
        "strength": "+".join(f"{s:g}" for s in (1.0, *run.strengths)),
        "t": f"{how.temperature:g}",
        "p": f"{how.top_p:g}",
        "k": how.top_k,
        "max": how.max_new_tokens,
        "seed": run.seed,
        "engine": run.engine,
        "v": run.kenzan,
    }
    libraries = {name: value for name, value in known.items() if name in run.versions and name != "kenzan"}
    return "|".join(f"{key}:{value}" for key, value in (parts | libraries).items())
