"""The items of the model card and what counts as right."""

from recipe.corpus import Corpus
from recipe.evaluate import table
from recipe.items import is_right, make_items


def test_items_are_kept_out_of_training_and_asked_as_the_benchmark_asks(corpus: Corpus) -> None:
    rows = make_items(corpus, 777, 1)
    names = {name for name, _ in rows}
    assert {"arithmetic, base, en", "arithmetic, noop, ja", "arithmetic, base, ja, prefill", "travel, free"} <= names
    assert {f"ladder-jp-mountains/climb-time, rung {rung}, closed" for rung in range(1, 6)} <= names
    assert {"one step, word problems", "one step, entities, open book", "travel, closed world"} <= names
    assert all(item.held_out for _, item in rows if item.family in ("arithmetic", "one_step"))
    assert all((item.manner.format == "chat") == name.endswith("chat") for name, item in rows)
    assert sum("climb-time" in name for name, _ in rows) == 24 * 6 * 2
    assert sum("survey-days" in name for name, _ in rows) == 16 * 6 * 2


def test_right_and_wrong(corpus: Corpus) -> None:
    for _, item in make_items(corpus, 778, 1):
        if item.family == "arithmetic" or item.family == "entities":
            assert is_right(item, item.response) == (item.stated == item.gold)
            assert is_right(item, item.terse)
            assert not is_right(item, f"Answer: 1{item.gold}")
        else:
            assert is_right(item, item.response)
        assert not is_right(item, "")
        if item.family == "travel" and "```json" not in item.response:
            assert not is_right(item, item.response.replace("Day 2", "Day 1").replace("2日目", "1日目"))
        if item.family in ("travel", "closed_travel"):
            assert not is_right(item, "```json\n[1]```")
            assert not is_right(item, "```json\n{]```")


def test_the_table_counts_right_answers_steps_and_checks(corpus: Corpus) -> None:
    items = [item for name, item in make_items(corpus, 779, 1) if name == "arithmetic, base, en" and not item.slip]
    right = [item for item in items if item.stated == item.gold]
    texts = {"base": [item.response for item in right], "adapter": [item.terse for item in right]}
    shown = table(["a"] * len(right), right, texts).splitlines()
    checked = sum(item.outcome != "unchecked" for item in right)
    assert shown[0].startswith("| items | number | base: right | steps | checks | adapter: right |")
    size = len(right)
    assert shown[2] == f"| a | {size} | {size} | {size} | {checked} | {size} | 0 | 0 |"
