"""What became of a checked result."""

import pytest

from bench.records import Candidate, Claim
from bench.trace.outcome import Results

CHECK = (10, 20)


def candidates(before: str | None, within: str | None, after: str | None, answer: str | None) -> list[Candidate]:
    stated = [(before, (0, 5)), (within, (12, 15)), (after, (30, 35))]
    return [
        Candidate(span=span, value=value, right=None if answer is None else value == answer)
        for value, span in stated
        if value is not None
    ]


@pytest.mark.parametrize(
    ("before", "within", "after", "answer", "agrees", "disagrees", "outcome"),
    [
        ("5", "5", None, "5", False, False, "confirmed"),
        ("5", None, None, None, True, False, "confirmed"),
        ("5", None, None, None, False, False, "inconclusive"),
        ("5", "6", None, "6", False, False, "corrected"),
        ("5", "6", None, "5", False, False, "broke"),
        ("5", "6", None, None, False, False, "changed"),
        ("5", None, "6", "6", False, True, "corrected"),
        ("5", "5", "6", "6", False, True, "corrected"),
        ("5", None, "6", "7", False, True, "changed"),
        ("5", None, "5", "5", False, True, "inconclusive"),
        ("5", "5", "6", "5", True, True, "confirmed"),
        (None, None, "5", "5", False, True, "inconclusive"),
    ],
)
def test_the_result_before_against_the_one_found(
    before: str | None,
    within: str | None,
    after: str | None,
    answer: str | None,
    agrees: bool,
    disagrees: bool,
    outcome: str,
) -> None:
    results = Results(candidates(before, within, after, answer), [], reference=answer is not None)
    assert results.outcome(CHECK, agrees=agrees, disagrees=disagrees, restated=False) == outcome


def test_parts_computed_on_the_way_to_the_restated_result_change_nothing() -> None:
    results = Results(candidates("5", "2", None, None), [], reference=False)
    assert results.outcome(CHECK, agrees=True, disagrees=False, restated=True) == "confirmed"
    assert results.outcome(CHECK, agrees=False, disagrees=False, restated=False) == "changed"


def test_parts_change_nothing_where_the_same_result_follows() -> None:
    results = Results(candidates("5", "2", "5", None), [], reference=False)
    assert results.outcome(CHECK, agrees=False, disagrees=False, restated=False) == "confirmed"


def test_a_result_that_stood_long_before_is_confirmed() -> None:
    stated = [(0, 2, "7"), (4, 6, "5"), (12, 15, "7")]
    results = Results([Candidate(span=(a, b), value=value) for a, b, value in stated], [], reference=False)
    assert results.outcome(CHECK, agrees=False, disagrees=False, restated=False) == "confirmed"


def test_a_claim_taken_back_before_is_corrected_by_what_follows() -> None:
    claim = Claim(span=(2, 8), left="2 + 2", relation="=", right="5", holds=False, retracted=True)
    results = Results(candidates(None, None, "4", "4"), [claim], reference=True)
    assert results.outcome(CHECK, agrees=False, disagrees=True, restated=False) == "corrected"
