import drawings
from bench.figures.flips import flips
from bench.records import Request
from test_comparison import templates

ENDS = {"t0": ("right", "wrong"), "t1": ("right", "truncated"), "t2": ("right", "right"), "t3": ("wrong", "right")}


def outcome(request: Request) -> str:
    return ENDS[request.item.template][request.arm != "base"]


def test_counts_of_outcome_against_outcome() -> None:
    found = flips(drawings.view(drawings.compared(drawings.requests_for(templates(4)), outcome)))
    assert found is not None
    assert found.columns == ("base", "Arm", "right", "wrong", "cut off")
    assert found.rows == (
        ("right", "adapter", "2", "2", "2"),
        ("wrong", "adapter", "2", "0", "0"),
        ("cut off", "adapter", "0", "0", "0"),
    )
    assert found.alt == (
        "4 of 6 right answers of base are not right in adapter (2 cut off, 2 wrong), 2 that were not are right; "
        "in 2 of 8 items the outcome is the same."
    )
    assert sorted(text for text in drawings.texts(found) if text in ("2", "·")) == ["2"] * 4 + ["·"] * 5


def test_a_matrix_for_every_other_arm() -> None:
    requests = drawings.requests_for(templates(4), adapters=("a", "b"))
    found = flips(drawings.view(drawings.compared(requests, outcome), "ja"))
    assert found is not None
    assert [row[1] for row in found.rows] == ["a"] * 3 + ["b"] * 3
    assert {"base ↓   a →", "base ↓   b →"} <= set(drawings.texts(found))
    assert found.alt.startswith("baseの正答6問のうち4問がaでは正答でなくなり（打ち切り2問、誤り2問）、")


def test_only_items_with_both_sides_count_and_one_arm_has_none() -> None:
    def owed(request: Request) -> str:
        return outcome(request) if request.arm == "base" or request.item.template == "t2" else ""

    found = flips(drawings.view(drawings.compared(drawings.requests_for(templates(4)), owed)))
    assert found is not None
    assert sum(int(n) for row in found.rows for n in row[2:]) == 2
    alone = drawings.compared(drawings.requests_for(templates(4), adapters=()), outcome)
    assert flips(drawings.view(alone)) is None
