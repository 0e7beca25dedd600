"""Words as an answer."""

import pytest

import fakes
from bench.checks import judge
from bench.checks.stated import folded
from bench.records import Reference
from bench.trace import analyse


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        ("Answer: Mount Tate", "right", "exact"),
        ("Answer: mount TATE.", "right", "exact"),
        ("Answer: Tateyama", "ambiguous", "another_reading"),
        ("Answer: Mount Fuji", "wrong", "text"),
    ],
)
def test_outcomes(text: str, outcome: str, reason: str) -> None:
    item = fakes.item(check="text", reference=Reference(gold="Mount Tate", ambiguous=("Tateyama",)))
    judgment = judge(item, fakes.generation(fakes.request(item), text), analyse(text, finish_reason="stop"))
    assert (judgment.check, judgment.outcome, judgment.reason) == ("text", outcome, reason)


def test_what_does_not_matter() -> None:
    assert folded("「ＦＵＪＩ　さん」。") == folded("fuji さん")
    assert folded("A B") != folded("AB")
