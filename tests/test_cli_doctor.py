"""`kenzan doctor` as a user calls it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import cli
from bench.doctor import examination
from bench.doctor.examination import Examination
from bench.doctor.libraries import Finding
from bench.machine import Machine

SOUND = Examination(Machine("Linux x86_64", "3.12.1", 2, 1 << 34), {"torch": "2.11.0"}, {"hf": ()}, ())
ILL = Examination(SOUND.machine, {}, {}, (Finding(True, "torch is not installed"),))


def call(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    monkeypatch.setattr(sys, "argv", ["kenzan", "doctor", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code


def test_the_embedded_pair(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(examination.libraries, "conflicts", list)
    assert call(monkeypatch, "-m", "mini", "-a", "mini-terse", "--max-new-tokens", "256") == 0
    out = capsys.readouterr().out
    assert "mini: qwen2, 7,086,336 weights, stored as nf4" in out
    assert "Rows at once, each of 768 tokens" in out


def test_exit_status_and_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(examination, "examine", lambda *_: SOUND)
    assert call(monkeypatch, "--json") == 0
    assert json.loads(capsys.readouterr().out)["libraries"] == {"torch": "2.11.0"}
    monkeypatch.setattr(examination, "examine", lambda *_: ILL)
    assert call(monkeypatch) == 1
    assert "problem     torch is not installed" in capsys.readouterr().out


def test_what_cannot_be_examined(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "-a", "mini-terse") == 2
    assert capsys.readouterr().err.startswith("kenzan: -a mini-terse: give the base")
    assert call(monkeypatch, "-m", "./no/model") == 2
    assert "kenzan: -m ./no/model: no such folder" in capsys.readouterr().err


def test_torch_is_imported_only_when_the_doctor_looks(tmp_path: Path) -> None:
    code = "import sys; import bench.cli, bench.cli_doctor, bench.doctor.page; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path).returncode == 0
