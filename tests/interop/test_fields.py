"""Fields of foreign logs: found, or refused by place."""

import json
from pathlib import Path

import pytest

from bench.errors import InputError
from bench.interop.fields import Fields, read_lines, read_object

HERE = Fields({"n": 3, "f": 0.5, "t": "x", "yes": True, "o": {"in": []}, "null": None, "less": -1}, "log:7")


def test_fields_by_kind() -> None:
    assert (HERE.find("n", int), HERE.find("n", float), HERE.find("f", float)) == (3, 3.0, 0.5)
    assert HERE.find("null", str) is None
    assert HERE.under("o").get("in", list, "") == []
    assert HERE.under("none").value == {}


def test_what_is_missing_or_of_another_kind_is_refused_by_its_place() -> None:
    with pytest.raises(InputError, match=r"^log:7: gone: missing; it names the arm$"):
        HERE.get("gone", str, "it names the arm")
    with pytest.raises(InputError, match=r"^log:7: n: 3 where text is due$"):
        HERE.find("n", str)
    with pytest.raises(InputError, match=r"^log:7: yes: true where a whole number is due$"):
        HERE.find("yes", int)
    with pytest.raises(InputError, match=r"^log:7: o\.in: \[\] where an object is due$"):
        HERE.under("o").under("in")
    with pytest.raises(InputError, match=r"^log:7: less: must be 0 or more$"):
        HERE.whole("less")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[1]", "not a JSON object but list"),
        ("{", "not a JSON object"),
        ('{"x": NaN}', "not a JSON object"),
        ("[" * 100_000, "unreadable"),
        ('{"x": ' + "[" * 500 + "]" * 500 + "}", "unreadable"),
        ('{"x": 1' + "0" * 10_000 + "}", "unreadable"),
    ],
)
def test_a_line_that_is_no_object_is_refused_by_its_number(tmp_path: Path, line: str, why: str) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text("{}\n\n" + line + "\n", "utf-8")
    with pytest.raises(InputError, match=r"log\.jsonl:3: .*" + why):
        list(read_lines(file))


def test_what_no_file_can_hold_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    file.write_bytes(b'\xef\xbb\xbf{"t": "a\\ud800b \\ud83d\\ude00 \xff", "n": 1e999}')
    found = read_object(file)
    assert found.find("t", str) == "a�b 😀 �"
    json.dumps(found.value["t"]).encode()
    with pytest.raises(InputError, match="n: Infinity where a number is due"):
        found.find("n", float)
    with pytest.raises(InputError, match="cannot be read"):
        read_object(tmp_path)


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.interop.fields.LINE", 20)
    file = tmp_path / "log.jsonl"
    file.write_text('{"a": 1}\n{"a": "' + "x" * 30 + '"}\n', "utf-8")
    with pytest.raises(InputError, match=r"log.jsonl:2: longer than 20 characters"):
        list(read_lines(file))
