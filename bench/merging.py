"""Runs made apart, as arms of one comparison: paired item by item, or refused with the reason.

What decides the question must be the same in all runs: packs in one version, the same draws, prompt formats and ways of
eliciting, sampling and token budget. What answers it may differ: model, adapter, quantisation, engine, machine. Only
the items that every run asked are compared, and the verdict says how many that is.
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.comparison import Comparison, Pair, Sentence, Side
from bench.comparison.comparing import Sides, Where, compared
from bench.errors import InputError
from bench.records import Sampling
from bench.runs import Manifest, RunDirectory
from bench.scoring import finished, sides


@dataclass(frozen=True)
class Run:
    """One of the runs that are compared."""

    name: str
    """Its folder's name, or as much of its path as tells it from the others."""
    manifest: Manifest
    sides: Sides


@dataclass(frozen=True)
class Merged:
    """Several runs as one."""

    comparison: Comparison
    manifest: Manifest


def merge(folders: Sequence[Path], reference: str | None = None) -> Merged:
    """Compare runs that were made apart.

    Parameters
    ----------
    folders : run directories, scored; two or more.
    reference : name of the arm that all others are set against; None: the first run's reference.

    Raises
    ------
    InputError
        A folder holds no scored run, or the runs cannot be paired, or no arm is called `reference`.
    """
    if len({folder.resolve() for folder in folders}) < 2:
        raise InputError("give two runs or more, each once", "kenzan compare")
    names = names_of(folders)
    opened = [RunDirectory(folder) for folder in folders]
    runs = [Run(name, run.manifest(), sides(run)) for name, run in zip(names, opened, strict=True)]
    for other in runs[1:]:
        _must_pair(runs[0], other)
    arms = _arms(runs)
    if reference is not None and reference not in arms.values():
        raise InputError(f"no arm is called {reference!r}; there are {', '.join(arms.values())}", "--reference")
    merged, asked = _beside(runs, arms, reference)
    found = compared(merged)
    if any((n, run.sides.arms[0]) in arms for n, run in enumerate(runs) if n):
        found = found.model_copy(update={"strengths": ()})  # a curve begins at its own base, not at another run's
    found = found.model_copy(update={"verdict": (_told(runs, arms, merged, asked),)})
    return Merged(finished(found), _manifest(runs, arms, found, folders))


def names_of(folders: Sequence[Path]) -> list[str]:
    """The shortest ends of the paths that tell them apart."""
    parts = [folder.resolve().parts for folder in folders]
    for length in range(1, max(map(len, parts)) + 1):
        names = ["/".join(path[-length:]) for path in parts]
        if len(set(names)) == len(names):
            return names
    return ["/".join(path) for path in parts]


def _must_pair(first: Run, other: Run) -> None:
    """InputError that names what makes two runs answer different questions."""
    mine, theirs = first.manifest, other.manifest
    place = f"{first.name} and {other.name}"
    _common(mine.packs, theirs.packs, "pack", place)
    for pack in sorted(mine.packs.keys() & theirs.packs.keys()):
        if mine.packs[pack] != theirs.packs[pack]:
            versions = f"{pack} in version {mine.packs[pack]} and {theirs.packs[pack]}"
            raise InputError(f"cannot be paired: {versions}; run one of them again with the other's", place)
    _common(mine.formats, theirs.formats, "prompt format", place)
    _common(mine.elicits, theirs.elicits, "way of eliciting", place)
    for field in Sampling.model_fields:
        values = getattr(mine.sampling, field), getattr(theirs.sampling, field)
        if values[0] != values[1]:
            option = f"--{field.replace('_', '-')}"
            raise InputError(
                f"cannot be paired: {option} is {values[0]:g} and {values[1]:g}; run one again like the other", place
            )


def _common(
    mine: Sequence[str] | dict[str, str], theirs: Sequence[str] | dict[str, str], what: str, place: str
) -> None:
    if not set(mine) & set(theirs):
        raise InputError(f"cannot be paired: no {what} in common ({', '.join(mine)}, and {', '.join(theirs)})", place)


def _arms(runs: Sequence[Run]) -> dict[tuple[int, str], str]:
    """(number of the run, arm) -> its name in the comparison, unique.

    An arm that an earlier run has too, by the keys of the items that both asked, is left out: it is the same text.
    """
    kept: dict[tuple[int, str], dict[Where, str]] = {}
    for n, run in enumerate(runs):
        table = _by_where(run)
        for arm in run.sides.arms:
            keys = {where: pair.sides[arm].request.key for where, pair in table.items() if arm in pair.sides}
            if not n or not any(_same(keys, others) for others in kept.values()):
                kept[n, arm] = keys
        if not any(number == n for number, _ in kept):
            raise InputError("holds the same generations as the other runs; there is nothing to compare", run.name)
    counts = [arm for _, arm in kept]
    return {
        (n, arm): arm if counts.count(arm) == 1 or (n, arm) == (0, runs[0].sides.arms[0]) else f"{runs[n].name}:{arm}"
        for n, arm in kept
    }


def _same(mine: dict[Where, str], theirs: dict[Where, str]) -> bool:
    """Whether two arms gave the same generations to the items that both answered."""
    both = mine.keys() & theirs.keys()
    return bool(both) and all(mine[where] == theirs[where] for where in both)


