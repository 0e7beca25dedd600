"""Exported logs of Inspect: one for each arm, and read again as a log that Inspect wrote is."""

import json
from pathlib import Path

from bench.interop.exporting import export
from bench.interop.inspect_export import logs
from bench.interop.inspect_log import read
from bench.scoring import sides
from scored_runs import item, made


def test_a_log_for_each_arm_that_reads_back(tmp_path: Path) -> None:
    run = made(tmp_path / "run", [item(n) for n in range(3)], texts={"adapter": "Answer: 7"})
    files = (tmp_path / "log.base.json", tmp_path / "log.adapter.json")
    assert export(run.path, tmp_path / "log.json") == ("inspect", 6, files)
    assert sorted(tmp_path.glob("*.json")) == sorted(files)
    log = read(tmp_path / "log.adapter.json")
    assert [(a.text, a.target, a.arm.model) for a in log.answers] == [("Answer: 7", "42", "adapter")] * 3
    first, request = log.answers[0], run.requests()[0]
    assert (first.question, first.id) == (request.prompt, "demo/t0/0/en/raw/none")
    assert (first.finish_reason, first.prompt_tokens, first.new_tokens) == ("stop", 10, 5)
    assert log.sampling.max_new_tokens == request.sampling.max_new_tokens


def test_outcomes_and_metrics_are_its_scores(tmp_path: Path) -> None:
    run = made(tmp_path / "run", [item(0)], texts={"adapter": "Answer: 7"})
    found = logs(sides(run), run.manifest())
    assert {arm: log["results"]["scores"][0]["metrics"]["accuracy"]["value"] for arm, log in found.items()} == {
        "base": 1.0,
        "adapter": 0.0,
    }
    score = found["adapter"]["samples"][0]["scores"]["kenzan"]
    assert (score["value"], score["answer"], score["explanation"]) == ("I", "7", "wrong: value")
    assert (score["metadata"]["right"], score["metadata"]["step_recall"]) == (0.0, None)
    assert json.loads(json.dumps(found)) == found


def test_a_run_of_one_arm_is_one_file(tmp_path: Path) -> None:
    run = made(tmp_path / "run", [item(0)], adapters=())
    export(run.path, tmp_path / "log.json")
    assert [p.name for p in tmp_path.glob("*.json")] == ["log.json"]
