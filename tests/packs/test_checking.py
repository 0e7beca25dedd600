"""Several packs at once: all that is wrong, and what they share."""

from pathlib import Path

from bench.packs.checking import check_files
from bench.packs.starting import start
from bench.resources import TASKS


def pack(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    file = folder / start(name, "arithmetic", folder)
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    return file


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = pack(
        tmp_path,
        "mine",
        ("licence: CC-BY-4.0", "licence: ''"),
        ("version: 1.0.0", "version: one"),
        ('gold: {expr: "n*p + v", unit', 'gold: {expr: "n*p + w", unit'),
        ("さんは1本{p}円の", "さんは1本の"),
    )
    text = file.read_text("utf-8")
    second = text[text.index("  - id: flowers") :].replace("- id: flowers", "- id: other").replace("n*p + w", "n*p")
    file.write_text(f"{text}{second.replace('lacks', '').replace('さんは1本の', 'さんは1本{p}円の')}", "utf-8")
    checked = check_files([file], samples=20)
    rows = [(f.place.field, f.what) for f in checked.findings]
    assert [field for field, _ in rows[:2]] == ["version", "licence"]
    assert {"items.flowers.gold.expr", "items.flowers.text.ja"} <= {field for field, _ in rows}
    assert any(field == "items.other.check" and "two derivations differ" in what for field, what in rows)
    assert [f.place.line for f in checked.findings] == sorted(f.place.line for f in checked.findings)


def test_ids_and_canaries_are_unique_among_packs(tmp_path: Path) -> None:
    one = pack(tmp_path, "one")
    canary = next(line for line in one.read_text("utf-8").splitlines() if line.startswith("canary"))
    two = pack(tmp_path, "two")
    own = next(line for line in two.read_text("utf-8").splitlines() if line.startswith("canary"))
    two.write_text(two.read_text("utf-8").replace(own, canary), "utf-8")
    (found,) = check_files([one, two], samples=1).findings
    line = two.read_text("utf-8").splitlines().index(canary) + 1
    assert (found.place.path, found.place.line, found.place.field) == (two, line, "canary")
    assert "is that of one.yaml too" in found.what
    shipped = (TASKS / "arithmetic" / "shop.yaml").read_text("utf-8")
    one.write_text(one.read_text("utf-8").replace("id: one", f"id: {shipped.split('id: ')[1].split()[0]}"), "utf-8")
    (found,) = check_files([one], samples=1).findings
    assert found.place.field == "id"
    assert "shop.yaml" in found.what


def test_processes_find_what_one_finds(tmp_path: Path) -> None:
    files = [pack(tmp_path, "sound"), pack(tmp_path, "wrong", ("gold: 2500", "gold: 2600"))]
    one, two = check_files(files, samples=20, jobs=1), check_files(files, samples=20, jobs=2)
    assert one.findings == two.findings
    assert [tally.row() for tally in one.tallies] == [tally.row() for tally in two.tallies]
    (found,) = one.findings
    assert found.what == "says 2600, the formula gives 2500: one of the two is wrong"


def test_the_measures_of_a_check(tmp_path: Path) -> None:
    row = check_files(
        [
            pack(
                tmp_path,
                "mine",
                ('where: ["n*p != v"]', 'where: ["n > 7"]'),
                ("n: 5, p: 200, v: 1500}, gold: 2500", "n: 8, p: 200, v: 900}, gold: 2500"),
            )
        ]
    ).row()
    assert row["sound"] is True
    measures = {measure["case"]: measure for measure in row["measures"]}  # type: ignore[attr-defined]
    assert list(measures) == ["base", "noop", "reworded", "plus1", "big"]
    base = measures["base"]
    assert (base["instances"], base["anchor"], base["given"]) == (200, "2500", 0)
    assert 0.4 < base["rejected"] < 0.6  # n is 8 to 12 of 3 to 12
    assert int(base["least"]) <= int(base["median"]) <= int(base["most"])


def test_a_file_that_is_no_pack(tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("- 1\n- 2\n")
    (tmp_path / "word.yaml").write_text("hello\n")
    for name in ("list.yaml", "word.yaml"):
        (found,) = check_files([tmp_path / name]).findings
        assert "must be fields" in found.what
        assert found.place.line == 1
