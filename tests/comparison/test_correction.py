import pytest

from bench.comparison.metrics import HEADLINE
from bench.stats.multiple import holm
from strengths import run
from test_comparison import compared, requests_for, templates


def test_headline_metrics_of_all_boards_and_arms_are_corrected_together() -> None:
    items = templates(8)
    wrong = {(i.id, "a") for i in items} | {("demo/t0/0", "b")}
    outcomes = {(i.id, arm): "wrong" if (i.id, arm) in wrong else "right" for i in items for arm in ("base", "a", "b")}
    (board,) = compared(requests_for(items, adapters=("a", "b")), outcomes).families
    changes = [board.measures[name].differences[arm] for name in HEADLINE for arm in ("a", "b")]
    assert [c.adjusted for c in changes] == pytest.approx(holm([c.p or 0 for c in changes]))
    assert board.measures["claims"].differences["a"].adjusted is None
    assert board.measures["claims"].differences["a"].p == 1


def test_points_of_a_strength_curve_are_not_in_the_family() -> None:
    (board,) = run(0.5).families
    adjusted = {arm: change.adjusted for arm, change in board.measures["steps"].differences.items()}
    assert adjusted == {"adapter": pytest.approx(4 * 2 / 2**12), "adapter@0.5": None}


def test_elicited_boards_are_not_in_the_family_where_the_run_asked_plainly_too() -> None:
    items = templates(8)
    outcomes = {(i.id, arm): "right" for i in items for arm in ("base", "adapter")}
    boards = compared(requests_for(items, elicits=("none", "ask")), outcomes).families
    assert [(b.elicit, b.measures["steps"].differences["adapter"].adjusted is None) for b in boards] == [
        ("ask", True), ("none", False),
    ]  # fmt: skip
    (only,) = compared(requests_for(items, elicits=("ask",)), outcomes).families
    assert only.measures["steps"].differences["adapter"].adjusted is not None
