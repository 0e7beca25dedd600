"""YAML that is data and nothing else, with a line for every field."""

from pathlib import Path

import pytest

from bench.errors import InputError
from bench.packs.source import read


def written(folder: Path, text: str) -> Path:
    file = folder / "pack.yaml"
    file.write_text(text, "utf-8")
    return file


def test_words_stay_words(tmp_path: Path) -> None:
    source = read(written(tmp_path, "a: no\nb: 12:30\nc: 2026-04-01\nd: 010\ne: true\nf: null\ng: 1.5\nh: '7'\n"))
    assert source.data == {
        "a": "no", "b": "12:30", "c": "2026-04-01", "d": 10, "e": True, "f": None, "g": 1.5, "h": "7",
    }  # fmt: skip


def test_every_field_knows_its_line(tmp_path: Path) -> None:
    source = read(written(tmp_path, "items:\n  - id: one\n    gold: {expr: 1}\n  - id: two\n    text: hello\n"))
    assert str(source.place(("items", 1, "text"))).endswith("pack.yaml:5:5: items.two.text")
    assert str(source.place(("items", 0, "gold", "expr"))).endswith("pack.yaml:3:12: items.one.gold.expr")
    assert str(source.place(("items", 0, "check"))).endswith("pack.yaml:2:5: items.one.check")
    assert source.place(("items", 0, "check")).item == "one"
    assert source.place(("title",)).item is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\na: 2\n", "pack.yaml:2:1: a second key 'a'; keep one"),
        ("a: &x 1\n", "pack.yaml:1:4: anchors and aliases"),
        ("a: !!python/object:os.system 1\n", "pack.yaml:1:4: tags are not allowed"),
        ("a: [1, 2\nb: 3\n", "broken YAML"),
        ("a: \t- x", "broken YAML"),
        ("", "empty"),
        ("[" * 50, "nested deeper|broken YAML"),
        ("a: 1\n---\nb: 2\n", "pack.yaml:2:1: a second document"),
        ("? [1]\n: 2\n", "a key must be a word"),
        ("a: " + "9" * 50, "more than 40 digits"),
        ("a: .inf\n", "not a finite number"),
        ("a: 1\n" + "!" * 900_000, "pack.yaml:2:1: tags are not allowed"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read(written(tmp_path, text))


def test_alias_bombs_and_large_files_are_refused(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefg", "bcdefgh", strict=True))
    with pytest.raises(InputError, match="anchors"):
        read(written(tmp_path, bomb))
    with pytest.raises(InputError, match="larger than"):
        read(written(tmp_path, "a: " + "x" * 1_000_001))


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes("a: 山".encode("shift_jis"))
    with pytest.raises(InputError, match="not UTF-8 at byte 3"):
        read(tmp_path / "pack.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path)
