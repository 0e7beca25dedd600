"""The report as a parser sees it: what it says, and that it can do no harm."""

import base64
import hashlib
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

import fakes
from bench import report
from bench.comparison import Comparison, compare
from bench.records import (
    Answer,
    ConstraintResult,
    Generation,
    Health,
    Item,
    Judgment,
    Reference,
    Request,
    Sampling,
    Trace,
)
from bench.runs import Manifest
from bench.verdict import verdict
from html_tree import Element, parsed
from test_comparison import compared, requests_for, templates

HOSTILE = "</script><img src=x onerror=alert(1)> \u202eevil\u202c \u200b\x00\x1b[31m \"double\" 'single' </style>&amp;"


def manifest(**changes: object) -> Manifest:
    fields = {
        "created": "2026-01-01T00:00:00+00:00",
        "kenzan": "0.1.0",
        "command": "kenzan run -m mini -a mini-terse",
        "model": "mini",
        "adapters": {"adapter": "mini-terse"},
        "engine": "echo",
        "identity": {"base": "b" * 64, "adapter": "a" * 64},
        "versions": {"echo": "1"},
        "packs": {"demo": "3"},
        "formats": ("raw",),
        "samples": 1,
        "sampling": Sampling(max_new_tokens=64),
        "seed": 3442,
        "select": "standard",
        "limit": None,
        "signature": "base:bbb|adapter:aaa|seed:3442",
    }
    return Manifest.model_validate({**fields, **changes})


def judged(
    requests: Sequence[Request], texts: dict[tuple[str, str], tuple[str, Trace, Judgment]], **changes: object
) -> Comparison:
    """A comparison from (item id, arm) -> text, trace and judgment, whose keys are filled in."""
    generations: dict[str, Generation] = {}
    traces: dict[str, Trace] = {}
    judgments: dict[str, Judgment] = {}
    for r in requests:
        if (r.item.id, r.arm) in texts:
            text, trace, judgment = texts[r.item.id, r.arm]
            generations[r.key] = fakes.generation(r, text, **changes)
            traces[r.key] = trace.model_copy(update={"id": r.key})
            judgments[r.key] = judgment.model_copy(update={"key": r.key})
    found = compare(requests, generations, traces, judgments)
    return found.model_copy(update={"verdict": verdict(found)})


def both(items: Sequence[Item], adapter: str, formats: Sequence[str] = ("raw",)) -> Comparison:
    """Base all right, the adapter as told."""
    outcomes = {(i.id, arm): "right" if arm == "base" else adapter for i in items for arm in ("base", "adapter")}
    found = compared(requests_for(items, formats), outcomes)
    return found.model_copy(update={"verdict": verdict(found)})


def rendered(comparison: Comparison, **changes: object) -> Element:
    return parsed(report.render(comparison, manifest(**changes)))


def hostile() -> Comparison:
    item = fakes.item(f"demo/{HOSTILE}", template=HOSTILE, question=HOSTILE, context=HOSTILE, answer_line=HOSTILE)
    trace = Trace(id="", answer=Answer(status="stated", value=HOSTILE, span=(3, 30)), health=Health(truncated=False))
    judgment = Judgment(
        key="",
        check=HOSTILE,
        outcome="wrong",
        reason=HOSTILE,
        value=HOSTILE,
        constraints=(ConstraintResult(id=HOSTILE, level="hard", passed=False, detail=HOSTILE),),
    )
    return judged(requests_for([item]), {(item.id, arm): (HOSTILE, trace, judgment) for arm in ("base", "adapter")})


# ---------------------------------------------------------------- harmless


