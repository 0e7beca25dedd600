"""The tables of scores, cell by cell."""

import pytest

import fakes
from bench.comparison import Comparison
from bench.report.scores import Cell, Table, figure, tables
from bench.report.words import words
from bench.scores import Figure, Place, Score
from bench.travel_scores import ROW
from html_tree import Element
from report_samples import both, rendered, shown
from test_comparison import templates

HALF = Figure(value=0.5, low=0.25, high=0.75, n=20, clusters=10)
FEW = Figure(value=-0.1, n=3, clusters=2)


def comparison(*scores: Score, arms: tuple[str, ...] = ("base", "adapter")) -> Comparison:
    return Comparison(arms=arms, metrics=(), verdict=(), families=(), rows=(), scores=scores, pairs=(), owed=0)


def table(found: Comparison, place: Place) -> Table:
    (only,) = tables(found, words("en"))[place]
    return only


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
        (HALF, False, Cell("50 %", "25 % … 75 %")),
        (HALF, True, Cell("+50", "+25 … +75")),
        (FEW, True, Cell("−10")),
        (None, False, Cell("–")),
    ],
)
def test_a_figure_in_words(found: Figure | None, gap: bool, cell: Cell) -> None:
    assert figure(found, gap=gap) == cell


def test_variants_one_line_each() -> None:
    scores = [made("arithmetic", "variant_drop", v, base=HALF, adapter=FEW, difference=FEW) for v in ("noop", "big")]
    found = table(comparison(*scores), ("arithmetic", "raw", "none"))
    assert (found.leading, found.heads) == (("Variant",), ("base", "adapter", "Difference", "Observations"))
    assert [line.head for line in found.lines] == [("noop",), ("big",)]
    assert [cell.text for cell in found.lines[0].cells] == ["+50", "−10", "−10", "20, 3"]


def test_scores_of_the_ladder_are_named_and_an_arm_without_observations_shows_none() -> None:
    score = made("entity_ladder", "knowledge_gap", "within a band of size", base=HALF)
    found = table(comparison(score, made("entity_ladder", "wrong_fact", base=HALF)), ("entity_ladder", "raw", "none"))
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
    assert [line.head for line in found.lines] == [
        ("all plans", "base"), ("all plans", "adapter"), ("all plans", "Difference"),
    ]  # fmt: skip
    assert all(len(line.cells) == len(found.heads) == len(ROW) + 1 for line in found.lines)
    shown = dict(zip(found.heads, found.lines[0].cells, strict=True))
    assert (shown["Final"], shown["Hard micro"], shown["Plans"]) == (
        Cell("50 %", "25 % … 75 %"),
        Cell("–"),
        Cell("20"),
    )


def test_one_arm_has_no_difference() -> None:
    alone = comparison(made("arithmetic", "variant_drop", "noop", base=HALF), arms=("base",))
    found = table(alone, ("arithmetic", "raw", "none"))
    assert found.heads == ("base", "Observations")
    row = comparison(*(made("travel", name, base=HALF) for name in ROW), arms=("base",))
    found = table(row, ("travel", "raw", "none"))
    assert [line.head for line in found.lines] == [("all plans", "base")]


def test_a_place_without_scores_has_no_table() -> None:
    assert tables(comparison(), words("en")) == {}


def test_several_arms_have_a_difference_each() -> None:
    score = made("arithmetic", "variant_drop", "noop", base=HALF, one=FEW, two=HALF)
    score = score.model_copy(update={"differences": {"one": FEW, "two": HALF}})
    found = table(comparison(score, arms=("base", "one", "two")), ("arithmetic", "raw", "none"))
    assert found.heads == ("base", "one", "two", "one − base", "two − base", "Observations")
    assert [cell.text for cell in found.lines[0].cells] == ["+50", "−10", "+50", "−10", "+50", "20, 3, 20"]


def test_samples_are_named_by_their_number() -> None:
    scores = tuple(made("arithmetic", name, "4", base=HALF) for name in ("pass_at", "maj_at"))
    found = table(comparison().model_copy(update={"sampled": scores}), ("arithmetic", "raw", "none"))
    assert [line.head for line in found.lines] == [("pass@4",), ("maj@4",)]


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
    page = shown(rendered(both(items, "wrong").model_copy(update={"scores": scores})))
    board = page.one("section", id="scoreboard")
    assert [caption.text for caption in board.all("h4")] == ["Variants", "Fact or reasoning", "The whole row"]
    (ladder,) = [t for t in board.all("table", class_="scores") if "Reasoning gap" in t.text]
    rows = [[c.text for c in row.children if isinstance(c, Element)] for row in ladder.all("tr")]
    assert rows == [
        ["Score", "base", "adapter", "Difference", "Observations"],
        ["Reasoning gap", "+50 +25 … +75", "−10", "–", "20, 3"],
    ]
