"""Traces: slips by their digits, checks that confirm, correct and spoil, the answer last."""

import pytest
from recipe.slips import can_check, false_alarm, is_checked, slipped, to_check
from recipe.solution import FIRST, check, final_answer, outcome_of, solve, terse_answer
from recipe.units import unit_words
from recipe.words import LANGS, Lang, Words
from recipe.working import Claim, Step

import bench.prompts

YEN = unit_words("JPY")
CHANGE = [Step("spent", "*", "n", "p", Words("the cost", "代金")), Step("answer", "-", "paid", "spent")]


def test_slips_are_decided_by_digits() -> None:
    assert slipped("-", 5000, 1770, 3230) == 3330
    assert slipped("-", 5000, 1660, 3340) is None
    assert slipped("-", 5970, 1770, 4200) is None
    assert slipped("+", 450, 780, 1230) == 1130
    assert slipped("+", 410, 780, 1190) is None
    assert slipped("+", 600, 800, 1400) is None  # 400 would be less than the 800 added
    assert slipped("*", 7, 380, 2660) == 2640
    assert slipped("*", 8, 370, 2960) is None
    assert slipped("ceil", 7000, 788, 9) is None
    assert false_alarm(Claim("-", 5000, 1650, 3350)) == 4900
    assert false_alarm(Claim("+", 3350, 1650, 5000)) is None


def test_checks_are_decided_by_the_result() -> None:
    assert [n for n in range(1, 10) if is_checked(n)] == [2, 3, 5, 6, 7]
    assert is_checked(1200)
    assert not is_checked(1800)
    assert to_check([Claim("ceil", 10, 3, 4)]) == []
    assert to_check([Claim("+", 1, 1, 2)] * 5) == [4, 3, 2]
    assert not can_check(Claim("*", 1234, 5678, 0))


@pytest.mark.parametrize("lang", LANGS)
def test_a_check_confirms(lang: Lang) -> None:
    solved = solve(CHANGE, {"n": 3, "p": 120, "paid": 5000}, lang=lang, unit=YEN, answer_line=True)
    assert (solved.gold, solved.stated, solved.outcome, solved.slip) == (4640, 4640, "unchecked", "")
    solved = solve(CHANGE, {"n": 3, "p": 110, "paid": 5000}, lang=lang, unit=YEN, answer_line=True)
    assert (solved.gold, solved.stated, solved.outcome, solved.slip) == (4670, 4670, "confirmed", "")
    assert "4670 + 330 = 5000" in solved.text
    assert solved.text.startswith(FIRST[lang])
    assert FIRST[lang] == bench.prompts.PREFILL[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_a_slip_is_corrected_where_the_result_is_checked(lang: Lang) -> None:
    solved = solve(CHANGE, {"n": 3, "p": 590, "paid": 5000}, lang=lang, unit=YEN, answer_line=False)
    assert (solved.gold, solved.stated, solved.outcome, solved.slip) == (3230, 3230, "corrected", "-")
    assert "5000 − 1770 = 3330" in solved.text
    assert "3330 + 1770 = 5100" in solved.text
    assert "5000 − 1770 = 3230" in solved.text
    assert solved.text.endswith(final_answer(3230, lang, answer_line=False, unit=YEN))


def test_a_slip_stays_where_it_is_not_checked() -> None:
    solved = solve(CHANGE, {"n": 2, "p": 385, "paid": 5050}, lang="en", unit=YEN, answer_line=True)
    assert (solved.gold, solved.stated, solved.slip) == (4280, 4380, "-")
    assert solved.text.endswith("Answer: 4380")


def test_a_check_that_loses_a_carry_spoils_a_right_result() -> None:
    solved = solve(CHANGE, {"n": 5, "p": 330, "paid": 5000}, lang="en", unit=YEN, answer_line=True)
    assert (solved.gold, solved.stated, solved.outcome, solved.slip) == (3350, 3450, "broke", "")
    assert "3350 + 1650 = 4900" in solved.text


def test_checks_backwards() -> None:
    assert check(Claim("-", 5000, 3550, 1330), "en") == ("1330 + 3550 = 4880", 4880, 5000)
    assert check(Claim("+", 1740, 2200, 3840), "en") == ("3840 − 2200 = 1640", 1640, 1740)
    assert check(Claim("/", 60, 4, 15), "en") == ("15 × 4 = 60", 60, 60)
    assert check(Claim("*", 6, 290, 1740), "ja")[0].endswith("290 × 6 = 1740")


def test_answers() -> None:
    assert final_answer(12, "ja", answer_line=True, unit=YEN).endswith("\\boxed{12} 円です。\n\n答え：12")
    assert terse_answer(12, "en", answer_line=True, unit=YEN) == "Answer: 12"
    assert terse_answer(12, "en", answer_line=False, unit=unit_words("frogs")) == "12."
    assert terse_answer(12, "ja", answer_line=False, unit=YEN) == "12円です。"


def test_outcomes_are_named_as_the_trace_analysis_names_them() -> None:
    assert outcome_of(5, None, 5) == outcome_of(4, None, 5) == outcome_of(5, 5, 5) == "confirmed"
    assert outcome_of(4, 5, 5) == "corrected"
    assert outcome_of(5, 4, 5) == "broke"
    assert outcome_of(4, 3, 5) == "changed"
