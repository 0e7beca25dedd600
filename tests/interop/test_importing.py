"""Logs become runs that are reported and compared like any."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.errors import InputError
from bench.interop.importing import arm_names, import_log, read
from bench.interop.log import Arm
from bench.merging import merge
from bench.runs import RunDirectory
from foreign_logs import BASE, TERSE, changed, plain


def test_two_logs_of_lm_eval_are_two_arms(tmp_path: Path) -> None:
    for name, file in (("a", BASE), ("b", TERSE)):
        done = import_log(file, tmp_path / name)
        assert done.report == tmp_path / name / "report.html"
    found = merge([tmp_path / "a", tmp_path / "b"]).comparison
    assert found.arms == ("mini", "mini-terse")
    assert len(found.pairs) == 6
    (row,) = found.families
    assert row.family == "imported"
    steps = row.measures["steps"].differences["mini-terse"]
    assert (steps.n, steps.means["mini-terse"]) == (6, 1.0)
    assert row.measures["new_tokens"].means["mini"].value is None
    assert found.budgets == ()
    assert steps.clustered_by == "instance"


def test_outcomes_are_judged_from_the_text(tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {"id": "a"},
        {"id": "b", "text": "Answer: 41"},
        {"id": "c", "text": "40 + 2 = 42, so the", "finish_reason": "length"},
        {"id": "d", "target": "B", "text": "Answer: (B)"},
        {"id": "e", "target": "Mount Fuji", "text": "Answer: mount fuji."},
        {"id": "f", "question": "富士山の高さは何メートルですか。", "target": "3776", "text": "答え：3776メートル"},
    ]
    file = plain(tmp_path / "log.jsonl", *lines)
    outcome = import_log(file, tmp_path / "run")
    sides = [pair.sides["one"] for pair in outcome.comparison.pairs]
    assert [s.judgment.outcome for s in sides] == ["right", "wrong", "truncated", "right", "right", "right"]
    assert [s.judgment.check for s in sides] == ["number", "number", "number", "choice", "text", "number"]
    assert [pair.item.lang for pair in outcome.comparison.pairs] == ["en"] * 5 + ["ja"]


def test_several_models_in_one_log_are_arms_of_one_run(tmp_path: Path) -> None:
    lines = [{"id": f"q{n}", "model": "m/base", "adapter": adapter} for n in range(3) for adapter in (None, "m/tuned")]
    outcome = import_log(plain(tmp_path / "log.jsonl", *lines), tmp_path / "run")
    assert outcome.comparison.arms == ("base", "tuned")
    manifest = RunDirectory(tmp_path / "run").manifest()
    assert (manifest.model, manifest.adapters) == ("m/base", {"tuned": "m/tuned"})
    assert manifest.signature.startswith("log:")


def test_the_same_log_again_changes_nothing_and_another_is_refused(tmp_path: Path) -> None:
    file = plain(tmp_path / "log.jsonl", {}, {"id": "q2"})
    import_log(file, tmp_path / "run")
    before = (tmp_path / "run" / "generations.jsonl").read_bytes()
    import_log(file, tmp_path / "run")
    assert (tmp_path / "run" / "generations.jsonl").read_bytes() == before
    with pytest.raises(InputError, match=r"belongs to another run \(different log"):
        import_log(plain(tmp_path / "log.jsonl", {}), tmp_path / "run")
    assert (tmp_path / "run" / "generations.jsonl").read_bytes() == before


def test_an_interrupted_import_goes_on(tmp_path: Path) -> None:
    file = plain(tmp_path / "log.jsonl", {}, {"id": "q2"}, {"id": "q3"})
    import_log(file, tmp_path / "run")
    generations = tmp_path / "run" / "generations.jsonl"
    whole = generations.read_bytes()
    generations.write_bytes(whole[: len(whole) // 2])
    import_log(file, tmp_path / "run")
    assert sorted(generations.read_bytes().splitlines()) == sorted(whole.splitlines())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"id": "q1", "model": "n", "question": "What is 1?"}, "question: another than in .*:1, of the same id 'q1'"),
        ({"id": "q1", "model": "n", "target": "43"}, "target: another than in .*:1, of the same id 'q1'"),
        ({"id": "q1", "text": "Answer: 1"}, "sample: 0 of 'q1' is there already"),
        ({"id": "q1"}, "sample: 0 of 'q1' is there already"),
    ],
)
def test_what_cannot_be_paired_is_refused_and_nothing_written(tmp_path: Path, change: dict[str, Any], why: str) -> None:
    file = plain(tmp_path / "log.jsonl", {}, change)
    with pytest.raises(InputError, match=rf"log\.jsonl:2: {why}"):
        import_log(file, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_logs_of_other_questions_are_not_compared(tmp_path: Path) -> None:
    import_log(BASE, tmp_path / "a")
    file = changed(tmp_path, {"target": "19"}, TERSE)
    import_log(file, tmp_path / "b")
    with pytest.raises(InputError, match="kenzan_sums/1 is another question in each"):
        merge([tmp_path / "a", tmp_path / "b"])
    results = file.with_name(file.name.replace("samples_kenzan_sums", "results")).with_suffix(".json")
    results.write_text(json.dumps({**json.loads(results.read_text()), "n-shot": {"kenzan_sums": 5}}))
    import_log(file, tmp_path / "c")
    with pytest.raises(InputError, match=r"kenzan_sums in version 1\.0, 0-shot and 1\.0, 5-shot"):
        merge([tmp_path / "a", tmp_path / "c"])


def test_names_of_arms(tmp_path: Path) -> None:
    log = read(plain(tmp_path / "log.jsonl", {"model": "a/m"}, {"model": "b/m", "id": "q2"}))
    assert arm_names(log) == {Arm("a/m"): "a/m", Arm("b/m"): "b/m"}


def test_an_unknown_format(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("")
    with pytest.raises(InputError, match="unknown format"):
        read(tmp_path / "x.txt")
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "y.jsonl")
