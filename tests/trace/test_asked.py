"""Which of several quantities answers the question."""

import pytest

from bench.trace.asked import last_quantity


@pytest.mark.parametrize(
    ("clause", "question", "value"),
    [
        ("So she reads 6 pages a day for 4 days.", "How many pages does she read a day?", "6"),
        ("So he pays $75 for 30 days.", "How much does he pay for 30 days?", "75"),
        ("It takes 2 hours and 3 workers.", "How many minutes does it take?", "120"),
        ("So 9 of them fit into 4 boxes.", "What fits into 4 boxes?", "9"),
        ("合計は 3 × 4 = 12", "合計はいくつですか。", "12"),
    ],
)
def test_the_one_that_is_asked_for(clause: str, question: str, value: str) -> None:
    found = last_quantity(clause, 0, len(clause), question)
    assert found is not None
    assert found.text == value


def test_none() -> None:
    assert last_quantity("nothing here", 0, 12, None) is None
