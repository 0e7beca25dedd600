import drawings
from bench.figures.view import views
from test_comparison import templates


def test_a_view_for_each_format_as_it_was_asked_plainly() -> None:
    requests = drawings.requests_for(templates(2), formats=("raw", "chat"), elicits=("none", "ask"))
    found = views(drawings.compared(requests, lambda _: "right"), "en")
    assert [(view.format, view.elicit, view.told) for view in found] == [
        ("chat", "none", ("chat",)),
        ("raw", "none", ("raw",)),
    ]
    for view in found:
        assert {(row.format, row.elicit) for row in view.of(view.comparison.templates)} == {(view.format, "none")}


def test_a_view_for_each_way_where_nothing_was_asked_plainly() -> None:
    requests = drawings.requests_for(templates(2), elicits=("ask", "prefill"))
    found = views(drawings.compared(requests, lambda _: "right"), "ja")
    assert [view.told for view in found] == [("段階的に考えるよう指示",), ("書き出しを与えた",)]


def test_one_place_alone_needs_no_telling() -> None:
    found = drawings.view(drawings.compared(drawings.requests_for(templates(2)), lambda _: "right"))
    assert found.told == ()
    assert found.names == ["base", "adapter"]
    assert views(drawings.compared(drawings.requests_for(templates(2)), lambda _: ""), "en") == []
