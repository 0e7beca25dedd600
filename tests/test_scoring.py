"""From generations to the comparison, also of runs that are not whole."""

import gc
from pathlib import Path

import pytest

from bench import runs, scoring
from bench.errors import InputError
from bench.limits import CLAIMS
from bench.runs import RunDirectory
from bench.scoring import read, score
from scored_runs import item, made

ITEMS = [item(n) for n in range(16)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_generation_is_analysed_and_judged_in_the_order_of_the_plan(tmp_path: Path, jobs: int) -> None:
    run = made(tmp_path / "run", ITEMS, scored=False)
    with run.writing():
        score(run, jobs=jobs)
    keys = [request.key for request in run.requests()]
    assert [t.id for t in run.read(runs.TRACES, scoring.Trace)] == keys
    judgments = run.read(runs.JUDGMENTS, scoring.Judgment)
    assert [j.key for j in judgments] == keys
    assert {j.outcome for j in judgments} == {"right"}


def test_a_text_beyond_a_limit_is_in_no_figure_and_said_to_be(tmp_path: Path) -> None:
    run = made(tmp_path / "run", ITEMS, texts={"adapter": "1 + 1 = 2\n" * (CLAIMS + 1)}, done=3, scored=False)
    with run.writing():
        (limited,) = score(run)
    assert (limited.outcome, limited.reason) == ("limit", "claims")
    assert [j.outcome for j in run.read(runs.JUDGMENTS, scoring.Judgment)] == ["right", "limit", "right"]
    assert limited.key not in {t.id for t in run.read(runs.TRACES, scoring.Trace)}
    found = read(run)
    assert (found.limited, found.unscored, found.pairs[0].limits) == (1, 0, {"adapter": "claims"})
    assert [(o.arm, sum(o.counts.values()), o.limited, o.owed) for o in found.outcomes] == [
        ("base", 2, 0, 14),
        ("adapter", 0, 1, 15),
    ]
    assert found.families[0].measures["right"].means["adapter"].n == 0
    told = [s.texts["en"] for s in found.verdict if s.topic == "limit"]
    assert told == ["1 generation is beyond a limit of the analysis (length, claims, time or memory) and in no figure."]


def test_the_comparison_has_its_verdict(tmp_path: Path) -> None:
    found = read(made(tmp_path / "run", ITEMS, texts={"adapter": "Answer: 7"}))
    assert found.verdict[0].topic == "summary"
    assert found.families[0].measures["right"].differences["adapter"].difference == -1


def test_nothing_generated_yet(tmp_path: Path) -> None:
    run = made(tmp_path / "run", ITEMS, done=0)
    with pytest.raises(InputError, match="nothing is generated yet; the command that began it continues it"):
        read(run)


def test_the_collector_runs_on_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read(made(tmp_path / "run", ITEMS, done=0))
    assert gc.isenabled()


def test_nothing_scored_yet(tmp_path: Path) -> None:
    run = made(tmp_path / "run", ITEMS, scored=False)
    with pytest.raises(InputError, match="nothing is scored yet; `kenzan score` does it"):
        read(run)


def test_half_scored_shows_the_half_and_says_so(tmp_path: Path) -> None:
    run = made(tmp_path / "run", ITEMS)
    lines = (run.path / runs.JUDGMENTS).read_text("utf-8").splitlines(keepends=True)
    (run.path / runs.JUDGMENTS).write_text("".join(lines[:20]), "utf-8")
    traces = (run.path / runs.TRACES).read_text("utf-8").splitlines(keepends=True)
    (run.path / runs.TRACES).write_text("".join(traces[1:]), "utf-8")
    found = read(run)
    assert (found.unscored, found.owed) == (13, 0)
    assert found.verdict[-1].texts["en"] == ("13 generations are not scored and in no figure; `kenzan score` does it.")
    assert found.families[0].measures["right"].means["base"].n == 9


def test_no_item_that_both_arms_answered(tmp_path: Path) -> None:
    run = made(tmp_path / "run", ITEMS, done=1)
    notes = [s.texts["en"] for s in read(run).verdict if s.topic in ("paired", "owed")]
    assert notes == [
        "No item has been answered by base and another arm yet: nothing can be compared.",
        "31 generations are still owed; all figures are partial.",
    ]


def test_one_arm(tmp_path: Path) -> None:
    found = read(made(tmp_path / "run", ITEMS, adapters=()))
    assert [s.topic for s in found.verdict] == ["paired"]
    assert found.families[0].measures["right"].means["base"].value == 1


def test_another_format_version_is_named(tmp_path: Path) -> None:
    run = made(tmp_path / "run", ITEMS)
    file = run.path / runs.MANIFEST
    file.write_text(file.read_text("utf-8").replace("run/1", "run/9"), "utf-8")
    with pytest.raises(InputError, match="is in the format run/9, and this version reads run/1"):
        read(run)


def test_a_broken_derived_line_is_made_again_by_scoring(tmp_path: Path) -> None:
    run = made(tmp_path / "run", ITEMS)
    (run.path / runs.TRACES).write_text('{"id": 3}\n', "utf-8")
    with pytest.raises(InputError, match=r"traces.jsonl:1: not a trace: .*; `kenzan score` makes it again"):
        read(run)
    with run.writing():
        score(run)
    assert read(run).unscored == 0


def test_no_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a run directory"):
        read(RunDirectory(tmp_path))
