"""Runs made apart as one comparison, and what cannot be one."""

import shlex
from pathlib import Path

import pytest

import fakes
from bench.errors import InputError
from bench.merging import Merged, merge, names_of
from bench.report.page import render
from scored_runs import item, made

ITEMS = [item(n) for n in range(16)]
WRONG = {"base": "Answer: 7", "adapter": "Answer: 7"}


def note(merged: Merged) -> str:
    return next(s.texts["en"] for s in merged.comparison.verdict if s.topic == "paired")


def test_two_adapters_of_the_same_base_are_three_arms(tmp_path: Path) -> None:
    a = made(tmp_path / "a", ITEMS, texts={"base": "Answer: 42"})
    b = made(tmp_path / "b", ITEMS[:10], texts={"terse": "Answer: 7"}, adapters=("terse",))
    merged = merge([a.path, b.path])
    assert merged.comparison.arms == ("base", "adapter", "terse")
    assert len(merged.comparison.pairs) == 10
    right = merged.comparison.families[0].measures["right"].differences
    assert {arm: (d.n, d.difference) for arm, d in right.items()} == {"adapter": (10, 0), "terse": (10, -1)}
    assert note(merged) == (
        "Runs made apart: 10 items are in all of them (a asked 16, b asked 10); "
        "left out as the same texts as another arm's: b:base."
    )
    assert merged.manifest.adapters == {"adapter": "path/adapter", "terse": "path/terse"}


def test_arms_of_the_same_name_are_told_apart_by_their_run(tmp_path: Path) -> None:
    a = made(tmp_path / "a", ITEMS)
    b = made(tmp_path / "b", ITEMS, base="c" * 64, texts=WRONG)
    merged = merge([a.path, b.path])
    assert merged.comparison.arms == ("base", "a:adapter", "b:base", "b:adapter")
    right = merged.comparison.families[0].measures["right"].differences
    assert {arm: d.difference for arm, d in right.items()} == {"a:adapter": 0, "b:base": -1, "b:adapter": -1}
    assert merged.comparison.pairs[0].sides["b:base"].request.arm == "b:base"
    assert merged.manifest.model == "model-b / model-c"
    assert set(merged.manifest.identity) == {"a: base", "a: quantisation", "b: base", "b: quantisation"}


def test_another_reference(tmp_path: Path) -> None:
    a, b = made(tmp_path / "a", ITEMS), made(tmp_path / "b", ITEMS, base="c" * 64, texts=WRONG)
    merged = merge([a.path, b.path], "b:adapter")
    assert merged.comparison.arms[0] == "b:adapter"
    assert merged.comparison.families[0].measures["right"].differences["base"].difference == 1
    with pytest.raises(InputError, match="no arm is called 'c'; there are base, a:adapter, b:base, b:adapter"):
        merge([a.path, b.path], "c")


def test_models_without_adapters(tmp_path: Path) -> None:
    runs = [made(tmp_path / name, ITEMS, base=name * 64, adapters=()) for name in "abc"]
    merged = merge([run.path for run in runs])
    assert merged.comparison.arms == ("base", "b:base", "c:base")


def test_the_page_shows_it(tmp_path: Path) -> None:
    a, b = made(tmp_path / "a", ITEMS), made(tmp_path / "b", ITEMS, base="c" * 64, texts=WRONG)
    merged = merge([a.path, b.path])
    assert "Runs made apart: 16 items" in render(merged.comparison, merged.manifest)


def test_an_arm_is_the_same_where_it_is_not_whole_yet_too(tmp_path: Path) -> None:
    a = made(tmp_path / "a", ITEMS)
    b = made(tmp_path / "b", ITEMS, adapters=("terse",), done=7)
    assert merge([a.path, b.path]).comparison.arms == ("base", "adapter", "terse")


def test_the_command_repeats_it(tmp_path: Path) -> None:
    a, b = made(tmp_path / "a", ITEMS), made(tmp_path / "b c", ITEMS, base="c" * 64)
    words = shlex.split(merge([a.path, b.path]).manifest.command)
    assert words == ["kenzan", "compare", str(a.path), str(b.path)]


def test_what_is_owed_of_the_common_items_is_counted(tmp_path: Path) -> None:
    a = made(tmp_path / "a", ITEMS)
    b = made(tmp_path / "b", ITEMS, base="c" * 64, done=25)
    found = merge([a.path, b.path]).comparison
    assert (len(found.pairs), found.owed) == (13, 1)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"packs": {"demo": "2.0.0"}}, "demo in version 1.0.0 and 2.0.0; run one of them again with the other's"),
        ({"packs": {"other": "1.0.0"}}, r"no pack in common \(demo, and other\)"),
        ({"formats": ("chat",)}, r"no prompt format in common \(raw, and chat\)"),
        ({"elicits": ("ask",)}, r"no way of eliciting in common \(none, and ask\)"),
        ({"sampling": fakes.GREEDY.model_copy(update={"max_new_tokens": 99})}, "--max-new-tokens is 64 and 99"),
        ({"sampling": fakes.GREEDY.model_copy(update={"temperature": 0.7})}, "--temperature is 0 and 0.7"),
    ],
)
def test_what_was_asked_otherwise_cannot_be_paired(tmp_path: Path, changes: dict[str, object], why: str) -> None:
    a, b = made(tmp_path / "a", ITEMS), made(tmp_path / "b", ITEMS, base="c" * 64, **changes)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=f"a and b: cannot be paired: {why}"):
        merge([a.path, b.path])


def test_other_questions_cannot_be_paired(tmp_path: Path) -> None:
    a = made(tmp_path / "a", ITEMS[:8])
    other = made(tmp_path / "b", ITEMS[8:], base="c" * 64)
    with pytest.raises(InputError, match="a and b: cannot be paired: no item in common that both have answered"):
        merge([a.path, other.path])
    drawn = made(tmp_path / "c", [item(n, question="What is 1 + 41?") for n in range(8)], base="c" * 64, seed=2)
    with pytest.raises(InputError, match=r"demo/t0/0/en is another question in each \(seeds 1, 2\); use one --seed"):
        merge([a.path, drawn.path])


def test_one_run_is_no_comparison(tmp_path: Path) -> None:
    a = made(tmp_path / "a", ITEMS)
    for folders in ([a.path], [a.path, a.path / ".." / "a"]):
        with pytest.raises(InputError, match="give two runs or more, each once"):
            merge(folders)


def test_the_same_run_twice_is_no_comparison(tmp_path: Path) -> None:
    a, b = (made(tmp_path / name, ITEMS) for name in "ab")
    with pytest.raises(InputError, match="b: holds the same generations as the other runs"):
        merge([a.path, b.path])


def test_adapters_of_the_arms_that_are_shown_are_named(tmp_path: Path) -> None:
    a, b = made(tmp_path / "a", ITEMS), made(tmp_path / "b", ITEMS, adapters=("adapter", "terse"))
    assert merge([a.path, b.path]).manifest.adapters == {"adapter": "path/adapter", "terse": "path/terse"}


def test_a_run_that_is_not_scored_is_named(tmp_path: Path) -> None:
    a, b = made(tmp_path / "a", ITEMS), made(tmp_path / "b", ITEMS, scored=False)
    with pytest.raises(InputError, match="b: nothing is scored yet"):
        merge([a.path, b.path])


def test_names_are_as_much_of_the_path_as_tells_them_apart() -> None:
    assert names_of([Path("/x/a"), Path("/x/b")]) == ["a", "b"]
    assert names_of([Path("/x/run"), Path("/y/run")]) == ["x/run", "y/run"]
