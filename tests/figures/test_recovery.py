import drawings
from bench.comparison import Comparison, Recovery
from bench.figures.recovery import recovery
from test_comparison import templates


def found(metric: str, plain: float, elicited: float, **changes: object) -> Recovery:
    fields = {"family": "arithmetic", "format": "raw", "arm": "adapter", "elicit": "ask", "n": 8}
    return Recovery.model_validate({**fields, "metric": metric, "plain": plain, "elicited": elicited, **changes})


def with_recoveries(*recoveries: Recovery) -> Comparison:
    comparison = drawings.compared(drawings.requests_for(templates(1)), lambda _: "right")
    return comparison.model_copy(update={"recoveries": recoveries})


RECOVERIES = (
    found("right", 0.25, 0.75, low=0.1, high=0.9),
    found("right", 0.25, 0.5, elicit="prefill"),
    found("steps", 1.0, 9.0),
    found("self_checks", 0.0, 0.5),
)


def test_plain_beside_elicited() -> None:
    figure = recovery(drawings.view(with_recoveries(*RECOVERIES)))
    assert figure is not None
    assert figure.rows == (
        ("Word problems", "adapter", "right", "25 %", "asked for steps", "75 %", "+50 (+10 to +90)", "8"),
        ("Word problems", "adapter", "right", "25 %", "response begun", "50 %", "+25", "8"),
        ("Word problems", "adapter", "steps", "1.0", "asked for steps", "9.0", "+8.0", "8"),
        ("Word problems", "adapter", "self-checks", "0 %", "asked for steps", "50 %", "+50", "8"),
    )
    assert figure.alt.startswith(
        "Word problems, adapter, right: 25 % plain, 75 % asked for steps, 50 % response begun. "
        "Word problems, adapter, steps: 1.0 plain, 9.0 asked for steps."
    )
    drawn = drawings.texts(figure)
    assert {"plain", "asked for steps", "response begun", "Word problemsright", "steps"} <= set(drawn)
    assert "1e+1" not in drawn
    assert "10" in drawn, "counts end at the next round number"


def test_other_formats_are_not_mixed_in() -> None:
    figure = recovery(drawings.view(with_recoveries(*RECOVERIES, found("right", 0, 1, format="chat")), "ja"))
    assert figure is not None
    assert len(figure.rows) == 4
    assert "普通25 %、75 % 手順を求める" in figure.alt


def test_a_metric_may_be_missing_in_a_family() -> None:
    figure = recovery(drawings.view(with_recoveries(found("right", 0.25, 0.75))))
    assert len(drawings.texts(figure)) > 3


def test_a_run_that_did_not_elicit_has_no_figure() -> None:
    assert recovery(drawings.view(with_recoveries())) is None
