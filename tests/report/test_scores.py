"""The tables of scores, cell by cell."""

import pytest

import fakes
from bench.comparison import Comparison
from bench.report import decimal
from bench.report_scores import Cell, figure, table
from bench.scores import Figure, Score
from bench.travel_scores import ROW
from html_tree import Element
from test_comparison import templates
from test_report import both, rendered

HALF = Figure(value=0.5, low=0.25, high=0.75, n=20, clusters=10)
FEW = Figure(value=-0.1, n=3, clusters=2)


def comparison(*scores: Score, arms: tuple[str, ...] = ("base", "adapter")) -> Comparison:
    return Comparison(arms=arms, metrics=(), verdict=(), families=(), rows=(), scores=scores, pairs=(), owed=0)


def made(family: str, name: str, group: str = "", **figures: Figure | None) -> Score:
    return Score.model_validate(
        {
            "family": family,
            "format": "raw",
            "name": name,
            "group": group,
            "figures": {arm: f for arm, f in figures.items() if f and arm != "difference"},
            "differences": {arm: f for arm, f in [("adapter", figures.get("difference"))] if f},
        }
    )


@pytest.mark.parametrize(
    ("found", "gap", "cell"),
    [
        (HALF, False, Cell("50 %", "25 % to 75 %")),
        (HALF, True, Cell("+50", "+25 to +75")),
        (FEW, True, Cell("−10")),
        (None, False, Cell("–")),
    ],
)
def test_a_figure_in_words(found: Figure | None, gap: bool, cell: Cell) -> None:
    assert figure(found, gap=gap) == cell


def test_variants_one_line_each() -> None:
    scores = [made("arithmetic", "variant_drop", v, base=HALF, adapter=FEW, difference=FEW) for v in ("noop", "big")]
    found = table(comparison(*scores), ("arithmetic", "raw", "none"))
    assert found is not None
    assert (found.leading, found.heads) == (("Variant",), ("base", "adapter", "Difference", "Observations"))
    assert [line.head for line in found.lines] == [("noop",), ("big",)]
    assert [cell.text for cell in found.lines[0].cells] == ["+50", "−10", "−10", "20, 3"]


def test_scores_of_the_ladder_are_named_and_an_arm_without_observations_shows_none() -> None:
    score = made("entity_ladder", "knowledge_gap", "within a band of size", base=HALF)
    found = table(comparison(score, made("entity_ladder", "wrong_fact", base=HALF)), ("entity_ladder", "raw", "none"))
    assert found is not None
    assert [line.head[0] for line in found.lines] == [
        "Knowledge gap, within a band of size",
        "Wrong answers that follow from a wrong fact",
    ]  # fmt: skip
    assert [[cell.text for cell in line.cells] for line in found.lines] == [
        ["+50", "–", "–", "20, 0"],
        ["50 %", "–", "–", "20, 0"],
    ]


def test_travel_has_its_whole_row_for_every_arm() -> None:
    scores = [made("travel", name, base=HALF, adapter=HALF, difference=FEW) for name in ROW if name != "hard_micro"]
    found = table(comparison(*scores), ("travel", "raw", "none"))
    assert found is not None
    assert [line.head for line in found.lines] == [
        ("all plans", "base"), ("all plans", "adapter"), ("all plans", "difference"),
    ]  # fmt: skip
    assert all(len(line.cells) == len(found.heads) == len(ROW) + 1 for line in found.lines)
    shown = dict(zip(found.heads, found.lines[0].cells, strict=True))
    assert (shown["Final"], shown["Hard micro"], shown["Plans"]) == (
        Cell("50 %", "25 % to 75 %"),
        Cell("–"),
        Cell("20"),
    )


def test_one_arm_has_no_difference() -> None:
    alone = comparison(made("arithmetic", "variant_drop", "noop", base=HALF), arms=("base",))
    found = table(alone, ("arithmetic", "raw", "none"))
    assert found is not None
    assert found.heads == ("base", "Observations")
    row = comparison(*(made("travel", name, base=HALF) for name in ROW), arms=("base",))
    found = table(row, ("travel", "raw", "none"))
    assert found is not None
    assert [line.head for line in found.lines] == [("all plans", "base")]


def test_a_place_without_scores_has_no_table() -> None:
    assert table(comparison(), ("travel", "raw", "none")) is None


def test_the_page_shows_the_tables_in_their_sections() -> None:
    items = [*templates(2), *(fakes.item(f"trip/{i}", family="travel", instance=i) for i in range(2))]
    items += [
        fakes.item(f"l/{e}", family="entity_ladder", entity=e, rung=r, book="open") for e, r in (("fuji", 1), ("mu", 5))
    ]
    scores = (
        made("arithmetic", "variant_drop", "noop", base=HALF, adapter=FEW, difference=FEW),
        made("entity_ladder", "reasoning_gap", base=HALF, adapter=FEW),
        *(made("travel", name, base=HALF, adapter=HALF) for name in ROW),
    )
    page = rendered(both(items, "wrong").model_copy(update={"scores": scores}))
    board, ladder = page.one("section", id="scoreboard"), page.one("section", id="ladder")
    assert [caption.text for caption in board.all("h4")] == ["Variants", "The whole row"]
    rows = [
        [c.text for c in row.children if isinstance(c, Element)]
        for row in ladder.one("table", class_="scores").all("tr")
    ]
    assert rows == [
        ["Score", "base", "adapter", "Difference", "Observations"],
        ["Reasoning gap", "+50 +25 to +75", "−10", "–", "20, 3"],
    ]


@pytest.mark.parametrize(
    ("exact", "shown"),
    [("33463/50", "669.26"), ("1/3", "1/3"), ("42", "42"), ("-5/2", "-2.5"), ("1/4096", "1/4096"), ("x + 1", "x + 1")],
)
def test_exact_numbers_as_people_write_them(exact: str, shown: str) -> None:
    assert decimal(exact) == shown
