"""The budget curve against what each smaller budget would really have given."""

import pytest

import fakes
from bench.comparison import compare
from bench.comparison.budget import budgets
from bench.comparison.records import BudgetCurve
from test_comparison import requests_for, templates

LENGTHS = {"base": (10, 40, 64, 64), "adapter": (2, 3, 4, 5)}
ENDS = {"base": ("right", "right", "right", "truncated"), "adapter": ("right", "wrong", "ambiguous", "none")}


def curves() -> dict[str, BudgetCurve]:
    requests = requests_for(templates(4, 1))
    place = {(r.key): (r.arm, r.item.instance, int(r.item.template[1:])) for r in requests}
    generations, traces, judgments = {}, {}, {}
    for r in requests:
        arm, _, n = place[r.key]
        end = ENDS[arm][n]
        generations[r.key] = fakes.generation(r, new_tokens=LENGTHS[arm][n])
        traces[r.key] = fakes.trace(r.key, cut=end == "truncated")
        judgments[r.key] = fakes.judgment(r.key, end)
    return {curve.arm: curve for curve in compare(requests, generations, traces, judgments).budgets}


def test_each_budget_counts_the_texts_that_had_ended_right_by_then() -> None:
    base = {p.budget: (p.right, p.truncated) for p in curves()["base"].points}
    for budget, (right, truncated) in base.items():
        ended = [n for n, length in enumerate(LENGTHS["base"]) if length <= budget]
        assert right == pytest.approx(sum(ENDS["base"][n] == "right" for n in ended) / 4)
        assert truncated == pytest.approx(1 - sum(ENDS["base"][n] == "right" for n in ended) / 4)
    assert max(base) == 64
    assert base[64] == (0.75, 0.25)


def test_right_by_another_reading_counts_neither_way() -> None:
    adapter = curves()["adapter"]
    assert adapter.n == 3
    assert adapter.points[-1].right == pytest.approx(1 / 3)
    assert adapter.points[-1].truncated == 0


def test_a_curve_never_falls_and_lies_within_its_interval() -> None:
    for curve in curves().values():
        rights = [p.right for p in curve.points]
        assert rights == sorted(rights)
        assert all((p.low or 0) <= p.right <= (p.high or 0) for p in curve.points)


def test_budgets_rise_to_the_runs_own_and_hold_the_usual_ones() -> None:
    found = budgets(3000)
    assert found == sorted(set(found))
    assert {128, 256, 512, 1024, 2048} <= set(found)
    assert found[-1] == 3000
    assert budgets(1) == [1]


def test_without_the_length_of_every_text_there_is_no_curve() -> None:
    requests = requests_for(templates(4, 1))
    generations = {r.key: fakes.generation(r, new_tokens=5 if r.arm == "base" else None) for r in requests}
    traces = {r.key: fakes.trace(r.key) for r in requests}
    judgments = {r.key: fakes.judgment(r.key, "right") for r in requests}
    found = compare(requests, generations, traces, judgments)
    assert [curve.arm for curve in found.budgets] == ["base"]
    assert found.families[0].measures["new_tokens"].means["adapter"].value is None
