"""What every check of a stated answer shares: no answer, a cut-off one, two at once; words as they are compared."""

import pytest

import fakes
from bench.checks.stated import folded, unstated
from bench.records import Answer, Health, Trace


def trace(status: str, *, cut: bool = False) -> Trace:
    return Trace(id="a", answer=Answer.model_validate({"status": status}), health=Health(truncated=cut))


def test_none_truncated_and_conflicting_stay_apart() -> None:
    assert unstated(trace("none")) == ("none", "not_stated")
    assert unstated(trace("none", cut=True)) == ("truncated", "budget")
    assert unstated(trace("conflicting")) == ("wrong", "conflicting")


def test_a_stated_answer_is_left_to_the_check() -> None:
    assert unstated(trace("stated")) is None
    assert unstated(trace("stated", cut=True)) is None
    assert unstated(fakes.trace("k")) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mount Fuji.", "mount  fuji"), ("「富士山」。", "富士山"), ("ＡＢＣ", "abc"), ("**Kyoto**", "Kyoto")],
)
def test_what_does_not_matter_in_words(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_what_matters_in_words() -> None:
    assert folded("Mount Fuji") != folded("Mount Kita")
