"""Plans in text: a valid block, headings of many shapes, or none."""

import json

import pytest

from bench.checks.plans import Plan, read_block, read_headings

BLOCK = {
    "days": [
        {"day": 1, "date": "04-05", "stops": [{"time": "09:00", "name": "A"}], "inn": "Lodge"},
        {"day": 2, "date": "04-06", "stops": [{"time": "10:00", "name": "B"}], "inn": None},
    ],
    "nights": 1,
}


def fenced(value: object, before: str = "Here it is.\n\n") -> str:
    return f"{before}```json\n{json.dumps(value)}\n```\n"


def names(plan: Plan | None) -> list[list[str]]:
    return [[visit.name for visit in day.stops] for day in plan.days] if plan else []


def test_the_last_valid_block_counts() -> None:
    later = {**BLOCK, "nights": 2}
    plan = read_block(fenced(BLOCK) + fenced(later, "No, better:\n") + "```\nnot JSON\n```")
    assert plan is not None
    assert plan.nights == 2
    assert names(plan) == [["A"], ["B"]]


@pytest.mark.parametrize(
    "change",
    [
        {"nights": "one"},
        {"days": []},
        {"days": [{"day": 1, "stops": [{"name": "A"}]}]},  # no time
        {"days": [{"day": 1, "stops": [{"time": "9:00", "name": "A"}]}]},
        {"days": [{"day": 1, "stops": [{"time": "25:00", "name": "A"}]}]},
        {"days": [{"day": 1, "stops": [{"time": "09:00", "name": ""}]}]},
        {"days": [{"day": 1, "date": "13-01", "stops": []}]},
        {"days": [{"day": True, "stops": []}]},
    ],
)
def test_blocks_that_are_no_plan(change: dict[str, object]) -> None:
    assert read_block(fenced({**BLOCK, **change})) is None


@pytest.mark.parametrize(
    "text",
    ["", "```json\n" + json.dumps(BLOCK), fenced("[" * 100_000), "```json\n" + "[" * 50_000 + "\n```", "```" * 10_000,
     fenced({**BLOCK, "note": "x" * 100_001})],
)  # fmt: skip
def test_text_without_a_complete_block(text: str) -> None:
    assert read_block(text) is None


def test_headings_with_bullets_and_times() -> None:
    text = (
        "Day 1 is Tokyo and day 2 is Nara.\n\n**Final Answer**\n\nDay 1 (Tokyo)\n- 09:00 Senso-ji\n- 13:00 Ueno Park\n"
        "- Stay in Asakusa\n\nDay 2 (Nara)\n- 10:00 Todai-ji (the great hall)\n"
        "\nHave a good trip:\n- take an umbrella\n"
    )
    plan = read_headings(text)
    assert plan is not None
    assert names(plan) == [["Senso-ji", "Ueno Park"], ["Todai-ji"]]
    assert [visit.time for visit in plan.days[0].stops] == ["09:00", "13:00"]
    assert [day.inn for day in plan.days] == ["Asakusa", None]
    assert plan.nights == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Day 1: Senso-ji, Ueno Park\nDay 2: Todai-ji", [["Senso-ji", "Ueno Park"], ["Todai-ji"]]),
        ("1日目：浅草寺、上野公園\n2日目：東大寺", [["浅草寺", "上野公園"], ["東大寺"]]),
        ("１日目（東京）\n・09:00 浅草寺\n・午後：上野公園\n第2日\n- 東大寺", [["浅草寺", "上野公園"], ["東大寺"]]),
        ("一日目\n・浅草寺\n二日目\n・東大寺", [["浅草寺"], ["東大寺"]]),
        ("### Day 1\n1. **Morning:** Senso-ji\n2. **Afternoon**: Ueno Park", [["Senso-ji", "Ueno Park"]]),
        ("Day 1: draft\nDay 2: draft\n\nNext:\nDay 1: Gion\nDay 2: Nara\nDay 3: Kobe", [["Gion"], ["Nara"], ["Kobe"]]),
    ],
)  # fmt: skip
def test_headings_of_many_shapes(text: str, expected: list[list[str]]) -> None:
    assert names(read_headings(text)) == expected


@pytest.mark.parametrize(
    ("text", "nights"), [("3泊4日の旅\n1日目：京都", 3), ("1日目：京都\n2日目：奈良\n3日目：大阪", 2)]
)
def test_nights_are_stated_or_follow_from_the_days(text: str, nights: int) -> None:
    plan = read_headings(text)
    assert plan is not None
    assert plan.nights == nights


@pytest.mark.parametrize(
    "text", ["", "A trip of 4 days.", "3日間の旅行", "Day 3: Kyoto", "4日、3泊、同じ場所は二度ない。"]
)
def test_no_headings(text: str) -> None:
    assert read_headings(text) is None
