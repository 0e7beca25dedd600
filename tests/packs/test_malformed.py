"""Every rule of the format broken once: one error each, at its place, saying what would be right; and no code runs."""

import time
import tracemalloc
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bench.packs import source
from bench.packs.findings import Finding
from bench.packs.loading import examine
from bench.packs.starting import STARTERS

TEXTS = {
    family: (STARTERS / f"{family}.yaml")
    .read_text("utf-8")
    .replace("@NAME@", "mine")
    .replace("@CANARY@", "6f0c1b1e-0000-4000-8000-000000000001")
    for family in ("arithmetic", "entity_ladder", "travel")
}
DATA = Path(__file__).parents[1] / "data"
CASES: list[dict[str, str]] = YAML(typ="safe", pure=True).load((DATA / "malformed.yaml").read_text("utf-8"))


def told(folder: Path, text: str) -> list[Finding]:
    file = folder / "mine.yaml"
    file.write_text(text, "utf-8")
    return examine(file)[1]


def test_the_table_is_long_enough() -> None:
    assert len(CASES) + len(FILES) + len(FORMULAS) >= 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['field'] or 'pack'}: {case['told']}")
def test_one_rule_broken_is_one_error(case: dict[str, str], tmp_path: Path) -> None:
    text = TEXTS[case["pack"]]
    assert text.count(case["old"]) == 1
    (found,) = told(tmp_path, text.replace(case["old"], case["new"]))
    assert found.place.field == case["field"]
    assert case["told"] in found.what
    assert "\n" not in str(found)
    if case["new"] and case["field"]:
        assert abs(found.place.line - text[: text.index(case["old"])].count("\n")) < 30


# ---------------------------------------------------------------- YAML

DEEP = "[" * 30 + "]" * 30
BOMB = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefg", "bcdefgh", strict=True))
FILES = {
    "duplicate key": ("a: 1\nb: 2\na: 3\n", 3, "a second key 'a'"),
    "anchor": ("a: &x 1\n", 1, "anchors and aliases are not allowed"),
    "alias": ("a: *x\n", 1, "anchors and aliases are not allowed"),
    "alias bomb": (BOMB, 1, "anchors and aliases are not allowed"),
    "tag": ("a: !!str 1\n", 1, "tags are not allowed"),
    "python tag": ("a: !!python/object/apply:os.system ['touch hacked']\n", 1, "tags are not allowed"),
    "own tag": ("%TAG ! tag:example.org,2026:\n---\na: !x 1\n", 3, "tags are not allowed"),
    "binary": ("a: !!binary aGVsbG8=\n", 1, "tags are not allowed"),
    "merge": ("a: {<<: {b: 1}}\nb: 2\nc: &d 3\n", 3, "anchors"),
    "unclosed list": ("a: [1, 2\nb: 3\n", 2, "broken YAML"),
    "unclosed text": ('a: "x\nb: 3\n', 3, "broken YAML"),
    "tab": ("a:\n\t- x\n", 2, "broken YAML"),
    "indent": ("a: 1\n  b: 2\n", 2, "broken YAML"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "a second document"),
    "key that is a list": ("? [1]\n: 2\n", 1, "a key must be a word"),
    "key that is a mapping": ("{a: 1}: 2\n", 1, "a key must be a word"),
    "deep": (f"a: {DEEP}\n", 1, "nested deeper than 20"),
    "deep without end": ("a: " + "[" * 300_000, 1, "nested deeper than 20"),
    "long number": ("a: " + "9" * 50 + "\n", 1, "more than 40 digits"),
    "very long number": ("a: " + "9" * 90_000 + "\n", 1, "more than 40 digits"),
    "infinite": ("a: .inf\n", 1, "not a finite number"),
    "no number": ("a: .nan\n", 1, "not a finite number"),
    "huge float": ("a: 1e999\n", 1, "not a finite number"),
    "many values": ("a: [" + "1," * 400_000 + "1]\n", 1, "more than 3,000 values"),
    "many keys": ("".join(f"k{i}: 1\n" for i in range(20_000)), 1_500, "more than 3,000 values"),
    "10 MB scalar": ("a: " + "x" * 10_000_000 + "\n", 1, "larger than 1,000,000 bytes"),
    "10 MB of lines": ("a: 1\n" * 2_000_000, 200_001, "larger than 1,000,000 bytes"),
    "control character": ("a: \x07\n", 1, "broken YAML"),
    "empty": ("", 1, "empty; a pack starts with"),
    "comment": ("# nothing\n", 1, "empty; a pack starts with"),
    "null": ("null\n", 1, "empty; a pack starts with"),
    "list": ("- 1\n", 1, "must be fields"),
    "word": ("pack\n", 1, "must be fields"),
}


