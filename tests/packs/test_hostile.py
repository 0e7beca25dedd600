"""Packs with parts deleted, exchanged and replaced at random: whatever they hold, it ends in findings, and soon."""

import copy
import json
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bench.errors import InputError
from bench.packs import expand
from bench.packs.loading import examine
from bench.packs.soundness import prove
from bench.packs.source import read
from bench.packs.starting import FAMILIES, STARTERS

ODD = [
    None, True, 0, -1, 10**20, 1.5, "", "x", "{n}", "{e.name}", "n", "1/0", "n < 1", "e.height_m", "9**9**9", [],
    {}, [1, 2], ["a"], "days", "last", {"en": "a", "ja": "い"}, {"en": ["a"], "ja": ["b"]}, {"int": [0, 0]},
    {"choice": [1, 2]}, {"a": {}}, "2026-01-01", "08:00", "insert", "same_gold", {"expr": "1"}, {"expr": "0"}, [[]],
]  # fmt: skip


def paths(node: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (*at, key)
        yield from paths(value, (*at, key))


def spoil(data: Any, chance: random.Random) -> None:
    at = chance.choice(list(paths(data)))
    here = data
    for part in at[:-1]:
        here = here[part]
    if chance.random() < 0.3:
        del here[at[-1]]
    else:
        here[at[-1]] = copy.deepcopy(chance.choice(ODD))


@pytest.mark.parametrize("family", FAMILIES)
def test_whatever_a_pack_holds_it_ends_in_findings(family: str, tmp_path: Path) -> None:
    chance = random.Random(family)
    text = (STARTERS / f"{family}.yaml").read_text("utf-8").replace("@NAME@", "mine")
    (tmp_path / "mine.yaml").write_text(text.replace("@CANARY@", "6f0c1b1e-0000-4000-8000-000000000001"), "utf-8")
    sound, broken = read(tmp_path / "mine.yaml").data, 0
    for number in range(60):
        data = copy.deepcopy(sound)
        for _ in range(chance.choice([1, 1, 2, 3])):
            spoil(data, chance)
        file = tmp_path / "spoiled.yaml"
        file.write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")  # JSON is YAML too
        begun = time.perf_counter()
        pack, findings = examine(file)
        assert pack is not None or findings
        if pack is not None:
            findings = [*findings, *prove(pack, samples=2).findings]
        if pack is not None and not findings:
            with suppress(InputError):  # a draw that the few samples of the proof did not meet
                assert expand(pack, seed=number, limit=2)
        assert all("\n" not in str(finding) and finding.what for finding in findings)
        assert time.perf_counter() - begun < 30
        broken += bool(findings)
    assert broken > 40