PAGES = {
    "two arms": lambda: both(templates(6), "wrong"),
    "one arm": lambda: compared(requests_for(templates(6), adapters=()), {("demo/t0/0", "base"): "right"}),
    "two formats": lambda: both(templates(2), "none", ["raw", "chat"]),
    "nothing yet": lambda: compared(requests_for(templates(2)), {}),
    "no items": lambda: Comparison(arms=("base",), metrics=(), verdict=(), families=(), rows=(), pairs=(), owed=0),
    "hostile": hostile,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_self_contained_and_runs_only_its_own_blocks(name: str) -> None:
    html = report.render(PAGES[name](), manifest())
    page = parsed(html)
    assert html.startswith("<!doctype html>\n<html")
    for element in page.all():
        for attribute, value in element.attributes.items():
            assert not attribute.startswith("on"), (element.tag, attribute)
            assert attribute not in ("style", "src", "srcset", "action", "formaction", "data", "poster", "background")
            assert attribute not in ("href", "xlink:href") or value.startswith("#"), value
    assert not page.all("link") and not page.all("img") and not page.all("iframe") and not page.all("base")
    policy = page.one("meta", http_equiv="Content-Security-Policy").attributes["content"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.keys() == {"default-src", "style-src", "script-src", "img-src"}
    assert rules["default-src"] == "'none'"
    for tag in ("style", "script"):
        block = page.one(tag).text
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{digest}'"
        assert "url(" not in block and "@import" not in block


@pytest.mark.parametrize("name", PAGES)
def test_headings_go_down_one_by_one_and_ids_are_unique(name: str) -> None:
    page = rendered(PAGES[name]())
    levels = [int(e.tag[1]) for e in page.all() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [e.attributes["id"] for e in page.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    targets = [e.attributes["href"][1:] for e in page.all("a")]
    assert {t for t in targets if "=" not in t} <= set(ids)
    assert len(page.all("main")) == len(page.all("nav")) == 1


def test_hostile_text_stays_text() -> None:
    page = rendered(hostile(), model=HOSTILE, command=HOSTILE, signature=HOSTILE)
    seen = HOSTILE.translate({0x202E: "\ufffd", 0x202C: "\ufffd", 0: "␀", 0x1B: "␛"})
    item = page.one("details", id="item-1")
    assert [e.text for e in item.all(class_="text")] == [seen, seen]
    assert item.one("blockquote").text == seen
    assert seen in page.one("h1").text
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert all("alert(1)" in e.text for e in item.all("li"))


def test_what_cannot_be_shown_is_replaced_one_for_one() -> None:
    item = fakes.item().model_copy(update={"question": "a\ud800b\x07c\x7f\r"})
    found = both([fakes.item()], "right")
    found = found.model_copy(update={"pairs": (found.pairs[0].model_copy(update={"item": item}),)})
    html = report.render(found, manifest())
    assert "a\ufffdb␇c␡␍" in html
    html.encode("utf-8")


def test_the_same_comparison_gives_the_same_bytes() -> None:
    assert report.render(hostile(), manifest()) == report.render(hostile(), manifest())


# ---------------------------------------------------------------- figures


def rows(page: Element, caption: str) -> dict[str, list[str]]:
    box = page.one("div", aria_label=f"Scoreboard, {caption}")
    return {r.one("th").text: [c.text for c in r.all("td")] for r in box.one("tbody").all("tr")}


def test_the_scoreboard_shows_means_difference_and_interval() -> None:
    page = rendered(both(templates(6), "wrong"))
    right = rows(page, "Word problems")["Right"]
    assert right == ["100 %", "0 %", "−100 points (−100 to −66)", "", "worse", "12"]
    assert rows(page, "Word problems")["Tokens"][:3] == ["100.0", "4.0", "−96.0 (−96.0 to −96.0)"]
    assert "Step recall" not in rows(page, "Word problems")
    assert "intervals by 6 templates" in page.one("section", id="scoreboard").text


def test_without_an_interval_the_page_says_why() -> None:
    page = rendered(both(templates(2, 5), "none"))
    assert rows(page, "Word problems")["Right"][2:5] == ["−100 points, no interval: 2 templates", "", "cannot tell"]
    drawing = page.one("section", id="scoreboard").all("svg")[0]
    assert not drawing.all("rect") and drawing.one("circle").attributes["cx"] == "6.0"


@pytest.mark.parametrize(
    ("low", "high", "metric", "reading"),
    [
        (0.1, 0.2, "right", "better"),
        (-0.2, -0.1, "right", "worse"),
        (0.1, 0.2, "truncated", "worse"),
        (0.1, 0.2, "new_tokens", "more"),
        (-0.2, -0.1, "self_checks", "fewer"),
        (-0.04, 0.05, "right", "kept"),
        (-0.06, 0.05, "right", "cannot tell"),
        (-0.4, 0.5, "steps", "kept"),
        (None, None, "right", "cannot tell"),
    ],
)
def test_an_interval_is_read_by_where_it_lies(low: float | None, high: float | None, metric: str, reading: str) -> None:
    found = both(templates(6), "wrong")
    named = {m.name: m for m in found.metrics}[metric]
    change = found.families[0].differences[metric].model_copy(update={"low": low, "high": high})
    assert report.call(change, named) == reading


def test_the_verdict_stands_first_and_each_sentence_says_its_kind() -> None:
    found = both(templates(6), "wrong")
    page = rendered(found)
    assert page.one("main").all("section")[0].attributes["id"] == "verdict"
    said = [tuple(e.text for e in li.all("span")) for li in page.one("section", id="verdict").all("li")]
    assert said == [(s.kind, s.text) for s in found.verdict]
    assert ("loses", "Word problems, answers right: 100 % → 0 % (−100 points, −100 to −66).") in said


def test_one_arm_alone_has_no_differences() -> None:
    items = templates(6)
    page = rendered(compared(requests_for(items, adapters=()), {(i.id, "base"): "right" for i in items}), adapters={})
    assert rows(page, "Word problems")["Right"] == ["100 %", "12"]
    assert "nothing to compare" in page.one("section", id="verdict").text
    assert not page.all("input", name="differ")
    assert page.one("h1").text == "mini"


def test_what_is_owed_is_said() -> None:
    items = templates(6)
    outcomes = {(i.id, arm): "right" for i in items for arm in ("base", "adapter")}
    del outcomes[items[0].id, "adapter"]
    page = rendered(compared(requests_for(items), outcomes))
    assert page.one("p", class_="banner").text.startswith("Partial run. 1 generation still owed")
    item = page.one("details", id="item-1")
    assert item.attributes["data-arm1"] == "owed"
    assert "data-differs" not in item.attributes
    assert "Not generated yet." in item.one("section", aria_label="adapter").text


def test_formats_have_scoreboards_of_their_own() -> None:
    page = rendered(both(templates(2), "none", ["raw", "chat"]), formats=("raw", "chat"))
    assert rows(page, "Word problems, chat")["Right"][:2] == ["100 %", "0 %"]
    assert rows(page, "Word problems, raw")["Right"][:2] == ["100 %", "0 %"]


def test_every_cell_has_its_figures() -> None:
    items = [fakes.item(f"demo/{la}", lang=la, template=la) for la in ("en", "ja")]
    page = rendered(both(items, "wrong"))
    box = page.one("div", aria_label="All figures")
    cells = [[c.text for c in r.all("td")][:7] for r in box.one("tbody").all("tr")]
    assert cells == [[la, "base", "–", "–", "1", "100 % → 0 %", "100 % → 100 %"] for la in ("en", "ja")]


# ---------------------------------------------------------------- items


def test_differing_pairs_are_flagged() -> None:
    items = templates(4, 1)
    kept = Trace(id="", answer=Answer(status="stated"), health=Health(truncated=False))
    texts = {}
    adapters = [("right", "42"), ("wrong", "41"), ("right", "42.0"), ("none", None)]
    for item, (outcome, value) in zip(items, adapters, strict=True):
        texts[item.id, "base"] = ("x", kept, Judgment(key="", check="number", outcome="right", value="42"))
        texts[item.id, "adapter"] = (
            "y",
            kept,
            Judgment.model_validate({"key": "", "check": "number", "outcome": outcome, "value": value}),
        )
    page = rendered(judged(requests_for(items), texts))
    flagged = [e.attributes["id"] for e in page.all("details", class_="item") if "data-differs" in e.attributes]
    assert flagged == ["item-2", "item-3", "item-4"]
    assert [e.attributes["id"] for e in page.all("details") if "open" in e.attributes] == ["item-2"]
    assert "3 of 4 questions are answered differently" in page.one("section", id="verdict").text


def test_an_item_shows_question_reference_and_both_arms() -> None:
    item = fakes.item(
        "m/1",
        pack="mountains",
        lang="ja",
        family="entity_ladder",
        book="open",
        rung=3,
        entity="oyama",
        entity_name="大山",
        context="大山の標高は1729mです。",
        question="頂上まで何時間？",
        answer_line="答え：数",
        reference=Reference(gold="1729", unit="m", low="1725", high="1733", ambiguous=("1252",), from_memory="1709"),
    )
    cut = Trace(id="", answer=Answer(status="none"), health=Health(truncated=True))
    whole = Trace(id="", answer=Answer(status="stated", value="1729"), health=Health(truncated=False))
    found = judged(
        requests_for([item]),
        {
            (item.id, "base"): ("まず、", cut, Judgment(key="", check="number", outcome="truncated", reason="budget")),
            (item.id, "adapter"): ("1729", whole, Judgment(key="", check="number", outcome="right", value="1729")),
        },
        new_tokens=64,
    )
    shown = rendered(found).one("details", id="item-1")
    chips = [e.text for e in shown.all(class_="chip")]
    assert chips == ["mountains", "sum", "#0", "open", "rung 3", "大山", "raw", "Japanese"]
    question = shown.one("div", class_="question")
    assert question.attributes["lang"] == "ja"
    assert [e.text for e in question.all(class_="pre")] == ["大山の標高は1729mです。", "頂上まで何時間？", "答え：数"]
    gold = shown.one(class_="gold").text
    assert gold == (
        "Reference answer: 1729 m; accepted from 1725 to 1733; by another reading 1252; from memory it would be 1709"
    )
    base, adapter = (shown.one("section", aria_label=arm) for arm in ("base", "adapter"))
    assert base.one("h3").text == "base ✂ cut off" and adapter.one("h3").text == "adapter ✓ right"
    assert base.one(class_="cut").text == "✂ cut off here, after 64 tokens"
    assert not adapter.all(class_="cut")
    assert base.all(class_="under")[0].text == "budget · 64 tokens"
    assert adapter.one(class_="text").attributes["lang"] == "ja"


def test_a_travel_plan_shows_its_constraints_and_delivery() -> None:
    item = fakes.item(family="travel", check="itinerary", reference=Reference())
    judgment = Judgment(
        key="",
        check="itinerary",
        outcome="wrong",
        delivery="recovered",
        constraints=(
            ConstraintResult(id="day_count", level="hard", passed=False, detail="3 days, 4 asked for"),
            ConstraintResult(id="no_repeat", level="commonsense", passed=True),
        ),
    )
    trace = Trace(id="", answer=Answer(status="none"), health=Health(truncated=False))
    page = rendered(judged(requests_for([item], adapters=()), {(item.id, "base"): ("Day 1", trace, judgment)}))
    side = page.one("section", aria_label="base")
    told = [li.text for li in side.all("li")]
    assert told == ["✗ not met day_count hard: 3 days, 4 asked for", "✓ met no_repeat commonsense"]
    assert "delivery: recovered" in side.all(class_="under")[0].text
    assert "Reference answer" not in page.one("details", id="item-1").text


def test_the_page_says_how_it_was_made() -> None:
    made = rendered(both(templates(6), "wrong")).one("section", id="made").text
    for words in ("kenzan run -m mini -a mini-terse", "demo 3", "greedy, at most 64 new tokens", "seed 3442", "a" * 64):
        assert words in made
    assert all(m.label in made for m in both(templates(1), "wrong").metrics)


# ---------------------------------------------------------------- writing


def test_a_report_replaces_the_old_one_whole(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("old")
    report.write(target, "新しい\n")
    assert target.read_bytes() == "新しい\n".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_report_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.mkdir()
    (target / "kept").touch()
    with pytest.raises(OSError):
        report.write(target, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(FileNotFoundError):
        report.write(tmp_path / "missing" / "report.html", "new")
