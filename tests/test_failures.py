"""Requests that an engine could not answer, through the whole command: the others go on, exit status 1, a list."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import fakes
from bench import pipeline, terminal
from bench.engines.base import Setup, Tick
from bench.records import Failure, Generation, Request
from bench.runs import FAILURES, GENERATIONS, JUDGMENTS
from commands import command

TINY = Path(__file__).parent / "data" / "tiny.yaml"
ITEMS, ARMS = 8, 2
SHORT = 320
"""Characters that some of the prompts have and others not."""
Answer = Callable[[Request], Generation | Failure]


class Answering(fakes.EchoEngine):
    """Answers each request as the test says."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation | Failure]:
        for request in requests:
            self.asked.append(request.key)
            yield self.answer(request)


def base_only(request: Request) -> Generation | Failure:
    if request.arm == "base":
        return fakes.generation(request)
    return Failure(key=request.key, reason="the server dropped the connection (4 tries)")


Run = Callable[[fakes.EchoEngine], tuple[int, str, str]]


@pytest.fixture
def kenzan(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """`kenzan run` on a small pack with an engine of the test's: (exit status, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def call(engine: fakes.EchoEngine) -> tuple[int, str, str]:
        def opened(name: str, setup: Setup) -> fakes.EchoEngine:
            return engine

        monkeypatch.setattr(pipeline, "open_engine", opened)
        job = ["-m", "m", "-a", "adapter", "-t", str(TINY), "--select", "quick", "-o", "run"]
        return command(monkeypatch, capsys)("run", *job)

    return call


def lines(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in Path("run", name).read_text("utf-8").splitlines()]


def test_the_others_are_reported_and_the_failures_listed(kenzan: Run) -> None:
    status, out, err = kenzan(Answering(base_only))
    assert (status, out) == (1, "run/report.html\n")
    assert err.splitlines() == [
        f"kenzan: not answered, {ITEMS} requests: the server dropped the connection (4 tries)",
        f"kenzan: all {ITEMS} are listed in run/failures.jsonl; the same command asks them again",
    ]
    failed = {line["key"] for line in lines(FAILURES)}
    assert len(failed) == ITEMS
    assert not failed & {line["key"] for line in lines(JUDGMENTS)}


def test_the_same_command_asks_only_them_again(kenzan: Run) -> None:
    kenzan(Answering(base_only))
    failed = {line["key"] for line in lines(FAILURES)}
    healthy = Answering(fakes.generation)
    assert kenzan(healthy) == (0, "run/report.html\n", "")
    assert set(healthy.asked) == failed
    assert lines(FAILURES) == []


def test_nothing_answered_is_no_report(kenzan: Run) -> None:
    status, out, err = kenzan(Answering(lambda request: Failure(key=request.key, reason="it refused")))
    assert (status, out) == (1, "")
    assert err.startswith(f"kenzan: not answered, {ITEMS * ARMS} requests: it refused\n")
    assert not Path("run/report.html").exists()


def test_many_different_reasons_are_counted_not_printed(kenzan: Run) -> None:
    _, _, err = kenzan(Answering(lambda request: Failure(key=request.key, reason=f"no. {request.key}")))
    assert err.count("\n") == terminal.SHOWN + 2
    assert f"not answered, {ITEMS * ARMS - terminal.SHOWN} requests for other reasons" in err


def test_a_prompt_without_room_is_listed_and_not_sent(kenzan: Run) -> None:
    engine = Answering(fakes.generation)
    engine.context = SHORT
    status, out, err = kenzan(engine)
    failed = {line["key"] for line in lines(FAILURES)}
    assert (status, out) == (1, "run/report.html\n")
    assert 0 < len(failed) < ITEMS * ARMS
    assert f"leaves no room for an answer in the model's context of {SHORT} tokens" in err
    assert not failed & set(engine.asked)
    assert len(lines(GENERATIONS)) == len(engine.asked) == ITEMS * ARMS - len(failed)


def test_a_run_that_ends_early_keeps_answers_and_failures(kenzan: Run) -> None:
    def interrupted(request: Request) -> Generation | Failure:
        if request.arm == "base":
            return Failure(key=request.key, reason="it refused")
        raise KeyboardInterrupt

    status, _, err = kenzan(Answering(interrupted))
    assert (status, err) == (130, "kenzan: interrupted; what was done is kept, the same command continues\n")
    assert [line["reason"] for line in lines(FAILURES)] == ["it refused"]
