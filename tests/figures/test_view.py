import drawings
from bench.figures.view import views
from test_comparison import templates


def test_a_view_for_each_format_of_what_was_asked_plainly() -> None:
    requests = drawings.requests_for(templates(2), formats=("raw", "chat"), elicits=("none", "ask"))
    found = views(drawings.compared(requests, lambda _: "right"), "en")
    assert [(view.format, view.alone, len(view.pairs)) for view in found] == [("raw", False, 4), ("chat", False, 4)]
    assert {pair.elicit for view in found for pair in view.pairs} == {"none"}


def test_owed_sides_are_not_there() -> None:
    requests = drawings.requests_for(templates(2))
    found = drawings.view(drawings.compared(requests, lambda r: "right" if r.arm == "base" else ""))
    assert found.names == ["base", "adapter"]
    assert {arm for _, arm, _ in found.sides()} == {"base"}
    assert views(drawings.compared(requests, lambda _: ""), "en") == []


def test_measures_are_of_every_side_that_has_them() -> None:
    requests = drawings.requests_for(templates(1))
    found = drawings.view(drawings.compared(requests, lambda r: "ambiguous" if r.arm == "base" else "wrong"))
    assert [(arm, value) for _, arm, value in found.measured("right")] == [("adapter", 0.0)] * 2
