"""What is observed of each sentence."""

from bench.trace import analyse, evidence
from bench.trace.numbers import fold
from bench.trace.split import sentences


def features(text: str) -> list[set[str]]:
    trace, folded = analyse(text), fold(text)
    return [s.features for s in evidence.observe(folded, sentences(folded), trace.claims, trace.candidates)]


def test_values_and_claims_that_come_again() -> None:
    first, second, third = features(
        "Then 14 × 12 = 168 rolls. Once more, 14 × 12 = 168 rolls. And 55 + 45 = 100 are new."
    )
    assert "claim" in first
    assert not first & {"reused", "claim_again", "result_again"}
    assert second >= {"reused", "claim_again", "result_again"}
    assert "new_values" not in second
    assert "new_values" in third
    assert not third & {"reused", "claim_again", "result_again"}


def test_a_candidate_that_comes_again() -> None:
    first, second, third = features("The answer is 73. So 73 rolls are left. And 95 are sold.")
    assert "after_candidate" not in first
    assert second >= {"after_candidate", "candidate_again"}
    assert "after_candidate" in third
    assert "candidate_again" not in third


def test_the_place_of_a_sentence() -> None:
    first, second, third = features("Is it 5?\n\n- The first item is there.\n\nIt holds ✓")
    assert "question" in first
    assert "paragraph" in second
    assert "tick" in third


def test_a_verdict_is_an_agreement_without_doubt() -> None:
    sure, unsure, asked = features("This is correct. Maybe that is correct. So that is right?")
    assert "verdict" in sure
    assert "verdict" not in unsure | asked


def test_what_follows_the_announcement_of_a_check() -> None:
    _, check, behind = features("It is 5. Let me check that. Five and five are ten.")
    assert "check_before" not in check
    assert "check_before" in behind


def test_lines_of_a_formula_belong_to_the_sentence_before() -> None:
    text = "Hence we get\n\\[\n\\frac{6}{2} = 3\n\\]\nThis holds."
    spans = evidence.passages(text, sentences(text))
    assert [text[a:b] for a, b in spans] == ["Hence we get\n\\[\n\\frac{6}{2} = 3\n\\]", "This holds."]
