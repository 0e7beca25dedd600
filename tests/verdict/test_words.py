import pytest

from bench.comparison import Difference
from bench.verdict.words import change, number, signed, titled


@pytest.mark.parametrize(
    ("value", "kind", "plain", "with_sign"),
    [
        (0.125, "share", "12 %", "+12"),
        (-0.5, "share", "-50 %", "−50"),
        (2.25, "count", "2.2", "+2.2"),
        (None, "share", "–", "–"),
    ],
)
def test_numbers(value: float | None, kind: str, plain: str, with_sign: str) -> None:
    assert (number(value, kind), signed(value, kind)) == (plain, with_sign)


def test_a_change_stands_with_its_interval_where_it_has_one() -> None:
    found = Difference(metric="right", arm="a", means={"base": 0.71, "a": 0.66}, n=9, difference=-0.05)
    assert change(found, "base", "share")["en"] == "71 % → 66 % (−5 points)"
    found = found.model_copy(update={"low": -0.11, "high": 0.01})
    assert change(found, "base", "share") == {
        "en": "71 % → 66 % (−5 points, −11 to +1)",
        "ja": "71 % → 66 %（−5ポイント、−11〜+1）",
    }


def test_a_place_is_named_with_what_tells_it_apart() -> None:
    assert titled("travel") == {"en": "Travel plans", "ja": "旅行計画"}
    assert titled("arithmetic", "chat", "ask")["en"] == "Word problems (chat, when asked for it)"
