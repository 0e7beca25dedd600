"""The same seed gives the same prompts: in every process, on every Python, whatever is added to a pack."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.packs import expand, load
from bench.records import Item

PACK = Path(__file__).parents[1] / "data" / "pinned.yaml"
SEED = 3442
PINNED = json.loads(PACK.with_suffix(".json").read_text("utf-8"))
"""Id without the pack, prompt and gold of some items."""
MASKED = """\
      masked:
        rename: {en: T, ja: 塔}
        context: {en: "T: {e.height} m.", ja: "塔：{e.height}m。"}
"""


def prompt(item: Item) -> tuple[str, str | None]:
    return "\n".join(part for part in (item.context, item.question) if part), item.reference.gold


def prompts(path: Path, seed: int = SEED, limit: int | None = None) -> dict[str, tuple[str, str | None]]:
    return {item.id.partition("/")[2]: prompt(item) for item in expand(load(path), seed=seed, limit=limit)}


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    text = PACK.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    file = folder / "pinned.yaml"
    file.write_text(text, "utf-8")
    return file


def test_prompts_are_those_that_are_written_here() -> None:
    found = prompts(PACK)
    assert [[id, *found[id]] for id, _, _ in PINNED] == PINNED


@pytest.mark.parametrize("hash_seed", ["0", "4321"])
def test_another_process_gives_the_same(hash_seed: str) -> None:
    code = (
        "import sys, json; from pathlib import Path; from bench.packs import expand, load\n"
        f"print(json.dumps([i.model_dump() for i in expand(load(Path(sys.argv[1])), seed={SEED})]))"
    )
    run = [sys.executable, "-W", "error", "-c", code, str(PACK)]
    done = subprocess.run(
        run, env={**os.environ, "PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [item.model_dump(mode="json") for item in expand(load(PACK), seed=SEED)]


def test_more_instances_change_no_old_one() -> None:
    few, many = prompts(PACK, limit=2), prompts(PACK, limit=7)
    assert len(many) > len(few)
    assert {id: many[id] for id in few} == few


def test_a_new_item_changes_no_old_one(tmp_path: Path) -> None:
    text = PACK.read_text("utf-8")
    first = text[text.index("  - id: trip") : text.index("  - id: stairs")]
    file = changed(tmp_path, ("items:\n", "items:\n" + first.replace("id: trip", "id: another")))
    found = prompts(file)
    assert {id: found[id] for id in prompts(PACK)} == prompts(PACK)
    assert found["another/0/base/-/-/en"] != found["trip/0/base/-/-/en"]


def test_a_new_variable_a_new_variant_and_a_new_book_change_no_old_draw(tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        ("anchor: {vars: {d: 101,", "anchor: {vars: {km: 3, d: 101,"),
        ("      name: {choice", "      km: {int: [1, 999]}\n      name: {choice"),
        ("with a detour of {x} km?", "with a detour of {x} km and {km} m?"),
        ("{x}km寄り道をすると、", "{x}km{km}m寄り道をすると、"),
        ("      base: {}\n", "      base: {}\n      noop: {expect: same_gold, insert: {en: Rain., ja: 雨。}}\n"),
        ("      closed: {}\n", f"      closed: {{}}\n{MASKED}"),
    )  # fmt: skip
    found, old = prompts(file), prompts(PACK)
    assert set(old) < set(found)
    for id, (words, gold) in old.items():
        new, same = found[id]
        assert same == gold
        if id.startswith("stairs"):
            assert new == words


def test_variants_languages_and_books_share_one_draw() -> None:
    found = prompts(PACK)
    assert [gold for id, (_, gold) in found.items() if id.startswith("trip/0/base")] == ["383", "383"]
    assert "month" not in found["trip/0/base/-/-/en"][0]
    steps = {
        words.split(" of ")[1].split(" cm")[0]
        for id, (words, _) in found.items()
        if id.startswith("stairs/0") and id.endswith("en")
    }
    assert len(steps) == 1


@pytest.mark.parametrize(
    ("old", "new"), [("id: pinned", "id: another"), ("version: 1.0.0", "version: 1.0.1"), ("- id: trip", "- id: ride")]
)
def test_pack_version_and_item_are_part_of_the_key(old: str, new: str, tmp_path: Path) -> None:
    golds = [gold for id, (_, gold) in prompts(PACK, limit=5).items() if "/base/-/-/en" in id]
    others = [gold for id, (_, gold) in prompts(changed(tmp_path, (old, new)), limit=5).items() if "/base/-/-/en" in id]
    assert len(golds) == len(others) == 5
    assert golds != others


def test_another_seed_gives_others() -> None:
    one, two = prompts(PACK, limit=5), prompts(PACK, seed=1, limit=5)
    assert [one[id] for id in one if "trip" in id] != [two[id] for id in two if "trip" in id]
