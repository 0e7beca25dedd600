"""A stored run answers the same plan again, and says what it has not."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

import fakes
from bench import pipeline
from bench.engines.base import Setup, Tick
from bench.engines.opening import open_engine as really_open
from bench.errors import InputError
from bench.records import Generation, Request
from bench.runs import GENERATIONS, JUDGMENTS, RunDirectory
from commands import Command, command

TINY = Path(__file__).parents[1] / "data" / "tiny.yaml"
ITEMS, ARMS = 8, 2
SAME = ["-t", str(TINY), "--select", "quick", "--max-new-tokens", "64"]


class Telling(fakes.EchoEngine):
    """Its texts are as different as the requests."""

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation]:
        for request in requests:
            own = f"{request.arm}, {request.strength}, {request.sample}: {request.prompt}"
            text = f"{own}\n\nAnswer: {len(own)}"
            yield fakes.generation(request, text, finish_reason="length" if "ja" in request.item.id else "stop")


@pytest.fixture
def kenzan(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """`kenzan run`; what is not replayed is answered by the engine above."""
    monkeypatch.chdir(tmp_path)

    def opened(name: str, setup: Setup) -> object:
        return really_open(name, setup) if name == "replay" else Telling()

    monkeypatch.setattr(pipeline, "open_engine", opened)

    return partial(command(monkeypatch, capsys), "run")


def texts(run: str) -> dict[tuple[str, str, str, str, int], str]:
    directory = RunDirectory(Path(run))
    made = directory.generations()
    asked = [r for r in directory.requests() if r.key in made]
    return {(r.item.id, r.arm, r.format, r.elicit, r.sample): made[r.key].text for r in asked}


@pytest.mark.parametrize(
    "more",
    [
        [],
        ["--format", "alpaca,chat,raw", "--elicit", "none,ask,prefill"],
        ["--samples", "2", "--temperature", "0.7", "--top-k", "5"],
        ["--strength", "0.5"],
    ],
    ids=["plain", "formats and elicitation", "samples", "strengths"],
)
def test_the_same_plan_has_the_same_texts(kenzan: Command, more: list[str]) -> None:
    assert kenzan("-m", "m", "-a", "lora", *SAME, *more, "-o", "first") == (0, "first/report.html\n", "")
    replay = ["--engine", "replay", "-m", "first", "-a", "lora"]
    assert kenzan(*replay, *SAME, *more, "-o", "again") == (0, "again/report.html\n", "")
    assert texts("again") == texts("first")
    assert len(texts("first")) >= ITEMS * ARMS
    verdicts = [sorted(j["outcome"] for j in _lines(run, JUDGMENTS)) for run in ("first", "again")]
    assert verdicts[0] == verdicts[1]


def _lines(run: str, name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in Path(run, name).read_text("utf-8").splitlines()]


def test_what_is_not_there_is_a_failure_that_names_it(kenzan: Command) -> None:
    kenzan("-m", "m", "-a", "lora", *SAME, "-o", "first")
    lines = Path("first", GENERATIONS).read_text("utf-8").splitlines(keepends=True)
    Path("first", GENERATIONS).write_text("".join(lines[1:]), "utf-8")
    gone = next(r for r in RunDirectory(Path("first")).requests() if r.key in lines[0])
    status, out, err = kenzan("--engine", "replay", "-m", "first", "-a", "lora", *SAME, "-o", "again")
    assert (status, out) == (1, "again/report.html\n")
    place = f"{gone.item.id} ({gone.arm}, alpaca, sample 0)"
    assert f"kenzan: not answered, 1 requests: first has no generation of {place}\n" in err
    assert len(texts("again")) == ITEMS * ARMS - 1


def test_another_budget_is_answered_where_it_makes_no_difference(kenzan: Command) -> None:
    kenzan("-m", "m", *SAME, "-o", "first")
    status, _, err = kenzan("--engine", "replay", "-m", "first", *SAME[:-1], "32", "-o", "again")
    assert status == 1
    whole = {place for place in texts("first") if "ja" not in place[0]}
    assert texts("again").keys() == whole
    assert "only with another token budget" in err
    assert kenzan("--engine", "replay", "-m", "first", *SAME[:-1], "4", "-o", "short")[0] == 1
    assert texts("short") == {}


def test_other_questions_have_none(kenzan: Command) -> None:
    kenzan("-m", "m", *SAME, "-o", "first")
    status, out, err = kenzan("--engine", "replay", "-m", "first", *SAME, "--format", "raw,chat", "-o", "again")
    assert (status, out) == (1, "")
    assert "first has no generation of" in err


def test_a_run_without_that_adapter_and_a_folder_without_a_run(kenzan: Command, tmp_path: Path) -> None:
    kenzan("-m", "m", *SAME, "-o", "first")
    with pytest.raises(InputError, match=r"^first: the run has no adapter 'adapter'; it has none$"):
        really_open("replay", Setup("first", {"adapter": "lora"}))
    with pytest.raises(InputError, match=r"no run\.json: not a run directory"):
        really_open("replay", Setup(str(tmp_path)))


def test_the_identity_is_the_stored_runs(kenzan: Command) -> None:
    kenzan("-m", "m", "-a", "x/one", "-a", "x/two", *SAME, "-o", "first")
    engine = really_open("replay", Setup("first", {"one": "x/one", "two": "x/two"}))
    made = fakes.EchoEngine()
    assert engine.identity(None) == made.identity(None)
    assert [engine.identity(key) for key in ("one", "two")] == [made.identity(key) for key in ("one", "two")]
    assert (engine.versions, engine.context, engine.name) == (made.versions, None, "replay")
