import json

import pytest

from bench.shown import escaped_json, shown, shown_json, storable

OBEYED = "\x00\x07\x1b\x7f\x9b\u061c\u200f\u202e\u2066\ud800"


def test_what_would_be_obeyed_has_a_stand_in() -> None:
    assert shown(f"a\tb\n{OBEYED}山") == "a\tb\n␀␇␛␡\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd山"


@pytest.mark.parametrize("text", [OBEYED, "plain", "🗻 \u2028"])
def test_json_stays_the_same_value(text: str) -> None:
    written = shown_json({text: [text, 1]})
    assert json.loads(written) == {text: [text, 1]}
    assert not set(OBEYED) & set(written)
    assert escaped_json(json.dumps(text, ensure_ascii=False)) == shown_json(text)


def test_what_a_file_can_hold() -> None:
    assert storable("a\ud83d\ude00b\ud800c") == "a😀b\ufffdc"
