"""The rules by which the fact is told from the reasoning."""

from collections.abc import Mapping

import pytest

import fakes
from bench.comparison import Comparison
from bench.scores import Figure, Score
from bench.verdict.ladder import ladder
from test_comparison import compared, requests_for, templates

Gap = tuple[float, float | None, float | None]


def figure(value: float, low: float | None = None, high: float | None = None, n: int = 20) -> Figure:
    return Figure(value=value, low=low, high=high, n=n, clusters=n)


def gap(name: str, differences: Mapping[str, Figure] | None = None, format: str = "raw", **arms: Gap) -> Score:
    return Score(
        family="entity_ladder",
        format=format,
        name=name,
        figures={arm: figure(*values) for arm, values in arms.items()},
        differences=dict(differences or {}),
    )


def run(*scores: Score, top: str = "right") -> Comparison:
    items = [fakes.item(f"{r}", family="entity_ladder", entity=str(r), rung=r, book="closed") for r in (1, 5)]
    outcomes = {(i.id, arm): top for i in items for arm in ("base", "adapter")}
    return compared(requests_for(items), outcomes).model_copy(update={"scores": scores})


@pytest.mark.parametrize(
    ("closed", "opened", "end"),
    [
        ((0.38, 0.2, 0.5), (0.01, -0.04, 0.05), "the fact is missing, not the reasoning."),
        ((0.60, 0.4, 0.8), (0.05, -0.1, 0.25), "the fact is missing, not the reasoning."),
        ((0.38, 0.2, 0.5), (0.10, -0.1, 0.3), "the fact is missing; whether the reasoning falls too, this run cannot"),
        ((0.38, 0.2, 0.5), (0.30, 0.1, 0.5), "the fact is missing, and the reasoning falls too."),
        ((0.10, -0.1, 0.3), (0.30, 0.1, 0.5), "it falls even with the fact given: the reasoning."),
        ((0.10, -0.1, 0.3), (0.00, -0.1, 0.1), "no fall for certain."),
        ((0.38, None, None), (0.30, 0.1, 0.5), "too few draws to tell why."),
    ],
)
def test_the_intervals_of_both_gaps_decide(closed: Gap, opened: Gap, end: str) -> None:
    found = run(gap("knowledge_gap", base=closed), gap("reasoning_gap", base=opened))
    (sentence,) = ladder(found)
    assert sentence.texts["en"].startswith("base, least-known against best-known: closed −")
    assert end in sentence.texts["en"]
    assert sentence.texts["ja"].startswith("base・最も無名な対象と最も有名な対象の差：資料なし −")
    assert (sentence.arm, sentence.topic, sentence.kind) == (None, "ladder", "note")


def test_a_fall_is_written_with_its_interval_the_other_way_round() -> None:
    found = run(gap("knowledge_gap", base=(0.38, 0.2, 0.5)), gap("reasoning_gap", base=(0.01, -0.04, 0.05)))
    (sentence,) = ladder(found)
    assert "closed −38 points (−50 to −20), open −1 points (−5 to +4): " in sentence.texts["en"]
    assert "資料なし −38ポイント（−50〜−20）、資料あり −1ポイント（−5〜+4）：" in sentence.texts["ja"]


def test_where_nothing_is_right_from_memory_nothing_can_fall() -> None:
    found = run(gap("knowledge_gap", adapter=(0.0, 0, 0)), gap("reasoning_gap", adapter=(0.0, 0, 0)), top="wrong")
    (sentence,) = ladder(found)
    assert sentence.arm == "adapter"
    assert "from memory hardly anything is right even for the best-known (0 %)." in sentence.texts["en"]


@pytest.mark.parametrize(("value", "low", "high", "says"), [(0.3, 0.1, 0.5, "wider"), (-0.3, -0.5, -0.1, "narrower")])
def test_a_gap_that_an_arm_changes_for_certain_is_told(value: float, low: float, high: float, says: str) -> None:
    certain = {"adapter": figure(value, low, high)}
    found = run(gap("knowledge_gap", certain, base=(0.1, 0, 0.2)), gap("reasoning_gap", base=(0.0, 0, 0)))
    texts = [s.texts["en"] for s in ladder(found)]
    assert texts[1].startswith(f"adapter: this gap is {says} than base's from memory (")
    doubtful = {"adapter": figure(0.3, -0.1, 0.5)}
    found = run(gap("knowledge_gap", doubtful, base=(0.1, 0, 0.2)), gap("reasoning_gap", base=(0.0, 0, 0)))
    assert len(list(ladder(found))) == 1


def test_wrong_answers_that_follow_from_a_wrong_fact_are_counted() -> None:
    score = Score(
        family="entity_ladder", format="raw", name="wrong_fact", differences={},
        figures={"base": figure(0.75, n=8), "adapter": figure(0, n=20)},
    )  # fmt: skip
    (sentence,) = ladder(run(score))
    assert sentence.texts == {
        "en": "Wrong answers from memory that follow from a wrong fact: base 6 of 8, adapter 0 of 20.",
        "ja": "記憶だけでの誤答のうち、誤った事実から導かれたもの：base 8件中6件、adapter 20件中0件。",
    }


def test_formats_are_told_apart() -> None:
    parts = [
        gap(name, format=format, base=(0.3, 0.2, 0.4))
        for format in ("raw", "chat")
        for name in ("knowledge_gap", "reasoning_gap")
    ]
    assert [(s.format, s.text.split(",")[0]) for s in ladder(run(*parts))] == [
        ("raw", "base (raw)"), ("chat", "base (chat)"),
    ]  # fmt: skip


def test_no_ladder_no_sentence() -> None:
    items = templates(2)
    assert list(ladder(compared(requests_for(items), {(i.id, "base"): "right" for i in items}))) == []
