import drawings
from bench.figures.lengths import lengths
from bench.records import Request
from test_comparison import templates


def tokens(request: Request) -> int:
    return 100 * (1 + request.item.instance) if request.arm == "base" else 5


def outcome(request: Request) -> str:
    return "truncated" if request.arm == "base" and request.item.instance == 4 else "right"


def test_quartiles_and_the_share_cut_off() -> None:
    requests = drawings.requests_for(templates(1, 5))
    found = lengths(drawings.view(drawings.compared(requests, outcome, tokens=tokens)))
    assert found is not None
    assert found.columns == ("Arm", "Texts", "Shortest", "25 %", "Median", "75 %", "Longest", "Cut off")
    assert found.rows == (
        ("base", "5", "100", "200", "300", "400", "500", "20 %"),
        ("adapter", "5", "5", "5", "5", "5", "5", "0 %"),
    )
    assert found.alt.startswith("base: 5 texts, median 300 tokens, half of them between 200 and 400; 20 % cut off.")
    assert {"base: median 300, 20 % cut off", "adapter: median 5, 0 % cut off"} <= set(drawings.texts(found))


def test_what_was_cut_off_is_pale_on_top_of_what_was_not() -> None:
    requests = drawings.requests_for(templates(1, 5), adapters=())
    found = lengths(drawings.view(drawings.compared(requests, outcome, tokens=lambda _: 300)))
    bars = [e for e in drawings.drawing(found).iter() if e.get("class") == "ink-blue"]
    assert [e.get("fill-opacity", "1") for e in bars] == ["1", "0.45"]


def test_an_empty_text_has_a_place_too() -> None:
    requests = drawings.requests_for(templates(1, 2), adapters=())
    found = lengths(drawings.view(drawings.compared(requests, outcome, tokens=lambda _: 0), "ja"))
    assert found is not None
    assert found.rows == (("base", "2", "1", "1", "1", "1", "1", "0 %"),)
    drawings.drawing(found)
