from collections.abc import Mapping, Sequence

import pytest

import fakes
from bench.arms import arms_of
from bench.comparison import Comparison, compare
from bench.plan import plan
from bench.records import Elicit, Generation, Item, Judgment, Request, Trace
from bench.stats.intervals import cluster_interval

Outcomes = Mapping[tuple[str, str], str]
"""(item id, arm) -> outcome; what is missing is owed."""


def requests_for(
    items: Sequence[Item],
    formats: Sequence[str] = ("raw",),
    adapters: Sequence[str] = ("adapter",),
    elicits: Sequence[Elicit] = ("none",),
) -> list[Request]:
    return plan(
        items,
        fakes.EchoEngine(),
        arms=arms_of(adapters),
        formats=formats,
        elicits=elicits,
        samples=1,
        sampling=fakes.GREEDY,
        seed=1,
    )


def compared(requests: Sequence[Request], outcomes: Outcomes) -> Comparison:
    generations: dict[str, Generation] = {}
    traces: dict[str, Trace] = {}
    judgments: dict[str, Judgment] = {}
    for r in requests:
        outcome = outcomes.get((r.item.id, r.arm))
        if outcome:
            base = r.arm == "base"
            generations[r.key] = fakes.generation(r, new_tokens=100 if base else 4)
            traces[r.key] = fakes.trace(
                r.key, checks=["corrected"] if base else [], steps=5 if base else 1, cut=outcome == "truncated"
            )
            judgments[r.key] = fakes.judgment(r.key, outcome)
    return compare(requests, generations, traces, judgments)


def templates(n: int, each: int = 2) -> list[Item]:
    return [fakes.item(f"demo/t{t}/{i}", template=f"t{t}", instance=i) for t in range(n) for i in range(each)]


def test_means_differences_and_interval_are_those_of_the_pairs() -> None:
    items = templates(6)
    wrong = {"demo/t0/0", "demo/t0/1", "demo/t3/0"}
    outcomes = {(i.id, "base"): "right" for i in items} | {
        (i.id, "adapter"): "wrong" if i.id in wrong else "right" for i in items
    }
    right = compared(requests_for(items), outcomes).families[0].measures["right"].differences["adapter"]
    assert right.means == {"base": 1.0, "adapter": pytest.approx(9 / 12)}
    assert (right.n, right.clusters, right.clustered_by) == (12, 6, "template")
    assert right.difference == pytest.approx(-3 / 12)
    expected = cluster_interval([-1.0 if i.id in wrong else 0.0 for i in items], [i.template for i in items])
    assert (right.low, right.high) == expected


def test_four_outcomes_stay_apart() -> None:
    items = templates(4, 1)
    outcomes = {
        (i.id, arm): o
        for i, o in zip(items, ["right", "wrong", "none", "truncated"], strict=True)
        for arm in ("base", "adapter")
    }
    row = compared(requests_for(items), outcomes).families[0]
    shares = {name: row.measures[name].means["base"].value for name in ("right", "stated", "truncated")}
    assert shares == {"right": 0.25, "stated": 0.5, "truncated": 0.25}


def test_a_metric_counts_only_items_that_have_it_in_both_arms() -> None:
    items = templates(3, 1)
    outcomes = {(i.id, arm): "right" for i in items for arm in ("base", "adapter")}
    del outcomes[items[0].id, "adapter"]
    found = compared(requests_for(items), outcomes)
    row = found.families[0]
    assert (row.items, row.measures["right"].differences["adapter"].n) == (3, 2)
    recall = row.measures["step_recall"].differences["adapter"]
    assert (recall.n, recall.means, recall.difference) == (0, {"base": None, "adapter": None}, None)
    assert found.owed == 1
    assert set(found.pairs[0].sides) == {"base"}


def test_the_ladder_is_clustered_by_entity_and_one_template_by_draw() -> None:
    ladder = [
        fakes.item(f"l/{e}/{b}", family="entity_ladder", entity=e, rung=1, book=b)
        for e in "abcde"
        for b in ("open", "closed")
    ]
    single = [fakes.item(f"s/{i}", template="one", instance=i) for i in range(7)]
    everything = {(i.id, arm): "right" for i in ladder + single for arm in ("base", "adapter")}
    families = compared(requests_for(ladder + single), everything).families
    rows = {r.family: r.measures["right"].differences["adapter"] for r in families}
    assert (rows["entity_ladder"].clusters, rows["entity_ladder"].clustered_by) == (5, "entity")
    assert (rows["arithmetic"].clusters, rows["arithmetic"].clustered_by) == (7, "instance")


def test_few_templates_have_a_difference_without_interval() -> None:
    items = templates(2, 5)
    outcomes = {(i.id, a): "right" if a == "base" else "none" for i in items for a in ("base", "adapter")}
    right = compared(requests_for(items), outcomes).families[0].measures["right"].differences["adapter"]
    assert (right.difference, right.low, right.high, right.clusters) == (-1.0, None, None, 2)


def test_rows_are_cells_in_reading_order() -> None:
    items = [
        fakes.item(f"{lang}/{book}/{rung}", family="entity_ladder", entity="e", lang=lang, book=book, rung=rung)
        for rung in (2, 1)
        for book in ("open", "closed", "probe")
        for lang in ("ja", "en")
    ]
    outcomes = {(i.id, arm): "right" for i in items for arm in ("base", "adapter")}
    rows = compared(requests_for(items), outcomes).rows
    cells = [(r.lang, r.book, r.rung) for r in rows]
    assert cells == [(la, b, r) for la in ("en", "ja") for b in ("probe", "closed", "open") for r in (1, 2)]


def test_formats_are_never_mixed() -> None:
    items = templates(2)
    outcomes = {(i.id, arm): "right" for i in items for arm in ("base", "adapter")}
    found = compared(requests_for(items, ["raw", "chat"]), outcomes)
    assert [(r.format, r.items) for r in found.families] == [("chat", 4), ("raw", 4)]
    assert len(found.pairs) == 8


def test_one_arm_alone_has_means_and_no_differences() -> None:
    items = templates(6)
    found = compared(requests_for(items, adapters=()), {(i.id, "base"): "right" for i in items})
    right = found.families[0].measures["right"]
    assert found.arms == ("base",)
    assert (right.means["base"].value, right.differences) == (1.0, {})
