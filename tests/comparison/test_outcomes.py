import fakes
from bench.comparison import compare
from test_comparison import compared, requests_for, templates


def test_every_outcome_is_counted_apart_with_what_is_owed() -> None:
    items = templates(5, 1)
    ends = ("right", "wrong", "none", "truncated", "ambiguous")
    outcomes = {(i.id, "base"): o for i, o in zip(items, ends, strict=True)} | {(items[0].id, "adapter"): "wrong"}
    base, adapter = compared(requests_for(items), outcomes).outcomes
    assert (base.arm, base.counts, base.owed) == ("base", dict.fromkeys(ends, 1), 0)
    assert (adapter.arm, adapter.counts["wrong"], sum(adapter.counts.values()), adapter.owed) == ("adapter", 1, 1, 4)


def test_a_place_where_nothing_is_generated_yet_has_its_owed_requests() -> None:
    found = compare(requests_for(templates(2, 1), ["raw", "chat"]), {}, {}, {})
    assert [(o.format, o.arm, o.owed) for o in found.outcomes] == [
        (format, arm, 2) for format in ("raw", "chat") for arm in ("base", "adapter")
    ]


def test_flips_are_a_matrix_for_each_arm_over_items_that_both_have() -> None:
    items = [*templates(4, 1), fakes.item("trip", family="travel")]
    outcomes = {(i.id, "base"): "right" for i in items}
    outcomes |= {(i.id, "a"): o for i, o in zip(items, ("right", "wrong", "truncated", "wrong"), strict=False)}
    outcomes |= {(items[0].id, "b"): "none"}
    found = {(f.family, f.arm): f.counts for f in compared(requests_for(items, adapters=("a", "b")), outcomes).flips}
    assert found["arithmetic", "a"]["right"] == {"right": 1, "wrong": 2, "ambiguous": 0, "none": 0, "truncated": 1}
    assert found["arithmetic", "b"]["right"]["none"] == 1
    assert sum(sum(row.values()) for row in found["arithmetic", "b"].values()) == 1
    assert not any(sum(row.values()) for row in found["travel", "a"].values())
