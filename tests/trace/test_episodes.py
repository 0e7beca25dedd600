"""Verifications and backtrackings: cue with evidence, span, outcome."""

import pytest

from bench.records import Episode
from bench.trace import analyse
from passages import ENGLISH, JAPANESE, labelled


def episodes(text: str, answer: str | None = None) -> list[Episode]:
    return list(analyse(text, answer=answer).episodes)


@pytest.mark.parametrize("passage", [*ENGLISH.values(), *JAPANESE.values()], ids=[*ENGLISH, *JAPANESE])
def test_each_sentence_of_a_trace_is_what_its_reader_says(passage: str) -> None:
    text, units = labelled(passage)
    found = episodes(text)
    kinds = {"v": "verification", "b": "backtracking", "-": None}
    read = [
        next((e.kind for e in found if 2 * (min(end, e.span[1]) - max(start, e.span[0])) >= end - start), None)
        for _, start, end in units
    ]
    assert read == [kinds[mark] for mark, _, _ in units]


@pytest.mark.parametrize(
    "text",
    [
        "6 × 200 = 1200. Wait, let me double-check. 3940 − 2200 = 1740 and 6 × 290 = 1740. Yes, that seems right.",
        "残りは 20 − 11 = 9。ちょっと待って、もう一度確認しよう。20 − 11 = 9。よし、正しい。",
    ],
)
def test_a_check_in_the_middle_of_a_line(text: str) -> None:
    [episode] = episodes(text)
    assert (episode.kind, episode.outcome) == ("verification", "confirmed")
    assert text[slice(*episode.span)].startswith(("Wait", "ちょっと待って"))
    assert episode.span[1] == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "The sum is 23.\n\nLet me double-check: 11 + 12 = 23. Yes, that is correct.\n\nAnswer: 23",
        "The sum is 23.\n\nTo verify, 23 − 12 = 11. This matches.\n\nAnswer: 23",
        "合計は23。\n\n確認しよう。11 + 12 = 23。うん、合っている。\n\n答え：23",
        "合計は23。\n\n念のため検算すると、23 − 12 = 11。正しい。\n\n答え：23",
    ],
)
def test_a_cue_with_a_recomputation_and_a_verdict_confirms(text: str) -> None:
    [episode] = episodes(text, "23")
    assert (episode.kind, episode.outcome) == ("verification", "confirmed")
    assert episode.cue in text[slice(*episode.span)]


@pytest.mark.parametrize(
    "text",
    [
        "Let me check that I understand the problem. There are 11 pens.\n\nAnswer: 11",
        "Check in at the hotel at 15:00, check out at 10:00.\n\nAnswer: 19",
        "1日目：ホテルの営業時間を確認して出発。\n\n答え：3泊",
        "The total is 11 + 12 = 23.\n\nAnswer: 23",
        "There are 11 pens. Wait, the problem says that 12 more are bought. So 11 + 12 = 23.",
        "11本のペンがある。待って、問題には12本買い足すと書いてある。だから 11 + 12 = 23。",
        "We must verify that the function is continuous. Let f be a polynomial.",
    ],
)
def test_a_cue_alone_is_no_verification(text: str) -> None:
    assert episodes(text) == []


def test_two_checks_in_a_row_are_two() -> None:
    text = (
        "So 14 × 12 = 168.\n\nLet me check: 14 × 12 = 168. Correct.\n\nTo be safe, I double-check: 168 / 12 = 14. "
        "That matches."
    )
    assert [e.outcome for e in episodes(text) if e.kind == "verification"] == ["confirmed", "confirmed"]


def test_a_check_that_finds_a_slip() -> None:
    text = (
        "So the answer is 1160.\n\nLet me check. 1160 + 3940 = 5100. That doesn't match 5000.\n\n"
        "5000 − 3940 = 1060. So the answer is 1060."
    )
    assert [e.outcome for e in episodes(text, "1060")] == ["corrected"]
    assert [e.outcome for e in episodes(text, "1160")] == ["broke"]
    assert [e.outcome for e in episodes(text, "7")] == ["changed"]


@pytest.mark.parametrize(
    "text",
    ["Alternatively, count the pens one by one.", "Let me try another approach here.", "別の方法で考えよう。"],
)
def test_a_change_of_approach_is_backtracking(text: str) -> None:
    [episode] = episodes("There are many pens.\n\n" + text)
    assert (episode.kind, episode.outcome) == ("backtracking", None)
