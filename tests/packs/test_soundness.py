"""Planted defects: packs that look right, and are not; executing them finds each."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bench.packs.checking import check_files
from bench.packs.findings import Finding
from bench.packs.measures import Tally, numbers_in
from bench.packs.starting import STARTERS

DATA = Path(__file__).parents[1] / "data"
TEXTS = {
    family: (STARTERS / f"{family}.yaml")
    .read_text("utf-8")
    .replace("@NAME@", "mine")
    .replace("@CANARY@", "6f0c1b1e-0000-4000-8000-000000000001")
    for family in ("arithmetic", "entity_ladder", "travel")
}
CASES: list[dict[str, str]] = YAML(typ="safe", pure=True).load((DATA / "defects.yaml").read_text("utf-8"))


def told(folder: Path, text: str, samples: int = 200) -> tuple[Finding, ...]:
    file = folder / "mine.yaml"
    file.write_text(text, "utf-8")
    return check_files([file], samples=samples).findings


@pytest.mark.parametrize("family", TEXTS)
def test_without_a_defect_nothing_is_told(family: str, tmp_path: Path) -> None:
    assert told(tmp_path, TEXTS[family]) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_planted_defect_is_caught(case: dict[str, str], tmp_path: Path) -> None:
    text = TEXTS[case["pack"]]
    assert text.count(case["old"]) == 1
    found = told(tmp_path, text.replace(case["old"], case["new"]))
    assert any(f.place.field == case["field"] and case["told"] in f.what for f in found), [str(f) for f in found]
    assert len(found) == len({(f.place, f.what) for f in found})


def test_there_are_enough_kinds() -> None:
    assert len(CASES) >= 30


def test_numbers_of_a_question() -> None:
    text = "A2 pays 1,234 yen for 3 of 12.5 km2, then 1,2 and 999,999,999."
    assert numbers_in(text) == {"1234", "3", "12.5", "1", "2", "999999999"}


def test_what_is_beyond_a_bound() -> None:
    tally = Tally("item", "base", anchor=10)  # type: ignore[arg-type]
    for _ in range(10):
        tally.add(1000, [2, 8], 1, ["1000 apples", "no number"])  # type: ignore[arg-type]
    assert tally.sizes[0] == pytest.approx(4)
    assert tally.stands == 0.5
    assert [name for name, _ in tally.beyond()] == ["text", "anchor"]
