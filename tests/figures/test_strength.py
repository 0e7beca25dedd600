from collections.abc import Sequence

import drawings
from bench.figures.strength import strength
from bench.records import Request
from test_comparison import templates


def outcome(request: Request) -> str:
    """Right where the adapter is weak, and of every second instance where it is half as strong."""
    if request.arm == "base" or request.strength < 0.5:
        return "right"
    return "right" if request.strength == 0.5 and request.item.instance == 0 else "wrong"


def checks(request: Request) -> Sequence[str]:
    return ["confirmed"] if request.arm == "base" else []


def test_a_line_of_shares_and_counts_against_strength() -> None:
    requests = drawings.requests_for(templates(2), strengths=(0.25, 0.5))
    figure = strength(drawings.view(drawings.compared(requests, outcome, checks=checks)))
    assert figure is not None
    assert figure.columns == ("Family", "Adapter", "Metric", "0", "0.25", "0.5", "1")
    assert figure.rows == (
        ("Word problems", "adapter", "right", "100 %", "100 %", "50 %", "0 %"),
        ("Word problems", "adapter", "steps", "1.0", "1.0", "1.0", "1.0"),
        ("Word problems", "adapter", "self-checks", "100 %", "0 %", "0 %", "0 %"),
    )
    assert figure.alt.startswith("Word problems, adapter, right: 100 % at 0, 100 % at 0.25, 50 % at 0.5, 0 % at 1.")
    assert {"Word problemsright", "self-checks", "strength"} <= set(drawings.texts(figure))


def test_several_adapters_have_a_line_each_and_a_legend() -> None:
    requests = drawings.requests_for(templates(1), adapters=("a", "b"), strengths=(0.5,))
    figure = strength(drawings.view(drawings.compared(requests, outcome), "ja"))
    assert figure is not None
    assert [row[1] for row in figure.rows] == ["a"] * 3 + ["b"] * 3
    assert {"a", "b"} <= set(drawings.texts(figure))


def test_one_strength_is_no_curve() -> None:
    requests = drawings.requests_for(templates(1))
    assert strength(drawings.view(drawings.compared(requests, outcome))) is None
