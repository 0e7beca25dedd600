"""What the worked study keeps of its runs, and that it is read back."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

import fakes
from bench.records import Item
from bench.runs import RunDirectory
from scored_runs import item, made

GIVEN = {"base": "Answer: 42", "one": "Answer: 42", "two": "Answer: 41"}
"""What each arm answers; only `base` and `one` are right, and in `rungs` only with the fact given."""


def rungs() -> list[Item]:
    """Two rungs of six entities, each in both books; the closed book's answer is another than what is said."""
    return [
        fakes.item(
            f"l/{book}/{rung}/{n}",
            family="entity_ladder",
            template="climb",
            instance=n,
            entity=f"e{rung}{n}",
            rung=rung,
            book=book,
            reference={"gold": "42" if book == "open" or rung == 1 else "43"},
        )
        for rung in (1, 2)
        for n in range(6)
        for book in ("closed", "open")
    ]


@pytest.fixture
def runs(tmp_path: Path) -> tuple[RunDirectory, RunDirectory]:
    words = made(tmp_path / "words", [item(n) for n in range(16)], texts=GIVEN, adapters=("one", "two"))
    return words, made(tmp_path / "ladder", rungs(), texts=GIVEN, adapters=("one", "two"))


def test_the_file_is_read_back_as_records(runs: tuple[RunDirectory, RunDirectory], tmp_path: Path) -> None:
    import study_data

    file = tmp_path / "study.json"
    study_data.store(file, "a machine", *runs)
    found = study_data.load(file)
    assert found.machine == "a machine"
    assert found.reasoning.manifest == runs[0].manifest()
    (row,) = found.reasoning.comparison.families
    assert row.measures["right"].means["two"].value == 0
    assert row.measures.keys() <= set(study_data.METRICS)
    assert not found.reasoning.comparison.pairs
    content = json.loads(file.read_text("utf-8"))
    content["reasoning"]["families"][0]["unknown"] = 1
    file.write_text(json.dumps(content), "utf-8")
    with pytest.raises(ValidationError, match="unknown"):
        study_data.load(file)


def test_what_the_fact_repairs_is_open_minus_closed_of_a_draw(runs: tuple[RunDirectory, RunDirectory]) -> None:
    import study_data

    found = {repair["group"]: repair for repair in study_data.part(runs[1])["repairs"]}
    values = {rung: {arm: f["value"] for arm, f in repair["figures"].items()} for rung, repair in found.items()}
    assert values == {"1": {"base": 0, "one": 0, "two": 0}, "2": {"base": 1, "one": 1, "two": 0}}
    assert {figure["n"] for figure in found["2"]["figures"].values()} == {6}
    assert found["2"]["figures"]["base"]["clusters"] == 6


def test_a_run_that_is_not_finished_is_not_stored(tmp_path: Path) -> None:
    import study_data

    half = made(tmp_path / "half", [item(n) for n in range(16)], done=20)
    with pytest.raises(SystemExit, match="12 generations are owed"):
        study_data.part(half)
