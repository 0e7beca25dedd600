"""What is printed while a library loads."""

import os
import subprocess
import sys

import pytest

from bench.engines.quiet import stdout_to_stderr


def test_prints_writes_and_other_processes_go_to_stderr_and_only_meanwhile(capfd: pytest.CaptureFixture[str]) -> None:
    print("before", flush=True)
    with stdout_to_stderr():
        print("said", flush=True)
        os.write(1, b"written\n")
        subprocess.run([sys.executable, "-c", "print('started')"], check=True)
    print("after", flush=True)
    out, err = capfd.readouterr()
    assert out == "before\nafter\n"
    assert err.split() == ["said", "written", "started"]


def test_it_is_restored_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="no"), stdout_to_stderr():
        raise ValueError("no")
    os.write(1, b"back\n")
    assert capfd.readouterr().out == "back\n"


def test_a_closed_stdout() -> None:
    code = (
        "import os, sys; os.close(1); from bench.engines.quiet import stdout_to_stderr\n"
        "with stdout_to_stderr():\n print('said')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "said\n")
