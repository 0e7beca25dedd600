"""The wheel as a user gets it: in a fresh environment, outside the checkout, without the heavy extras."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def call(*words: str | Path, cwd: Path) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "TOX"))}
    done = subprocess.run([str(w) for w in words], cwd=cwd, env=kept, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    return next(folder.glob("kenzan-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the commands of an environment that holds the wheel and its light dependencies."""
    folder = tmp_path_factory.mktemp("env")
    call(sys.executable, "-m", "venv", folder, cwd=folder)
    call(folder / "bin" / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    return folder / "bin"


def test_packs_report_and_embedded_pair_travel_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("tasks", "reports"):
        ours = {str(p.relative_to(ROOT)) for p in (ROOT / folder).rglob("*") if p.is_file()}
        assert ours
        assert {f"bench/data/{name}" for name in ours} <= set(names)
    assert {
        "bench/data/models/mini/model.safetensors",
        "bench/data/models/mini-terse/adapter_model.safetensors",
        "bench/data/models/mini-keep/adapter_model.safetensors",
    } <= set(names)
    assert not [n for n in names if n.startswith(("tests/", "benchmarks/", "models/"))]


def test_tasks_list_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    packs = json.loads(call(installed / "kenzan", "tasks", "list", "--json", cwd=tmp_path))
    assert {p["id"] for p in packs} >= {"arith-shop", "ladder-jp-mountains", "travel-japan"}


def test_trace_outside_the_checkout_and_without_torch(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        json.dumps({"id": "a", "text": "6 × 7 = 42.\n\nAnswer: 42", "answer": "42", "note": "kept"}) + "\n"
    )
    call(installed / "kenzan", "trace", "in.jsonl", "-o", "out.jsonl", cwd=tmp_path)
    out = json.loads((tmp_path / "out.jsonl").read_text())
    assert (out["id"], out["answer"]["verdict"], out["extra"]) == ("a", "right", {"note": "kept"})
    assert "torch" not in call(installed / "python", "-m", "pip", "list", cwd=tmp_path)


def test_a_run_without_its_extra_says_which_one_to_install(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run([installed / "kenzan", "run"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.strip() == "kenzan: --engine auto: torch is not installed; pip install 'kenzan[hf]'"
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_without_torch(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run([installed / "kenzan", "doctor"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "problem     torch is not installed" in done.stdout
    done = subprocess.run([installed / "kenzan", "doctor", "-m", "mini"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.strip() == "kenzan: -m mini: torch is not installed; pip install 'kenzan[hf]'"