def _by_where(run: Run) -> dict[Where, Pair]:
    found: dict[Where, Pair] = {}
    for pair in run.sides.pairs:
        for side in list(pair.sides.values())[:1]:
            found[pair.item.id, side.request.format, pair.elicit, side.request.sample] = pair
    return found


def _beside(runs: Sequence[Run], arms: dict[tuple[int, str], str], reference: str | None) -> tuple[Sides, int]:
    """The runs' pairs joined, and how many items are in all of them."""
    tables = [_by_where(run) for run in runs]
    common = [where for where in tables[0] if all(where in table for table in tables)]
    place = " and ".join(run.name for run in runs)
    if not common:
        raise InputError("cannot be paired: no item in common that both have answered", place)
    pairs = []
    for where in common:
        items = [table[where].item for table in tables]
        if any(item != items[0] for item in items):
            seeds = ", ".join(str(run.manifest.seed) for run in runs)
            raise InputError(
                f"cannot be paired: {where[0]} is another question in each (seeds {seeds}); use one --seed", place
            )
        joined: dict[str, Side] = {}
        beyond: dict[str, str] = {}
        for (n, arm), name in arms.items():
            if (side := tables[n][where].sides.get(arm)) is not None:
                request = side.request.model_copy(update={"arm": name})
                joined[name] = side.model_copy(update={"request": request})
            elif limit := tables[n][where].limits.get(arm):
                beyond[name] = limit
        pairs.append(Pair(item=items[0], elicit=where[2], sides=joined, limits=beyond))
    names = list(arms.values())
    if reference is not None:
        names.sort(key=lambda name: name != reference)
    owed = tuple(
        request.model_copy(update={"arm": arms[n, request.arm]})
        for n, run in enumerate(runs)
        for request in run.sides.owed
        if (n, request.arm) in arms and (request.item.id, request.format, request.elicit, request.sample) in set(common)
    )
    limited = tuple(
        one._replace(request=one.request.model_copy(update={"arm": arms[n, one.request.arm]}))
        for n, run in enumerate(runs)
        for one in run.sides.limited
        if (n, one.request.arm) in arms
    )
    return Sides(tuple(names), tuple(pairs), owed, 0, limited), len({where[0] for where in common})


def _told(runs: Sequence[Run], arms: dict[tuple[int, str], str], merged: Sides, items: int) -> Sentence:
    """How much was paired, and which arms are one."""
    asked = {run.name: len({pair.item.id for pair in run.sides.pairs}) for run in runs}
    en = f"Runs made apart: {items} items are in all of them"
    en += f" ({', '.join(f'{name} asked {count}' for name, count in asked.items())})"
    ja = f"別々に行った実験の比較：共通の問題は {items} 件"
    ja += f"（{'、'.join(f'{name} は {count} 件' for name, count in asked.items())}）"
    same = [f"{run.name}:{arm}" for n, run in enumerate(runs) for arm in run.sides.arms if (n, arm) not in arms]
    if same:
        en += f"; left out as the same texts as another arm's: {', '.join(same)}"
        ja += f"。他の条件と同じ文なので除いたもの：{'、'.join(same)}"
    return Sentence(kind="note", topic="paired", texts={"en": f"{en}.", "ja": f"{ja}。"})


def _manifest(
    runs: Sequence[Run], arms: dict[tuple[int, str], str], found: Comparison, folders: Sequence[Path]
) -> Manifest:
    """How the runs were made, as one; what differs stands beside one another."""
    first = runs[0].manifest
    manifests = [run.manifest for run in runs]
    kept = {run.name: run.manifest for n, run in enumerate(runs) if any(number == n for number, _ in arms)}
    shown = {
        (n, pair.sides[arm].request.adapter) for n, arm in arms for pair in runs[n].sides.pairs if arm in pair.sides
    }
    used = [
        (n, key, where)
        for n, run in enumerate(runs)
        for key, where in run.manifest.adapters.items()
        if (n, key) in shown
    ]
    keys = [key for _, key, _ in used]
    adapters = {key if keys.count(key) == 1 else f"{runs[n].name}:{key}": where for n, key, where in used}
    return first.model_copy(
        update={
            "created": max(m.created for m in manifests),
            "command": shlex.join(["kenzan", "compare", *map(str, folders)]),
            "model": " / ".join(dict.fromkeys(m.model for m in manifests)),
            "adapters": adapters,
            "strengths": tuple(sorted({strength for m in manifests for strength in m.strengths})),
            "engine": ", ".join(dict.fromkeys(m.engine for m in manifests)),
            "identity": {f"{name}: {key}": value for name, m in kept.items() for key, value in m.identity.items()},
            "versions": {
                library: ", ".join(dict.fromkeys(m.versions[library] for m in manifests if library in m.versions))
                for library in dict.fromkeys(library for m in manifests for library in m.versions)
            },
            "packs": {pack: first.packs[pack] for pack in first.packs if all(pack in m.packs for m in manifests)},
            "formats": tuple(dict.fromkeys(row.format for row in found.families)),
            "elicits": tuple(e for e in first.elicits if all(e in m.elicits for m in manifests)),
            "samples": min(m.samples for m in manifests),
            "signature": " // ".join(m.signature for m in manifests),
        }
    )