@pytest.mark.parametrize("name", FILES)
def test_yaml_that_is_no_pack(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(source, "MAX_NODES", 3_000)
    text, line, what = FILES[name]
    tracemalloc.start()
    begun = time.perf_counter()
    (found,) = told(tmp_path, text)
    seconds, (_, peak) = time.perf_counter() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.place.line, what in found.what) == (line, True), str(found)[:200]
    assert len(str(found)) < 500
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]
    assert seconds < 30  # tracing makes it slow
    assert peak < 200e6


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_bytes("a: 1\nb: 山".encode("shift_jis"))
    (found,) = examine(tmp_path / "mine.yaml")[1]
    assert (found.place.line, found.what) == (2, "not UTF-8 at byte 8; save it as UTF-8")
    (found,) = examine(tmp_path)[1]
    assert "cannot be read" in found.what


# ---------------------------------------------------------------- formulas

GOLD = '    gold: {expr: "n*p + v", unit: JPY, domain: positive_integer}'
FORMULAS = {
    "__import__('os').system('touch hacked')": "cannot be called",
    "open('hacked', 'w')": "cannot be called",
    "eval('1')": "cannot be called",
    "n.__class__": "unknown name 'n.__class__'",
    "n.bit_length()": "cannot be called",
    "().__class__.__bases__[0].__subclasses__()": "cannot be called",
    "[x for x in (1, 2)]": "is not allowed",
    "(lambda: n)()": "cannot be called",
    "n if n else v": "is not allowed",
    "'touch hacked'": "is not allowed",
    "f'{n}'": "is not allowed",
    "(x := n)": "is not allowed",
    "n and v": "is not allowed",
    "n[0]": "is not allowed",
    "True": "is not allowed",
    "None": "is not allowed",
    "1j": "is not allowed",
    "os": "unknown name 'os'",
    "__builtins__": "unknown name '__builtins__'",
    "sin(n)": "cannot be called",
    "ceiling(n, p)": "ceiling takes 1 arguments",
    "Sum(i, 1, n)": "cannot be called",
    "Sum(n, (n, 1, 3))": "the index 'n' of a Sum is a variable already",
    "n +": "not an expression",
    "n p": "not an expression",
    "n\nimport os": "not an expression",
    "(" * 300 + "n" + ")" * 300: "too long; at most 500",
    "-" * 200 + "n": "nested deeper than 24",
    "+".join("n" * 400): "too long; at most 500",
    "1e999*n": "a number is too large",
    "": "too short",
}
COMPUTED = {
    "n*p + v + 9**9**9": "an exponent must be a whole number of at most 256",
    "n*p + v + 2**(p*n)": "an exponent must be a whole number of at most 256",
    "n*p + v + (7**256)**256": "a power is too large",
    "n*p + v + (7**256)*(7**256)*(7**256)*(7**256)*(7**256)*(7**256)": "a number is too large",
    "n*p + v + Sum(i, (i, 1, 10**9))": "a Sum of more than 10000 terms",
    "n*p + v + Sum(Sum(Sum(1, (k, 1, 9999)), (j, 1, 9999)), (i, 1, 9999))": "takes too much work",
    "n*p + v + 1/(n - n)": "division by zero",
    "n*p + v + Mod(n, 0)": "division by zero",
    "n*p + v + 2**Rational(1, 2)": "an exponent must be a whole number",
    "n*p + v + gcd(n, 1/2)": "is not a whole number",
}


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula[:40] or "empty")
def test_formulas_that_are_none(formula: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written = formula.replace("'", "''")
    begun = time.perf_counter()
    (found,) = told(
        tmp_path, TEXTS["arithmetic"].replace('gold: {expr: "n*p + v", unit', f"gold: {{expr: '{written}', unit")
    )
    assert time.perf_counter() - begun < 10
    assert found.place.field == "items.flowers.gold.expr"
    assert found.place.line == TEXTS["arithmetic"].splitlines().index(GOLD) + 1
    assert found.place.column == GOLD.index("expr") + 1
    assert FORMULAS[formula] in found.what
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize("formula", COMPUTED)
def test_formulas_that_cannot_be_computed(formula: str, tmp_path: Path) -> None:
    from bench.packs.soundness import prove

    file = tmp_path / "mine.yaml"
    file.write_text(
        TEXTS["arithmetic"].replace('gold: {expr: "n*p + v", unit', f'gold: {{expr: "{formula}", unit'), "utf-8"
    )
    pack, findings = examine(file)
    assert pack is not None
    assert findings == []
    begun = time.perf_counter()
    found = prove(pack, samples=3).findings
    assert time.perf_counter() - begun < 10
    assert {f.place.field for f in found} <= {"items.flowers.gold.expr", "items.flowers.anchor.vars"}
    assert all(COMPUTED[formula] in f.what for f in found)
