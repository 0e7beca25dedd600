"""Which packs there are, and what each holds."""

import math
from collections.abc import Sequence
from pathlib import Path

from bench.errors import InputError
from bench.packs.items import expand
from bench.packs.loading import Pack
from bench.prompts import question
from bench.records import Item
from bench.resources import TASKS


def find(names: Sequence[str], root: Path = TASKS) -> list[Path]:
    """Files of packs.

    Parameters
    ----------
    names : each a file (``mine.yaml``), a shipped pack (``arithmetic/shop``), or a shipped folder (``travel``); none at
        all means every shipped pack.

    Raises
    ------
    InputError
        There is no such pack; the message lists those that there are.
    """
    shipped = {path.relative_to(root).with_suffix("").as_posix(): path for path in sorted(root.rglob("*.yaml"))}
    found: dict[Path, None] = {}
    for name in names or list(shipped):
        if name in shipped:
            found[shipped[name]] = None
        elif inside := [path for known, path in shipped.items() if known.startswith(f"{name.rstrip('/')}/")]:
            found.update(dict.fromkeys(inside))
        elif name.endswith((".yaml", ".yml")):
            if not Path(name).is_file():
                raise InputError("no such file; check the path", name)
            found[Path(name)] = None
        else:
            raise InputError(f"no such pack; shipped are {', '.join(shipped)}, others are given as a .yaml file", name)
    return list(found)


def samples(packs: Sequence[Pack], *, lang: str | None, number: int, seed: int) -> list[Item]:
    """A few items of packs, taken from all templates, variants and books.

    Raises
    ------
    InputError
        No pack has the language.
    """
    if lang is not None and not any(lang in pack.spec.languages for pack in packs):
        known = sorted({lang for pack in packs for lang in pack.spec.languages})
        raise InputError(f"no such language in the pack; there are {', '.join(known)}", f"--lang {lang}")
    items = [item for pack in packs for item in expand(pack, seed=seed) if lang in (None, item.lang)]
    # Coprime steps, so that short lists do not show one variant or language only.
    step = max(1, len(items) // number)
    while math.gcd(step, len(items)) > 1 and step * number <= len(items):
        step += 1
    return [items[i * step % len(items)] for i in range(min(number, len(items)))]


def shown(item: Item) -> str:
    """An item as a person reads it: id, prompt, gold."""
    reference = item.reference
    gold = reference.gold or "a plan that meets its constraints"
    if reference.unit:
        gold += f" {reference.unit}"
    if reference.low is not None and reference.low != reference.high:
        gold += f" (from {reference.low} to {reference.high} by the tolerance of the fact)"
    steps = "".join(f"\n  {name} = {value}" for name, value in reference.steps.items())
    return f"── {item.id}\n{question(item)}\n→ {gold}{steps}\n"


def summary(pack: Pack) -> dict[str, object]:
    """One row of `kenzan tasks list`: the name that ``-t`` takes, id, title, families, languages, numbers of templates
    and of items in a run of its own size.
    """
    spec, path = pack.spec, pack.source.path
    return {
        "pack": path.relative_to(TASKS).with_suffix("").as_posix() if path.is_relative_to(TASKS) else str(path),
        "id": pack.id,
        "title": spec.title.get("en") or next(iter(spec.title.values())),
        "families": list(dict.fromkeys(item.family for item in spec.items)),
        "languages": list(spec.languages),
        "templates": len(spec.items),
        "items": len(expand(pack, seed=0)),
    }
