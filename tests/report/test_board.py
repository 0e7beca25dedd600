"""The scoreboard: what each line says, and where its bar lies."""

import pytest

from bench.comparison import METRICS, Comparison, Difference, Mean
from bench.report.board import Line, boards, interval, mean_text, probability, tone
from bench.report.words import words
from bench.verdict import signed
from report_samples import both
from test_comparison import compared, requests_for, templates

BY_NAME = {metric.name: metric for metric in METRICS}


def lines(found: Comparison, lang: str = "en") -> dict[str, Line]:
    (board,) = boards(found, lang, words(lang))  # type: ignore[arg-type]
    return {line.metric.name: line for line in board.headline + board.detail}


def test_a_line_has_means_difference_interval_and_reading() -> None:
    found = both(templates(6), "wrong")
    right = lines(found)["right"]
    assert dict(right.means) == {"base": "100 %", "adapter": "0 %"}
    change, measured = right.changes["adapter"], found.families[0].measures["right"].differences["adapter"]
    assert (change.difference, change.call, change.n) == ("−100", "worse", 12)
    assert change.interval == f"{signed(measured.low, 'share')} … {signed(measured.high, 'share')}"
    assert lines(found)["new_tokens"].changes["adapter"].difference == "−96.0"
    assert "step_recall" not in lines(found)  # no item has intermediate values


def test_what_is_missing_from_a_mean_stands_beside_it() -> None:
    share, count = BY_NAME["derived"], BY_NAME["steps"]
    assert mean_text(Mean(value=0.5, n=68, missing=4), share) == "50 % (68/72)"
    assert mean_text(Mean(value=0.5, n=72), share) == "50 %"
    assert mean_text(Mean(value=None, n=0, missing=4), count) == "–"


def test_headline_metrics_show_the_corrected_p() -> None:
    found = both(templates(6), "wrong")
    board = found.families[0]
    measure = board.measures["right"]
    change = measure.differences["adapter"].model_copy(update={"p": 0.01, "adjusted": 0.04})
    measure = measure.model_copy(update={"differences": {"adapter": change}})
    board = board.model_copy(update={"measures": board.measures | {"right": measure}})
    shown = lines(found.model_copy(update={"families": (board,)}))["right"].changes["adapter"]
    assert (shown.p, shown.call) == ("0.040", "worse")
    assert tone(change.model_copy(update={"adjusted": 0.05}), BY_NAME["right"]) == "unsure"


def test_of_several_arms_the_smallest_effect_is_of_the_hardest_to_tell() -> None:
    items = templates(8, 4)
    outcomes = {(i.id, arm): "right" for i in items for arm in ("base", "a", "b")}
    outcomes |= {(i.id, "b"): "wrong" for i in items[:16]}
    found = compared(requests_for(items, adapters=("a", "b")), outcomes)
    known = [change.detectable or 0 for change in found.families[0].measures["right"].differences.values()]
    (board,) = boards(found, "en", words("en"))
    assert board.detectable == f"{100 * max(known):.0f}" != f"{100 * min(known):.0f}"


def test_without_an_interval_the_line_says_why() -> None:
    change = lines(both(templates(2, 5), "none"))["right"].changes["adapter"]
    assert change.interval == "no interval: 2 templates"
    assert change.tone == "unsure"
    assert change.drawn is not None and change.drawn.low is None and change.drawn.dot == 6.0
    change = lines(both(templates(2, 5), "none"), "ja")["right"].changes["adapter"]
    assert (change.interval, change.call) == ("区間なし：テンプレート 2 個", "判断できない")


def test_bounds_of_what_was_cut_off_are_shown_where_something_was() -> None:
    items = templates(6)
    assert "right_at_most" not in lines(both(items, "wrong"))
    assert lines(both(items, "truncated"))["right_at_most"].means["adapter"] == "100 %"


def test_one_arm_alone_has_means_and_no_changes() -> None:
    items = templates(6)
    right = lines(compared(requests_for(items, adapters=()), {(i.id, "base"): "right" for i in items}))["right"]
    assert (dict(right.means), dict(right.changes), right.n) == ({"base": "100 %"}, {}, 12)


@pytest.mark.parametrize(
    ("low", "high", "metric", "coloured"),
    [
        (0.1, 0.2, "right", "better"),
        (-0.2, -0.1, "right", "worse"),
        (0.1, 0.2, "truncated", "worse"),
        (0.1, 0.2, "new_tokens", "moved"),
        (-0.2, -0.1, "self_checks", "worse"),
        (-0.04, 0.05, "right", "kept"),
        (-0.06, 0.05, "right", "unsure"),
        (None, None, "right", "unsure"),
    ],
)
def test_a_call_is_coloured_by_what_it_means(low: float | None, high: float | None, metric: str, coloured: str) -> None:
    change = Difference(metric=metric, arm="adapter", means={}, n=9, difference=low or 0.0, low=low, high=high)
    assert tone(change, BY_NAME[metric]) == coloured


def test_a_bar_lies_on_a_line_with_zero_in_its_middle() -> None:
    change = Difference(metric="right", arm="a", means={}, n=9, difference=0.0, low=-0.5, high=2.0)
    drawn = interval(change, 1.0)
    assert drawn is not None
    assert (drawn.dot, drawn.low, drawn.high, drawn.length) == (80.0, 43.0, 154.0, 111.0)
    assert interval(Difference(metric="right", arm="a", means={}, n=0), 1.0) is None


def test_a_p_is_never_printed_as_zero() -> None:
    assert [probability(p) for p in (None, 0.0, 0.0004, 0.0123, 1.0)] == ["", "< 0.001", "< 0.001", "0.012", "1.000"]
