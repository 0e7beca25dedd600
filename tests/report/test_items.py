"""What the item browser gets: the index, and the blocks of texts."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fakes
from bench.comparison import Comparison
from bench.records import Answer, ConstraintResult, Item, Reference, Trace
from bench.report import items
from bench.report.items import CHANGES, OUTCOMES, blocks, change, decimal, encoded, index, key
from report_samples import CUT, WHOLE, both, decoded, judged, judgment, whole
from test_comparison import requests_for, templates


def details(found: Comparison) -> list[dict[str, Any]]:
    read: list[Any] = [decoded(content) for _, content in blocks(found)]
    return [item | {"trees": block["trees"]} for block in read for item in whole(block)]


def answered(of: Sequence[Item], pairs: Sequence[tuple[tuple[str, str | None], tuple[str, str | None]]]) -> Comparison:
    texts = {}
    for item, sides in zip(of, pairs, strict=True):
        for arm, (outcome, value) in zip(("base", "adapter"), sides, strict=True):
            texts[item.id, arm] = ("text", WHOLE, judgment(outcome, value))
    return judged(requests_for(of), texts)


def test_changes_are_told_apart() -> None:
    found = answered(
        templates(6, 1),
        [
            (("right", "42"), ("right", "42")),
            (("right", "42"), ("wrong", "41")),
            (("right", "42"), ("truncated", None)),
            (("none", None), ("right", "42")),
            (("wrong", "1"), ("wrong", "2")),
            (("wrong", "1"), ("none", None)),
        ],
    )
    assert [change(p, "base", "adapter") for p in found.pairs] == ["same", "lost", "lost", "gained", "other", "other"]
    columns: Any = index(found)
    assert [CHANGES[n] for n in columns["changes"][0]] == ["same", "lost", "lost", "gained", "other", "other"]
    assert [OUTCOMES[n] for n in columns["outcomes"][1]] == ["right", "wrong", "truncated", "right", "wrong", "none"]


def test_an_owed_side_is_listed_and_changes_nothing() -> None:
    of = templates(1, 1)
    found = judged(requests_for(of), {(of[0].id, "base"): ("text", WHOLE, judgment())})
    columns: Any = index(found)
    assert (columns["outcomes"], columns["changes"]) == ([[0], [OUTCOMES.index("owed")]], [[CHANGES.index("unknown")]])
    assert columns["tokens"] == [[5], [None]]
    assert details(found)[0]["sides"][1] is None


def test_the_index_names_what_items_are_filtered_by() -> None:
    of = [
        fakes.item("a", pack="shop", lang="ja", question="りんご\n三つ"),
        fakes.item("b", pack="lakes", family="entity_ladder", book="open", rung=3, entity="e"),
    ]
    columns: Any = index(both(of, "right"))
    assert columns["arms"] == ["base", "adapter"]
    assert columns["names"]["pack"] == ["shop", "lakes"]
    assert columns["names"]["book"] == ["", "open"]
    assert columns["columns"]["lang"] == [0, 1]
    assert columns["columns"]["rung"] == [0, 3]
    assert columns["columns"]["head"][0] == "りんご 三つ"


def test_a_link_stays_the_same_when_other_items_come_and_go() -> None:
    of = templates(3)
    few, many = both(of[:1], "right"), both(of, "wrong")
    assert key(few.pairs[0]) == key(many.pairs[0])
    assert len({key(pair) for pair in many.pairs}) == len(of)
    formats = both(of, "right", ["raw", "chat"])
    assert len({key(pair) for pair in formats.pairs}) == 2 * len(of)


def test_an_item_has_question_reference_and_both_arms() -> None:
    item = fakes.item(
        "m/1",
        entity_name="大山",
        context="大山の標高は1729mです。",
        question="頂上まで何時間？",
        answer_line="答え：数",
        reference=Reference(
            gold="1729",
            unit="m",
            low="1725",
            high="1733",
            ambiguous=("1252",),
            from_memory="1709",
            steps={"half": "1729/2"},
        ),
    )
    found = judged(
        requests_for([item]),
        {
            (item.id, "base"): ("まず、", CUT, judgment("truncated", None, reason="budget")),
            (item.id, "adapter"): ("1729", WHOLE, judgment("right", "1729")),
        },
    )
    (read,) = details(found)
    assert (read["context"], read["question"], read["line"]) == (item.context, item.question, item.answer_line)
    assert read["gold"] == {
        "gold": "1729",
        "unit": "m",
        "range": ["1725", "1733"],
        "ambiguous": ["1252"],
        "memory": "1709",
    }
    assert read["steps"] == [["half", "864.5"]]
    assert item.question.join(read["prompt"]) == found.pairs[0].sides["base"].request.prompt
    assert item.question not in "".join(read["prompt"])
    base, adapter = read["sides"]
    assert (base["text"], base["cut"], base["reason"]) == ("まず、", True, "budget")
    assert (adapter["text"], adapter["value"]) == ("1729", "1729")
    assert "cut" not in adapter


def test_a_travel_plan_has_its_constraints_and_delivery() -> None:
    item = fakes.item(family="travel", check="itinerary", reference=Reference())
    told = judgment(
        "wrong",
        None,
        delivery="recovered",
        constraints=(ConstraintResult(id="day_count", level="hard", passed=False, detail="3 days"),),
    )
    (read,) = details(judged(requests_for([item], adapters=()), {(item.id, "base"): ("Day 1", WHOLE, told)}))
    (side,) = read["sides"]
    assert (side["constraints"], side["delivery"]) == ([["day_count", "hard", False, "3 days"]], "recovered")
    assert read["gold"] is None


def test_formulae_and_marks_stand_in_the_browsers_units() -> None:
    of = templates(1, 1)
    text = r"🗻 \(1+1\) is \(1+1\), 2"
    trace = Trace(id="", answer=Answer(status="stated", span=(len(text) - 1, len(text))), health=WHOLE.health)
    (read,) = details(judged(requests_for(of, adapters=()), {(of[0].id, "base"): (text, trace, judgment())}))
    (side,) = read["sides"]
    assert side["formulae"] == [3, 7, 0, 4, 7, 0]
    assert read["trees"] == [["row", "n1", "o+", "n1"]]
    assert side["marks"][1:3] == [len(text), 1]  # one unit more than code points before it: the mountain has two


TEXTS = st.text(st.characters(codec="utf-8"))


@given(st.recursive(TEXTS | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
def test_what_is_encoded_is_read_back_and_holds_no_markup(content: Any) -> None:
    text = encoded(content)
    assert decoded(text) == content
    assert not set(text) & set("<\"'\\/ ")


def test_texts_are_cut_into_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "BLOCK", 3000)
    found = both(templates(5, 2), "right")
    counts = [count for count, _ in blocks(found)]
    assert sum(counts) == 10 and len(counts) > 1
    assert [item["id"] for item in details(found)] == [pair.item.id for pair in found.pairs]


@pytest.mark.parametrize(
    ("exact", "written"),
    [("33463/50", "669.26"), ("1/3", "1/3"), ("42", "42"), ("-5/2", "-2.5"), ("1/4096", "1/4096"), ("x + 1", "x + 1")],
)
def test_exact_numbers_as_people_write_them(exact: str, written: str) -> None:
    assert decimal(exact) == written
