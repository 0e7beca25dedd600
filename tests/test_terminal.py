"""What the command prints: nothing in it is obeyed by the terminal."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from bench.records import Failure, Judgment
from bench.terminal import cell, echo, echo_json, show_failures, show_limited, tell
from bench.trace.table import table
from commands import command

HOSTILE = "\x1b]0;title\x07\x1b[2J\x9b31m\u202egnp.exe\u2066 [red]x[/red] [link=http://e.example]y[/link]\x00\ud800"


def harmless(text: str) -> None:
    assert text.replace("\n", "").replace("\t", "").isprintable()


def test_messages_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    echo(HOSTILE)
    tell(f"bad\n{HOSTILE}")
    echo_json({"text": HOSTILE})
    out, err = capsys.readouterr()
    harmless(out)
    harmless(err)
    assert err.startswith("kenzan: bad ␛]0;title")
    assert json.loads(out.splitlines()[-1]) == {"text": HOSTILE}


def test_failures_and_limits(capsys: pytest.CaptureFixture[str]) -> None:
    show_failures([], Path("x"))
    show_limited([], Path("x"))
    assert capsys.readouterr() == ("", "")
    show_failures([Failure(key="k", reason=HOSTILE)], Path("failures.jsonl"))
    limited = Judgment(key="k", check="number", outcome="limit", reason="seconds")
    show_limited([limited, limited], Path("judgments.jsonl"))
    out, err = capsys.readouterr()
    harmless(err)
    assert (out, err.count("\n")) == ("", 3)
    assert "not analysed and in no figure, 2 texts: took more than 60 s; marked `limit` in judgments.jsonl" in err


def test_cells_hold_text_and_no_markup() -> None:
    line = {"id": HOSTILE, "error": HOSTILE}
    console = Console(file=io.StringIO(), force_terminal=True, color_system=None, width=200)
    console.print(table([json.dumps(line)]))
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    harmless(printed)
    assert "[red]x[/red]" in printed
    assert cell(HOSTILE).spans == []


def test_a_pack_and_traces_from_somebody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kenzan = command(monkeypatch, capsys)
    escapes = r"\e]0;title\a\e[2J\u202E\x9b"
    sound = (Path(__file__).parents[1] / "bench/packs/starters/arithmetic.yaml").read_text("utf-8")
    sound = sound.replace("@NAME@", "mine").replace("@CANARY@", "6f0c1b1e-0000-4000-8000-000000000001")
    pack = tmp_path / "mine.yaml"
    pack.write_text(sound.replace('en: "End', f'en: "{escapes}End'), "utf-8")
    status, out, err = kenzan("tasks", "show", str(pack))
    assert (status, err) == (0, "")
    assert "␛]0;title" in out
    harmless(out)
    pack.write_text(sound + f'"{escapes}": 1\n', "utf-8")
    for words in (("check",), ("show",)):
        status, out, err = kenzan("tasks", *words, str(pack))
        assert status in (1, 2)
        assert "unknown key" in out + err
        harmless(out + err)
    traces = tmp_path / "traces.jsonl"
    traces.write_text(json.dumps({"id": HOSTILE, "text": f"Answer: 5 {HOSTILE}", "question": "?"}) + "\n", "utf-8")
    for words in ((), ("--table",)):
        status, out, err = kenzan("trace", str(traces), *words)
        assert (status, err) == (0, "")
        harmless(out)
