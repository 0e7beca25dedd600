import drawings
import fakes
from bench.figures.slopes import slopes
from bench.records import Request
from test_comparison import templates


def outcome(request: Request) -> str:
    """t0 falls from all to half, t1 rises from none to all, t2 and t3 stay at all."""
    item, base = request.item, request.arm == "base"
    if item.template == "t0":
        return "right" if base or item.instance == 0 else "wrong"
    if item.template == "t1":
        return "none" if base else "right"
    return "right"


def test_a_line_for_every_template_from_the_farthest_fall_to_the_farthest_rise() -> None:
    found = slopes(drawings.view(drawings.compared(drawings.requests_for(templates(4)), outcome)))
    assert found is not None
    assert found.alt == (
        "base → adapter, Word problems: of 4 templates 1 fell, 1 rose, 2 stayed; the farthest fall is demo/t0, "
        "100 % → 50 %."
    )
    assert found.rows == (
        ("Word problems", "demo/t0", "100 %", "adapter", "50 %", "2"),
        ("Word problems", "demo/t2", "100 %", "adapter", "100 %", "2"),
        ("Word problems", "demo/t3", "100 %", "adapter", "100 %", "2"),
        ("Word problems", "demo/t1", "0 %", "adapter", "100 %", "2"),
    )
    lines = [e for e in drawings.drawing(found).iter() if e.tag.endswith("}path") and e.get("stroke-linecap")]
    assert len(lines) == 3, "the two that stay are one, thicker line"
    widths = [float(e.get("stroke-width", "0")) for e in lines]
    assert sorted(widths)[:2] == [1.5, 1.5]
    assert max(widths) > 1.5


def test_a_panel_for_every_family_and_other_arm() -> None:
    items = [*templates(1), fakes.item("trip", family="travel", template="trip")]
    requests = drawings.requests_for(items, adapters=("a", "b"))
    found = slopes(drawings.view(drawings.compared(requests, outcome), "ja"))
    drawn = drawings.texts(found)  # two lines of a text follow one another
    assert [drawn.count(text) for text in ("文章題a", "旅行計画b", "比較")] == [1, 1, 3]
    assert found is not None
    assert "base→b、旅行計画：テンプレート1個のうち0個が下がり、0個が上がり、1個は同じ。" in found.alt


def test_only_items_that_both_arms_have_and_none_for_one_arm() -> None:
    def owed(request: Request) -> str:
        return "" if request.arm != "base" and request.item.instance else outcome(request)

    found = slopes(drawings.view(drawings.compared(drawings.requests_for(templates(1)), owed)))
    assert found is not None
    assert found.rows == (("Word problems", "demo/t0", "100 %", "adapter", "100 %", "1"),)
    alone = drawings.compared(drawings.requests_for(templates(2), adapters=()), outcome)
    assert slopes(drawings.view(alone)) is None
