import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import fakes
from bench import pipeline
from bench.ending import Terminated, heard, status
from bench.engines.base import Setup, Tick
from bench.records import Generation, Request
from bench.runs import FAILURES, GENERATIONS
from commands import command

TINY = Path(__file__).parent / "data" / "tiny.yaml"


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C is heard: a shell's background jobs are started with it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_sigterm_is_heard_inside_and_as_before_outside() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Terminated), heard():
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_fork_ends_at_once() -> None:
    """The child says that it is there: a signal that comes while Python forks is dropped."""
    code = (
        "import os, signal, time\nfrom bench.ending import heard\nready, there = os.pipe()\n"
        "with heard():\n    child = os.fork()\n    if not child:\n"
        "        os.write(there, b'x')\n        time.sleep(30)\n        os._exit(0)\n"
        "    os.read(ready, 1)\n    os.kill(child, signal.SIGTERM)\n"
        "    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == (f"{-signal.SIGTERM}\n", "")


def test_the_status_is_the_shell_s() -> None:
    assert (status(KeyboardInterrupt()), status(Terminated()), Terminated().code) == (130, 143, 143)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_run_cleanly_and_keeps_what_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, number: int, code: int
) -> None:
    class Hit(fakes.EchoEngine):
        def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation]:
            for made, generation in enumerate(super().generate(requests, tick)):
                if made == 2:
                    os.kill(os.getpid(), number)
                yield generation

    def opened(name: str, setup: Setup) -> fakes.EchoEngine:
        return Hit()

    monkeypatch.setattr(pipeline, "open_engine", opened)
    monkeypatch.chdir(tmp_path)
    job = ["run", "-m", "m", "-t", str(TINY), "--limit", "1", "-o", "run"]
    assert command(monkeypatch, capsys)(*job) == (
        code,
        "",
        "kenzan: interrupted; what was done is kept, the same command continues\n",
    )
    assert (tmp_path / "run" / GENERATIONS).read_bytes().count(b"\n") == 2
    assert (tmp_path / "run" / FAILURES).exists()


@pytest.mark.parametrize(("ended", "code"), [(KeyboardInterrupt, 130), (Terminated, 143)])
def test_a_signal_before_the_run_begins_has_its_status_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ended: type[BaseException], code: int
) -> None:
    def started(*_: object, **__: object) -> None:
        raise ended

    monkeypatch.setattr(pipeline, "Job", started)
    assert command(monkeypatch, capsys)("run", "-m", "m")[0] == code
