"""`kenzan tasks check`: several files, each read and executed, with what must be unique among all packs."""

import os
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bench.packs.findings import Finding, Place
from bench.packs.loading import examine
from bench.packs.measures import Tally
from bench.packs.soundness import SAMPLES, prove
from bench.resources import TASKS

_UNIQUE = re.compile(r"^(id|canary): *[\"']?([A-Za-z0-9-]{1,80})", re.M)


@dataclass(frozen=True)
class Checked:
    """What checking showed."""

    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]
    """The samples of every template in every variant and book."""

    def row(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "sound": not self.findings,
            "findings": [finding.row() for finding in self.findings],
            "measures": [tally.row() for tally in self.tallies],
        }


def check_files(paths: Sequence[Path], *, samples: int = SAMPLES, jobs: int | None = None) -> Checked:
    """Read and execute packs, in several processes where there are several.

    Parameters
    ----------
    samples : draws of each template.
    jobs : processes; None: as many as there are cores.
    """
    jobs = min(jobs or os.cpu_count() or 1, len(paths))
    if jobs > 1:
        longest_first = sorted(paths, key=lambda path: -path.stat().st_size if path.is_file() else 0)
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            done = dict(zip(longest_first, pool.map(_check, longest_first, [samples] * len(paths)), strict=True))
    else:
        done = {path: _check(path, samples) for path in paths}
    findings = [finding for path in paths for finding in done[path].findings]
    findings += _shared(paths)
    return Checked(
        tuple(sorted(findings, key=lambda finding: finding.place)),
        tuple(tally for path in paths for tally in done[path].tallies),
    )


def _check(path: Path, samples: int) -> Checked:
    pack, findings = examine(path)
    if pack is None:
        return Checked(tuple(findings), ())
    proof = prove(pack, samples=samples)
    return Checked((*findings, *proof.findings), tuple(proof.tallies))


def _shared(paths: Sequence[Path]) -> Iterable[Finding]:
    """Ids and canaries that two packs share, of the files and the shipped packs."""
    owners: dict[tuple[str, str], Path] = {}
    checked = {path.resolve() for path in paths}
    for path in dict.fromkeys([*(p for p in sorted(TASKS.rglob("*.yaml")) if p.resolve() not in checked), *paths]):
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                head = file.read(20_000)
        except OSError:
            continue
        for found in _UNIQUE.finditer(head):
            key = (found[1], found[2])
            if key in owners:
                line = head.count("\n", 0, found.start()) + 1
                what = f"{found[2]!r} is that of {owners[key].name} too; every pack has its own"
                yield Finding(Place(path, line, 1, found[1]), what)
            owners.setdefault(key, path)
