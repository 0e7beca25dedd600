"""The chain that finds sentences which check."""

import pytest

from bench.trace.checking import probabilities, weights
from bench.trace.evidence import FEATURES, Observed


def chances(*features: set[str]) -> list[float]:
    return probabilities([Observed((0, 1), {}, names, ()) for names in features])


def test_the_weights_are_of_known_observations() -> None:
    known = weights()
    assert set(known.weights) <= set(FEATURES)
    assert 0 < known.threshold < 1


def test_no_text_has_no_sentence() -> None:
    assert chances() == []


def test_a_check_with_its_verdict_is_more_probable_than_either_alone() -> None:
    check, verdict = {"check", "after_candidate"}, {"agree", "verdict", "after_candidate"}
    both = chances(check, verdict)
    assert both[0] > chances(check, set())[0]
    assert both[1] > chances(set(), verdict)[1]
    assert all(0 < p < 1 for p in both)


def test_nothing_observed_is_no_check() -> None:
    assert max(chances(set(), set(), set())) < 0.05


@pytest.mark.parametrize("length", [1, 5000])
def test_long_texts_neither_overflow_nor_vanish(length: int) -> None:
    found = chances(*[{"check", "agree", "yes", "same", "confident", "past", "tick"}] * length)
    assert len(found) == length
    assert min(found) > 0.9
