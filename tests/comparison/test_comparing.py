import fakes
from bench.comparison import any_side, by_place, plain
from test_comparison import compared, requests_for, templates


def test_every_arm_is_set_against_the_reference() -> None:
    items = templates(6)
    outcomes = {(i.id, arm): o for i in items for arm, o in (("base", "right"), ("a", "wrong"), ("b", "right"))}
    right = compared(requests_for(items, adapters=("a", "b")), outcomes).families[0].measures["right"]
    assert {arm: d.difference for arm, d in right.differences.items()} == {"a": -1, "b": 0}
    assert {arm: set(d.means) for arm, d in right.differences.items()} == {"a": {"base", "a"}, "b": {"base", "b"}}


def test_an_arm_that_is_owed_takes_no_item_from_another() -> None:
    items = templates(6)
    outcomes = {(i.id, arm): "right" for i in items for arm in ("base", "a")} | {(items[0].id, "b"): "right"}
    right = compared(requests_for(items, adapters=("a", "b")), outcomes).families[0].measures["right"]
    assert {arm: d.n for arm, d in right.differences.items()} == {"a": 12, "b": 1}


def test_templates_and_rungs_have_rows_of_their_own() -> None:
    items = [*templates(2), *(fakes.item(f"l/{e}", family="entity_ladder", entity=e, rung=r, book="open")
             for e, r in (("a", 1), ("b", 5)))]  # fmt: skip
    found = compared(requests_for(items), {(i.id, arm): "right" for i in items for arm in ("base", "adapter")})
    assert [(r.family, r.template, r.items) for r in found.templates] == [
        ("arithmetic", "t0", 2), ("arithmetic", "t1", 2), ("entity_ladder", "sum", 2),
    ]  # fmt: skip
    assert [(r.book, r.rung, r.items) for r in found.ladder] == [("open", 1, 1), ("open", 5, 1)]


def test_pairs_by_place_and_plainly_asked() -> None:
    items = templates(1, 1)
    outcomes = {(i.id, "base"): "right" for i in items}
    pairs = compared(requests_for(items, ["raw", "chat"], elicits=("none", "ask")), outcomes).pairs
    assert list(by_place(pairs, "arithmetic")) == [
        ("arithmetic", f, e) for f in ("raw", "chat") for e in ("none", "ask")
    ]  # fmt: skip
    assert [p.elicit for p in plain(pairs)] == ["none", "none"]
    assert [p.elicit for p in plain([p for p in pairs if p.elicit == "ask"])] == ["ask", "ask"]
    assert any_side(pairs[0]).request.arm == "base"
