"""The drawings' geometry: what is drawn lies where its number says."""

from bench import report_charts
from test_comparison import compared, requests_for, templates
from test_report import both, ladder_items


def test_intervals_are_drawn_to_scale() -> None:
    change = both(templates(6), "wrong").families[0].differences["right"]
    drawn = report_charts.interval(change.model_copy(update={"difference": 0.0, "low": -0.5, "high": 0.25}), 1.0)
    assert drawn == report_charts.Interval(dot=80.0, low=43.0, high=98.5)
    assert report_charts.interval(change.model_copy(update={"difference": None}), 1.0) is None


def test_labels_of_lines_that_meet_stand_apart_within_the_panel() -> None:
    (ladder,) = report_charts.ladders(both(ladder_items(), "right"))
    first, second = ladder.panels[0].lines
    assert abs(first.label_y - second.label_y) >= 12
    (low,) = report_charts.ladders(
        compared(
            requests_for(ladder_items()), {(i.id, a): "wrong" for i in ladder_items() for a in ("base", "adapter")}
        )
    )
    assert all(line.label_y <= report_charts.PANEL_HEIGHT - 20 for line in low.panels[0].lines)
