"""A few steps on the embedded base, whole and killed, and what `kenzan run` makes of the adapter."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bench.tuning.folder import CHECKPOINTS, STATE, WHOLE
from commands import Command, command

TINY = Path(__file__).parents[1] / "data" / "tiny.yaml"
KENZAN = [sys.executable, "-c", "from bench.cli import main; main()"]
STEPS = 5
OPTIONS = ["-m", "mini", "-d", "pairs.jsonl", "--response-only", "--learning-rate", "5e-3", "--device", "cpu"]
OPTIONS += ["--batch-size", "4", "--accumulation", "1", "--warmup-steps", "0", "--max-steps", str(STEPS)]


def pairs(folder: Path) -> None:
    rows = [{"instruction": f"{n} + 1?", "output": f"Answer: {n + 1}"} for n in range(12)]
    (folder / "pairs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


@pytest.fixture
def kenzan(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    pairs(tmp_path)
    monkeypatch.chdir(tmp_path)
    return command(monkeypatch, capsys)


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a tuning was killed once its first checkpoint was whole."""
    folder = tmp_path_factory.mktemp("killed")
    pairs(folder)
    words = [*KENZAN, "tune", *OPTIONS, "-o", "mine", "--save-every", "0"]
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 240
        while not list(folder.glob(f"mine/{CHECKPOINTS}/*/{WHOLE}")):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert "result" not in json.loads((folder / "mine" / STATE).read_text("utf-8"))
    return folder


def shown(out: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(out)
    return result


def test_killed_and_continued_it_is_the_adapter_that_it_would_have_been(
    killed: Path, kenzan: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, err = kenzan("tune", *OPTIONS, "-o", "whole", "--json")
    assert (status, err) == (0, "")
    whole = shown(out)
    assert (whole["adapter"], whole["steps"], whole["pairs"], whole["optimizer"]) == ("whole", STEPS, 12, "adamw_torch")
    assert whole["last_loss"] < whole["first_loss"]
    monkeypatch.chdir(killed)
    status, out, err = kenzan("tune", *OPTIONS, "-o", "mine", "--json")
    assert (status, err) == (0, "")
    assert shown(out)["steps"] == STEPS
    weights = "adapter_model.safetensors"
    assert (killed / "mine" / weights).read_bytes() == (tmp_path / "whole" / weights).read_bytes()
    found = json.loads((killed / "mine" / STATE).read_text("utf-8"))["result"]["losses"]
    assert [step["step"] for step in found] == list(range(1, STEPS + 1))
    assert not (killed / "mine" / CHECKPOINTS).exists()

    # Done, it is not made again; with other settings it is refused.
    monkeypatch.setattr("bench.tuning.training.train", None)
    assert kenzan("tune", *OPTIONS, "-o", "mine", "--json")[:2] == (0, out)
    status, out, err = kenzan("tune", *OPTIONS, "-o", "mine", "--r", "8")
    assert (status, out) == (2, "")
    assert err == "kenzan: mine: belongs to another tuning (r: 16 there, 8 here); choose another -o\n"
    (killed / "pairs.jsonl").write_text('{"instruction": "x", "output": "y"}\n', "utf-8")
    assert "(different data)" in kenzan("tune", *OPTIONS, "-o", "mine")[2]


def test_a_run_takes_the_adapter(kenzan: Command, tmp_path: Path) -> None:
    status, out, err = kenzan("tune", *OPTIONS, "-o", "mine")
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == "mine"
    card = (tmp_path / "mine" / "README.md").read_text("utf-8")
    assert "kenzan tune -m mini -d pairs.jsonl -o mine" in card
    assert (tmp_path / "mine" / "loss.png").read_bytes().startswith(b"\x89PNG")
    job = ["-m", "mini", "-a", "mine", "-t", str(TINY), "--limit", "1", "--max-new-tokens", "40", "-o", "run"]
    status, out, err = kenzan("run", *job, "--json")
    assert (status, err) == (0, "")
    assert shown(out)["arms"] == ["base", "adapter"]
    assert (tmp_path / "run" / "report.html").is_file()


def test_a_loss_that_is_no_number_ends_it(kenzan: Command) -> None:
    words = [*OPTIONS, "--learning-rate", "1e30", "-o", "mine"]
    status, _, err = kenzan("tune", *words)
    assert status == 2
    assert "the loss is nan at step 2; take a smaller --learning-rate" in err
