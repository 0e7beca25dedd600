"""The flat numbers of a trace."""

from bench.records import Answer, Candidate, Claim, Episode
from bench.trace.metrics import metrics_of


def test_the_numbers_of_a_small_trace() -> None:
    text = "x" * 100
    metrics = metrics_of(
        text,
        (0, 80),
        [(0, 10), (12, 40), (42, 100)],
        [
            Claim(span=(2, 8), left="2 + 2", relation="=", right="4", holds=True),
            Claim(span=(14, 20), left="2 + 2", relation="=", right="5", holds=False, retracted=True),
            Claim(span=(50, 60), left="3 + 3", relation="=", right="7", holds=False),
        ],
        [
            Episode(kind="verification", span=(20, 40), cue="check", outcome="corrected"),
            Episode(kind="verification", span=(30, 50), cue="check", outcome="confirmed"),
            Episode(kind="backtracking", span=(60, 70), cue="Alternatively"),
        ],
        [Candidate(span=(10, 12), value="5", right=False), Candidate(span=(60, 70), value="4", right=True)],
        Answer(status="stated", value="4", span=(90, 100)),
    )
    assert metrics["claims_wrong"] == 1
    assert metrics["first_wrong_step"] == 2
    assert metrics["verifications"] == 2
    assert metrics["verification_share"] == 0.3
    assert (metrics["corrections"], metrics["confirmed"], metrics["backtrackings"]) == (1, 1, 1)
    assert metrics["chars_after_first_right"] == 30
    assert metrics["answer_matches_trace"] == 1


def test_what_is_not_defined_is_none() -> None:
    metrics = metrics_of("", None, [], [], [], [], Answer(status="none"))
    assert metrics["first_wrong_step"] == -1
    assert metrics["chars_after_first_right"] is None
    assert metrics["answer_matches_trace"] is None
