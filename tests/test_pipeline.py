"""The main job with the real engine: whole, interrupted, killed, continued."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.records import Generation
from bench.runs import GENERATIONS, JUDGMENTS, REPORT, TRACES

TINY = Path(__file__).parent / "data" / "tiny.yaml"
ITEMS = 8
# A shell starts what runs in its background with Ctrl-C ignored, and children inherit that: here it is heard.
HEARD = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
KENZAN = [sys.executable, "-c", f"{HEARD}; from bench.cli import main; main()"]
JOB = [
    "run",
    "-m",
    "mini",
    "-a",
    "mini-terse",
    "-t",
    str(TINY),
    "--max-new-tokens",
    "400",
    "--batch-size",
    "4",
    "-o",
    "run",
]


def kenzan(words: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*KENZAN, *words], cwd=folder, capture_output=True, text=True, timeout=300)


def generations(run: Path) -> list[Generation]:
    return [Generation.model_validate_json(line) for line in (run / GENERATIONS).read_bytes().splitlines()]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    done = kenzan(JOB, folder)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "run/report.html\n")
    return folder / "run"


def interrupt(folder: Path, how: signal.Signals, after: int) -> subprocess.CompletedProcess[str]:
    """Start the job and send it a signal once it has made `after` generations."""
    file = folder / "run" / GENERATIONS
    with subprocess.Popen(
        [*KENZAN, *JOB], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 120
        while not file.exists() or file.read_bytes().count(b"\n") < after:
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            assert time.monotonic() < deadline
            time.sleep(0.01)
        os.kill(process.pid, how)
        out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(JOB, process.returncode, out, err)


def test_both_arms_of_every_item_are_generated_traced_and_judged(undisturbed: Path) -> None:
    lines = {name: (undisturbed / name).read_text("utf-8").splitlines() for name in (GENERATIONS, TRACES, JUDGMENTS)}
    keys = {g.key for g in generations(undisturbed)}
    assert {name: len(rows) for name, rows in lines.items()} == dict.fromkeys(lines, 2 * ITEMS)
    assert (
        {json.loads(line)["id"] for line in lines[TRACES]}
        == {json.loads(line)["key"] for line in lines[JUDGMENTS]}
        == keys
    )
    assert (undisturbed / REPORT).read_text("utf-8").startswith("<!doctype html>")


def test_the_base_shows_its_work_and_the_adapter_does_not(undisturbed: Path) -> None:
    found = json.loads(kenzan(["report", str(undisturbed), "--json"], undisturbed).stdout)
    (family,) = found["families"]
    means = {name: m["differences"]["adapter"]["means"] for name, m in family["measures"].items()}
    assert means["right"]["base"] >= 0.75 > 0.5 > means["right"]["adapter"]
    assert means["claims"]["base"] > 3
    assert means["claims"]["adapter"] == 0
    assert means["self_checks"]["base"] > 0 == means["self_checks"]["adapter"]
    assert means["step_recall"]["base"] > means["step_recall"]["adapter"]


def test_the_same_command_again_makes_nothing_again(undisturbed: Path) -> None:
    before = (undisturbed / GENERATIONS).read_bytes()
    assert kenzan(JOB, undisturbed.parent).returncode == 0
    assert (undisturbed / GENERATIONS).read_bytes() == before


@pytest.mark.parametrize("after", [1, 7, 13])
def test_killed_in_the_middle_nothing_is_lost_and_nothing_made_twice(
    undisturbed: Path, tmp_path: Path, after: int
) -> None:
    assert interrupt(tmp_path, signal.SIGKILL, after).returncode == -signal.SIGKILL
    kept = generations(tmp_path / "run")
    assert after <= len(kept) < 2 * ITEMS
    assert kenzan(JOB, tmp_path).returncode == 0
    resumed = generations(tmp_path / "run")
    assert resumed[: len(kept)] == kept
    assert sorted(g.key for g in resumed) == sorted(g.key for g in generations(undisturbed))


def test_ctrl_c_ends_cleanly_and_the_same_command_continues(undisturbed: Path, tmp_path: Path) -> None:
    ended = interrupt(tmp_path, signal.SIGINT, 3)
    assert ended.returncode == 130
    assert ended.stderr == "kenzan: interrupted; what was done is kept, the same command continues\n"
    assert kenzan(JOB, tmp_path).returncode == 0
    assert sorted(g.key for g in generations(tmp_path / "run")) == sorted(g.key for g in generations(undisturbed))


def test_score_and_report_rebuild_what_is_derived(undisturbed: Path) -> None:
    before = {name: (undisturbed / name).read_bytes() for name in (TRACES, JUDGMENTS, REPORT)}
    for name in before:
        (undisturbed / name).unlink()
    assert kenzan(["score", str(undisturbed)], undisturbed).returncode == 0
    assert {name: (undisturbed / name).read_bytes() for name in before} == before


def test_a_run_can_be_carried_to_another_place_and_scored_there(undisturbed: Path, tmp_path: Path) -> None:
    for name in ("run.json", "requests.jsonl", GENERATIONS):
        (tmp_path / name).write_bytes((undisturbed / name).read_bytes())
    assert kenzan(["score", "."], tmp_path).returncode == 0
    assert (tmp_path / REPORT).read_bytes() == (undisturbed / REPORT).read_bytes()


def test_another_job_in_the_same_directory_is_refused(undisturbed: Path) -> None:
    before = {p.name: p.read_bytes() for p in undisturbed.iterdir()}
    done = kenzan([*JOB, "--seed", "7"], undisturbed.parent)
    assert done.returncode == 2
    assert done.stderr == "kenzan: run: belongs to another run (different seed); choose another -o\n"
    assert {p.name: p.read_bytes() for p in undisturbed.iterdir()} == before
