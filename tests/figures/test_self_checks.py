import drawings
from bench.figures.self_checks import ENDS, self_checks
from bench.records import Request
from test_comparison import templates


def checks(request: Request) -> list[str]:
    return ["confirmed", "corrected"] if request.arm == "base" and request.item.instance == 0 else []


def test_every_end_of_every_arm_is_counted() -> None:
    requests = drawings.requests_for(templates(3))
    found = self_checks(drawings.view(drawings.compared(requests, lambda _: "right", checks=checks)))
    assert found is not None
    assert found.rows == (
        ("base", "6", "3", "6", "3", "3", "0", "0"),
        ("adapter", "6", "0", "0", "0", "0", "0", "0"),
    )
    assert found.alt == (
        "base: 6 self-checks in 3 of 6 texts; 3 confirmed, 3 corrected, 0 broke, 0 inconclusive. "
        "adapter: no self-check in 6 texts."
    )
    drawn = drawings.texts(found)
    assert [text for text in drawn if text in ENDS] == list(ENDS)
    assert [drawn.count(n) for n in ("3", "0")] == [2, 6]


def test_a_check_without_an_end_is_inconclusive_and_no_checks_are_no_figure() -> None:
    requests = drawings.requests_for(templates(1))
    found = self_checks(drawings.view(drawings.compared(requests, lambda _: "right", checks=lambda _: [None]), "ja"))
    assert found is not None
    assert found.rows[0] == ("base", "2", "2", "2", "0", "0", "0", "2")
    silent = drawings.compared(drawings.requests_for(templates(1)), lambda _: "right")
    assert self_checks(drawings.view(silent)) is None
