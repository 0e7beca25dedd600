"""The drawings' geometry: what is drawn lies where its number says."""

import fakes
from bench import report_charts
from bench.records import Item
from html_tree import Element
from test_comparison import compared, requests_for, templates
from test_report import both, rendered


def ladder_items() -> list[Item]:
    return [
        fakes.item(f"l/{rung}/{b}", family="entity_ladder", entity=f"e{rung}", entity_name="立山", rung=rung, book=b)
        for rung in (1, 2, 5)
        for b in ("open", "closed")
    ]


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


def test_the_ladder_shows_right_by_rung_book_and_arm() -> None:
    items = ladder_items()
    outcomes = {
        (i.id, arm): "wrong" if i.book == "closed" and i.rung == 5 and arm == "adapter" else "right"
        for i in items
        for arm in ("base", "adapter")
    }
    page = rendered(compared(requests_for(items), outcomes))
    box = page.one("div", aria_label="Right by rung")
    table = [[c.text for c in r.children if isinstance(c, Element)] for r in box.one("tbody").all("tr")]
    assert table == [
        ["closed", "base", "100 %", "100 %", "100 %"],
        ["closed", "adapter", "100 %", "100 %", "0 %"],
        ["open", "base", "100 %", "100 %", "100 %"],
        ["open", "adapter", "100 %", "100 %", "100 %"],
    ]
    lines = [e.attributes["points"] for e in page.all("polyline")]
    assert lines[0] == "40,12 89.5,12 238,12"
    assert lines[1] == "40,12 89.5,12 238,154"


def test_without_rungs_there_is_no_ladder() -> None:
    page = rendered(both(templates(6), "right"))
    assert not page.all("section", id="ladder") and not page.all("a", href="#ladder")
