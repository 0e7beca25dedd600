import pytest

import fakes
from bench.comparison import METRICS, Side, values
from bench.comparison.metrics import HEADLINE


def side(outcome: str, *, cut: bool = False) -> Side:
    request = fakes.request(fakes.item())
    return Side(
        request=request,
        generation=fakes.generation(request),
        trace=fakes.trace(request.key, checks=["confirmed"], steps=3, cut=cut),
        judgment=fakes.judgment(request.key, outcome),
    )


@pytest.mark.parametrize(
    ("outcome", "right", "whole", "at_most", "stated"),
    [
        ("right", 1, 1, 1, 1),
        ("wrong", 0, 0, 0, 1),
        ("none", 0, 0, 0, 0),
        ("truncated", 0, None, 1, 0),
        ("ambiguous", None, None, None, 1),
    ],
)
def test_a_cut_off_text_is_wrong_missing_or_as_if_right(
    outcome: str, right: float | None, whole: float | None, at_most: float | None, stated: float
) -> None:
    found = values(side(outcome, cut=outcome == "truncated"))
    names = ("right", "right_of_whole", "right_at_most", "stated")
    assert [found[name] for name in names] == [right, whole, at_most, stated]


def test_every_metric_has_a_value_or_none_and_a_japanese_name() -> None:
    assert set(values(side("right"))) == {m.name for m in METRICS}
    assert all(m.ja for m in METRICS)
    assert HEADLINE == ("right", "truncated", "steps", "self_checks")
