"""Dates and times of day."""

import pytest

from bench.trace.moments import dates


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-05", "2024-03-05"),
        ("2024年3月5日", "2024-03-05"),
        ("令和6年3月5日", "2024-03-05"),
        ("March 5, 2024", "2024-03-05"),
        ("5th of March 2024", "2024-03-05"),
        ("午後3時45分", "15:45"),
        ("3:45 p.m.", "15:45"),
        ("12 a.m.", "00:00"),
        ("正午", "12:00"),
        ("half past nine in the evening", "21:30"),
        ("9時半", "09:30"),
    ],
)
def test_one_moment(text: str, moment: str) -> None:
    assert [d[2] for d in dates(text)] == [moment]


@pytest.mark.parametrize("text", ["3時間", "25:99", "12 apples"])
def test_no_moment(text: str) -> None:
    assert dates(text) == []
