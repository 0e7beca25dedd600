import drawings
import fakes
from bench.comparison import BudgetCurve, BudgetPoint, Comparison
from bench.figures.budget import budget
from bench.records import Request
from test_comparison import templates


def curve(arm: str, points: dict[int, tuple[float, float]], family: str = "arithmetic") -> BudgetCurve:
    found = tuple(BudgetPoint(budget=b, right=right, truncated=cut) for b, (right, cut) in points.items())
    return BudgetCurve.model_validate({"family": family, "format": "raw", "arm": arm, "n": 4, "points": found})


def with_curves(*curves: BudgetCurve) -> Comparison:
    comparison = drawings.compared(drawings.requests_for(templates(1)), lambda _: "right")
    return comparison.model_copy(update={"budgets": curves})


POINTS = {128: (0.0, 1.0), 512: (0.25, 0.75), 1024: (0.5, 0.5), 2048: (0.75, 0.25), 3000: (0.8, 0.2)}


def test_1024_and_2048_are_marked_and_told() -> None:
    found = budget(drawings.view(with_curves(curve("base", POINTS), curve("adapter", {3000: (0.1, 0.0)}))))
    assert found is not None
    assert found.alt == (
        "Word problems, base: 50 % right and 50 % cut off with 1024 tokens, 75 % right and 25 % cut off with 2048 "
        "tokens, 80 % right and 20 % cut off with 3000 tokens. "
        "Word problems, adapter: 10 % right and 0 % cut off with 3000 tokens."
    )
    assert found.caption.endswith("Vertical lines: 1024, 2048.")
    assert found.columns == ("Family", "Arm", "Share", "128", "256", "512", "1024", "2048", "3000")
    assert found.rows[0] == ("Word problems", "base", "right", "0 %", "–", "25 %", "50 %", "75 %", "80 %")
    assert found.rows[3] == ("Word problems", "adapter", "cut off", "–", "–", "–", "–", "–", "0 %")
    drawn = drawings.texts(found)
    assert [drawn.count(mark) for mark in ("1024", "2048")] == [3, 2], "a label in both panels; 1024 is a tick too"


def test_marks_beyond_the_run_are_not_drawn() -> None:
    small = {b: share for b, share in POINTS.items() if b <= 512}
    found = budget(drawings.view(with_curves(curve("base", small), curve("base", small, "travel")), "ja"))
    assert found is not None
    assert "1024" not in drawings.texts(found)
    assert "1024" not in found.caption
    assert {"文章題正答", "旅行計画打ち切り"} <= set(drawings.texts(found)), "a panel for every family and share"


def test_from_a_run() -> None:
    def outcome(request: Request) -> str:
        return "truncated" if request.item.instance else "right"

    items = [fakes.item(f"i{n}", instance=n) for n in range(2)]
    comparison = drawings.compared(drawings.requests_for(items), outcome, tokens=lambda r: 64 if r.item.instance else 9)
    found = budget(drawings.view(comparison))
    assert found is not None
    assert found.rows[0][-1] == "50 %"
    assert budget(drawings.view(comparison.model_copy(update={"budgets": ()}))) is None
