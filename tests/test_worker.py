"""A process that works for this one: what it may see, and how it ends."""

import operator
import os
import subprocess
import sys
from pathlib import Path

import pytest

import slowly
from bench.limits import Exceeded
from bench.worker import Worker


def test_what_it_prints_does_not_disturb_the_answers(capfd: pytest.CaptureFixture[str]) -> None:
    worker = Worker()
    assert worker.ask(slowly.printing, ["a"], 60, 60) == ["a"]
    worker.end()
    assert "heard" in capfd.readouterr().err


def test_a_module_of_the_folder_that_it_is_started_in_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit('taken')\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    worker = Worker()
    assert worker.ask(operator.itemgetter(slice(0, 1)), ["a"], 60, 60) == ["a"]
    worker.end()


def test_one_that_was_ended_exceeds_a_limit_and_raises_nothing_else() -> None:
    worker = Worker()
    worker.end()
    with pytest.raises(Exceeded):
        worker.ask(slowly.work, ["a"], 60, 60)


def test_a_script_without_a_main_guard_may_use_them_and_leaves_none_behind(tmp_path: Path) -> None:
    """Scripts are not run again in the processes, and these end with the one that they work for, killed or not."""
    script = tmp_path / "script.py"
    script.write_text(
        "import os, signal, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "import slowly\n"
        "from bench.processes import spread\n"
        "print(*spread(slowly.work, iter([['pid'], ['a']]), 1, None), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n",
        "utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120)
    number, letter = done.stdout.split()
    assert letter == "A"
    for _ in range(500):
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            return
        subprocess.run(["sleep", "0.02"], check=True)
    pytest.fail("the process is still there")
