"""JSON lines in, JSON lines out."""

import io
import json
import sys
from pathlib import Path

import pytest

from bench import limits
from bench.errors import InputError
from bench.trace import stream
from bench.trace.stream import analyse_file

KEYS = {"id", "reasoning", "response", "steps", "answer", "candidates", "claims", "episodes", "health", "metrics"}


def write(path: Path, *lines: object) -> str:
    path.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines), encoding="utf-8")
    return str(path)


def read(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_lines_come_out_in_their_order(tmp_path: Path, jobs: int) -> None:
    source = write(tmp_path / "in.jsonl", *({"id": str(i), "text": f"Answer: {i}"} for i in range(80)))
    out = tmp_path / "out.jsonl"
    assert analyse_file(source, str(out), keep_going=False, jobs=jobs) == 0
    assert [(x["id"], x["answer"]["value"]) for x in read(out)] == [(str(i), str(i)) for i in range(80)]  # type: ignore[index]


def test_a_line_beyond_a_limit_is_marked_in_its_place_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LINE", 5_000_000)
    texts = {"many": "1 + 1 = 2\n" * (limits.CLAIMS + 1), "long": "a" * (limits.CHARACTERS + 1), "ok": "Answer: 1"}
    lines = [{"id": name, "text": text} for name, text in texts.items()]
    source = write(tmp_path / "in.jsonl", lines[0], lines[1], "[" * 5_000_001, lines[2])
    assert analyse_file(source, str(tmp_path / "out.jsonl"), keep_going=False) == 3
    *marked, whole = read(tmp_path / "out.jsonl")
    assert marked == [
        {"id": "many", "error": "more than 20,000 arithmetic claims; not analysed", "limit": "claims"},
        {"id": "long", "error": "longer than 4,000,000 characters; not analysed", "limit": "text"},
        {"id": None, "error": "longer than 4,000,000 characters; not analysed: line 3", "limit": "text"},
    ]
    assert whole["answer"]["value"] == "1"  # type: ignore[index]


def test_nothing_on_standard_output_is_obeyed_by_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "\x1b[31m \x9b2J \u202e Answer: 1"
    source = write(tmp_path / "in.jsonl", {"id": "\u2066", "text": text, "answer": "1", "more": text})
    assert analyse_file(source, "-", keep_going=False, jobs=0) == 0
    out = capsys.readouterr().out
    assert out.removesuffix("\n").isprintable()
    assert json.loads(out)["extra"] == {"more": text}


def test_the_format_and_the_fields_that_are_copied(tmp_path: Path) -> None:
    line = {"id": "a", "text": "答え：4", "answer": "4", "labels": {"由来": [1]}, "n": None}
    source = write(tmp_path / "in.jsonl", line)
    analyse_file(source, str(tmp_path / "out.jsonl"), keep_going=False, jobs=0)
    [out] = read(tmp_path / "out.jsonl")
    assert set(out) == KEYS | {"extra"}
    assert out["extra"] == {"labels": {"由来": [1]}, "n": None}
    assert "由来" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{", "JSON"),
        ("[1]", "JSON"),
        ({"text": "x"}, "id"),
        ({"id": "a"}, "text"),
        ({"id": 3, "text": "x"}, "id"),
        ({"id": "a", "text": ["x"]}, "text"),
        ({"id": "a", "text": "x", "lang": "fr"}, "lang"),
        ({"id": "a", "text": "x", "finish_reason": "tired"}, "finish_reason"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_a_bad_line_is_named_and_leaves_nothing_behind(tmp_path: Path, line: object, field: str) -> None:
    source = write(tmp_path / "in.jsonl", {"id": "ok", "text": "x"}, line)
    out = tmp_path / "out.jsonl"
    out.write_text("before")
    with pytest.raises(InputError) as caught:
        analyse_file(source, str(out), keep_going=False, jobs=0)
    assert caught.value.where == f"{source}:2"
    assert field in caught.value.what
    assert out.read_text() == "before"
    assert {p.name for p in tmp_path.iterdir()} == {"in.jsonl", "out.jsonl"}


def test_keep_going_reports_a_bad_line_in_its_place(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", {"id": "a"}, "nonsense", "", {"id": "c", "text": "Answer: 1"})
    out = tmp_path / "out.jsonl"
    assert analyse_file(source, str(out), keep_going=True, jobs=0) == 2
    first, second, third = read(out)
    assert first == {"id": "a", "error": "text: missing; it must be a string"}
    assert second["id"] is None
    assert third["id"] == "c"


def test_standard_input_and_output(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = '{"id": "a", "text": "Answer: 1"}\n{"id": "b"}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    with pytest.raises(InputError) as caught:
        analyse_file("-", "-", keep_going=False, jobs=0)
    assert caught.value.where == "<stdin>:2"
    assert json.loads(capsys.readouterr().out)["answer"]["value"] == "1"


def test_lone_surrogates_pass_through(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", '{"id": "\\ud800", "text": "Answer: 1 \\udfff"}')
    assert analyse_file(source, str(tmp_path / "out.jsonl"), keep_going=False, jobs=0) == 0
    assert read(tmp_path / "out.jsonl")[0]["id"] == "\ud800"


def test_a_file_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.jsonl: cannot be read"):
        analyse_file(str(tmp_path / "missing.jsonl"), "-", keep_going=False, jobs=0)
    source = write(tmp_path / "in.jsonl", {"id": "a", "text": "x"})
    with pytest.raises(InputError, match="cannot be written"):
        analyse_file(source, str(tmp_path / "none" / "out.jsonl"), keep_going=False, jobs=0)
