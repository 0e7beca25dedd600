"""`kenzan run -a one -a two`: one copy of the base, one report, the base as reference of every adapter."""

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

import fakes
from bench import pipeline
from bench.engines.base import Tick
from bench.engines.local import LocalEngine
from bench.outcome import Outcome
from bench.pipeline import Job
from bench.records import Generation, Request
from bench.resources import MODELS
from bench.runs import RunDirectory
from bench.summary import summary
from commands import command

TINY = Path(__file__).parent / "data" / "tiny.yaml"
ARMS = ["base", "one", "two"]
TEXTS = {
    "base": "40 + 2 = 42.\n\nLet me check: 42 - 2 = 40. Correct.\n\nAnswer: {gold}",
    "one": "Answer: -7",
    "two": "40 + 2 = 42.\n\nAnswer: {gold}",
}
"""What each arm makes of every question: shown and checked, neither, and shown alone."""


class Told(fakes.EchoEngine):
    """Answers as `TEXTS` say."""

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation]:
        for request in requests:
            yield fakes.generation(request, TEXTS[request.arm].format(gold=request.item.reference.gold))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A run with two adapters."""
    folder = tmp_path_factory.mktemp("told")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "open_engine", lambda name, setup: Told())
        pair = ("adapters/one", "adapters/two")
        job = Job(model="m", adapters=pair, packs=("arithmetic/shop",), limit=1, output=folder / "run")
        return pipeline.run(job, jobs=0)


def test_every_adapter_is_set_against_the_base(told: Outcome) -> None:
    found = summary(told.comparison, RunDirectory(told.directory).manifest())
    assert found["arms"] == ARMS
    (row,) = found["families"]
    for measure in row["measures"].values():
        assert list(measure["means"]) == ARMS
        assert list(measure["differences"]) == ARMS[1:]
    right, steps = (row["measures"][name]["differences"] for name in ("right", "steps"))
    assert [right[arm]["difference"] for arm in ARMS[1:]] == [-1, 0]
    assert all(set(right[arm]["means"]) == {"base", arm} and right[arm]["detectable"] > 0 for arm in ARMS[1:])
    assert steps["one"]["difference"] < steps["two"]["difference"] < 0
    assert {flips["arm"] for flips in found["flips"]} == {"one", "two"}


def test_the_verdict_speaks_of_each(told: Outcome) -> None:
    said = {(s.arm, s.topic): s for s in told.comparison.verdict if s.arm}
    assert {key: s.kind for key, s in said.items() if key[1] in ("right", "self_checks")} == {
        ("one", "right"): "loses",
        ("one", "self_checks"): "loses",
        ("two", "right"): "unsure",  # the same on all 30 items, which are too few to call it kept
        ("two", "self_checks"): "loses",
    }
    for arm, topic in said:
        assert all(text.startswith(f"{arm} · ") for text in said[arm, topic].texts.values())


def test_report_and_markdown_have_a_part_for_each(told: Outcome) -> None:
    assert told.report is not None
    page = told.report.read_text("utf-8")
    for arm in ("one", "two"):
        assert f"{arm} against base" in page
        assert f"{arm} − base (95 %)" in told.to_markdown()
    assert "two against one" not in page


def test_both_are_applied_beside_the_base_in_one_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The real engine, with the embedded adapter and a tenth of it, which leaves the base as it is or nearly so."""
    shutil.copytree(MODELS / "mini-terse", tmp_path / "tenth")
    file = tmp_path / "tenth" / "adapter_model.safetensors"
    save_file({key: value * 0.1 if "lora_B" in key else value for key, value in load_file(file).items()}, file)
    opened: list[LocalEngine] = []
    real = pipeline.open_engine
    monkeypatch.setattr(pipeline, "open_engine", lambda *asked: opened.append(real(*asked)) or opened[-1])  # type: ignore[func-returns-value]
    run = tmp_path / "run"
    asked = ("run", "-m", "mini", "-a", "mini-terse", "-a", str(tmp_path / "tenth"), "-t", str(TINY), "--limit", "1")
    status, out, _ = command(monkeypatch, capsys)(*asked, "-o", str(run), "--json")
    assert (status, len(opened)) == (0, 1)
    assert json.loads(out)["arms"] == ["base", "mini-terse", "tenth"]
    made = RunDirectory(run).generations()
    texts = {(r.item.id, r.arm): made[r.key].text for r in RunDirectory(run).requests()}
    items = {item for item, _ in texts}
    lengths = {arm: sum(len(texts[item, arm]) for item in items) for arm in ("base", "mini-terse", "tenth")}
    assert lengths["mini-terse"] < 0.5 * min(lengths["base"], lengths["tenth"])
    identity = RunDirectory(run).manifest().identity
    assert identity["adapter mini-terse"] != identity["adapter tenth"]
