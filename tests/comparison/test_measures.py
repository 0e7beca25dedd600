import numpy as np
import pytest

from bench.comparison.measures import measures
from bench.comparison.table import Table
from test_comparison import compared, requests_for, templates


def table(base: str = "right", adapter: str = "wrong", missing: int = 0, n: int = 8) -> Table:
    """The adapter's first `missing` items are cut off."""
    items = templates(n, 2)
    outcomes = {(i.id, "base"): base for i in items}
    outcomes |= {(i.id, "adapter"): "truncated" if at < missing else adapter for at, i in enumerate(items)}
    found = compared(requests_for(items), outcomes)
    return Table(found.pairs, found.arms)


def test_a_missing_value_is_counted_and_in_no_mean() -> None:
    one = table(missing=4)
    whole = measures(one, np.arange(16))["right_of_whole"]
    assert {arm: (m.n, m.missing) for arm, m in whole.means.items()} == {"base": (16, 0), "adapter": (12, 4)}
    assert (whole.differences["adapter"].n, whole.differences["adapter"].means["base"]) == (12, 1)
    recall = measures(one, np.arange(16))["step_recall"]
    assert (recall.means["base"].value, recall.means["base"].missing) == (None, 16)
    assert (recall.differences["adapter"].difference, recall.differences["adapter"].n) == (None, 0)


def test_discordant_items_are_counted_where_the_metric_is_0_or_1() -> None:
    right = measures(table(missing=4), np.arange(16), tested=True)["right"].differences["adapter"]
    assert (right.better, right.worse, right.mcnemar) == (0, 16, pytest.approx(2 * 0.5**16))
    steps = measures(table(), np.arange(16), tested=True)["steps"].differences["adapter"]
    assert (steps.better, steps.worse, steps.mcnemar) == (None, None, None)


def test_tests_are_made_where_asked_for() -> None:
    one = table()
    plain, tested = (measures(one, np.arange(16), tested=t)["right"].differences["adapter"] for t in (False, True))
    assert (plain.p, plain.detectable) == (None, None)
    assert tested.p is not None
    assert 0 < tested.p < 0.001
    assert plain.difference == tested.difference == -1
    assert (plain.low, plain.high) == (tested.low, tested.high)


def test_a_run_in_which_nothing_moved_could_not_have_seen_everything() -> None:
    right = measures(table("right", "right"), np.arange(16), tested=True)["right"].differences["adapter"]
    assert right.p == 1
    assert right.detectable is not None
    assert 0.3 < right.detectable < 0.9


def test_a_share_has_wilsons_interval_and_a_count_has_none() -> None:
    found = measures(table(), np.arange(16))
    share, count = found["right"].means["base"], found["steps"].means["base"]
    assert (share.value, share.low, share.high) == (1, pytest.approx(1 / (1 + 1.959964**2 / 16)), 1)
    assert (count.value, count.low, count.high) == (5, None, None)
