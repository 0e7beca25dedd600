"""`kenzan import` and `kenzan export`, as typed."""

import json
from pathlib import Path

import pytest

from commands import Command, command

(BASE,) = (Path(__file__).parent / "data" / "lm_eval" / "base").glob("samples_kenzan_sums_*.jsonl")


@pytest.fixture
def kenzan(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    monkeypatch.chdir(tmp_path)
    return command(monkeypatch, capsys)


def test_import_then_export(kenzan: Command, tmp_path: Path) -> None:
    assert kenzan("import", str(BASE), "-o", "run") == (0, "run/report.html\n", "")
    assert "取り込んだ問題" in (tmp_path / "run" / "report.html").read_text("utf-8")
    assert kenzan("export", "run") == (0, "generations.csv\n", "")
    status, out, _ = kenzan("export", "run", "-o", "t.parquet", "--json")
    assert (status, json.loads(out)) == (0, {"paths": ["t.parquet"], "format": "parquet", "rows": 6})
    status, out, _ = kenzan("import", str(BASE), "-o", "run", "--lang", "ja", "--json")
    found = json.loads(out)
    assert (status, found["arms"], len(found["pairs"])) == (0, ["mini"], 6)
    assert (found["pairs"][0]["item"], found["pairs"][0]["family"]) == ("kenzan_sums/0", "imported")
    assert kenzan("report", "run")[0] == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("import", "gone.jsonl", "-o", "run"), "gone.jsonl: no such file; check the path"),
        (("import", str(BASE)), "Missing option '-o'"),
        (("import", str(BASE), "-o", "run", "--lang", "fr"), "--lang: unknown 'fr'; there are en, ja"),
        (("export", "gone"), "gone: no run.json: not a run directory"),
        (("export", "gone", "-o", "t.xlsx"), "-o t.xlsx: unknown format"),
    ],
)
def test_one_line_for_what_cannot_be_used(kenzan: Command, tmp_path: Path, words: tuple[str, ...], why: str) -> None:
    status, out, err = kenzan(*words)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert why in err
    assert list(tmp_path.iterdir()) == []
