"""The report as a parser sees it: what it says, and that it can do no harm."""

import base64
import hashlib
import re
from collections.abc import Callable
from itertools import pairwise

import pytest

import fakes
from bench.comparison import Comparison
from bench.report.page import render
from bench.report.told import parts
from bench.report.words import words
from html_tree import Element, parsed
from report_samples import HOSTILE, both, details, hostile, manifest, rendered, shown
from test_comparison import compared, requests_for, templates

PAGES: dict[str, Callable[[], Comparison]] = {
    "two arms": lambda: both(templates(6), "wrong"),
    "three arms": lambda: both(templates(6), "wrong", adapters=("one", "two")),
    "one arm": lambda: compared(requests_for(templates(6), adapters=()), {("demo/t0/0", "base"): "right"}),
    "partial": lambda: compared(requests_for(templates(3)), {("demo/t0/0", "base"): "right"}),
    "hostile": hostile,
}


@pytest.fixture(scope="module", params=PAGES)
def html(request: pytest.FixtureRequest) -> str:
    return render(PAGES[request.param](), manifest())


def test_a_page_is_self_contained_and_runs_only_its_own_blocks(html: str) -> None:
    page = parsed(html)
    assert html.startswith("<!doctype html>\n<html")
    for element in page.all():
        for attribute, value in element.attributes.items():
            assert not attribute.startswith("on"), (element.tag, attribute)
            assert attribute not in ("style", "src", "srcset", "action", "formaction", "data", "poster", "background")
            harmless = value.startswith("#") or (element.tag, value) == ("link", "data:,")
            assert attribute not in ("href", "xlink:href") or harmless, value
    assert not page.all("img") and not page.all("iframe") and not page.all("base") and not page.all("object")
    policy = page.one("meta", http_equiv="Content-Security-Policy").attributes["content"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    assert rules.pop("require-trusted-types-for") == "'script'"
    assert rules.pop("trusted-types") == "'none'"
    assert rules.pop("img-src") == "data:"
    scripts = [e for e in page.all("script") if "type" not in e.attributes]
    assert {e.attributes["type"] for e in page.all("script") if e not in scripts} == {"application/json", "text/plain"}
    for source, blocks in (("style-src", page.all("style")), ("script-src", scripts)):
        (block,) = blocks
        digest = base64.b64encode(hashlib.sha256(block.text.encode()).digest()).decode()
        assert rules.pop(source) == f"'sha256-{digest}'"
        assert "url(" not in block.text and "@import" not in block.text and "innerHTML" not in block.text
    assert rules == {}


def test_headings_go_down_one_by_one_and_ids_are_unique(html: str) -> None:
    page = parsed(html)
    for part in (shown(page), page.one("template")):
        levels = [int(e.tag[1]) for e in part.all() if re.fullmatch("h[1-6]", e.tag)]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        ids = [e.attributes["id"] for e in part.all() if "id" in e.attributes]
        assert len(ids) == len(set(ids))
        targets = [e.attributes["href"][1:] for e in part.all("a")]
        assert {t for t in targets if "=" not in t} <= set(ids)
        assert len(part.all("main")) == 1


def test_hostile_text_stays_text() -> None:
    page = rendered(hostile(), model=HOSTILE, command=HOSTILE, signature=HOSTILE)
    seen = HOSTILE.translate({0x202E: "\ufffd", 0x202C: "\ufffd", 0: "␀", 0x1B: "␛"})
    assert seen in shown(page).one("h1").text
    assert seen in shown(page).one("section", id="made").text
    (item,) = details(page)
    assert item["question"] == item["context"] == item["line"] == item["template"] == seen
    assert [side["text"][: len(seen)] for side in item["sides"]] == [seen, seen]


def test_what_cannot_be_shown_is_replaced_one_for_one() -> None:
    item = fakes.item().model_copy(update={"question": "a\ud800b\x07c\x7f\r"})
    found = both([fakes.item()], "right")
    found = found.model_copy(update={"pairs": (found.pairs[0].model_copy(update={"item": item}),)})
    assert details(parsed(render(found, manifest())))[0]["question"] == "a\ufffdb␇c␡␍"


def test_the_same_comparison_gives_the_same_bytes() -> None:
    assert render(hostile(), manifest()) == render(hostile(), manifest())


# ---------------------------------------------------------------- languages


def test_both_languages_are_in_the_page_and_one_is_shown() -> None:
    for lang, other in (("en", "ja"), ("ja", "en")):
        page = rendered(both(templates(6), "wrong"), lang)
        assert page.one("html").attributes["lang"] == shown(page).attributes["data-lang"] == lang
        lent = page.one("template")
        assert lent.attributes["data-lang"] == other
        titles = {
            part.attributes["data-lang"]: part.one("section", id="verdict").one("h2").text
            for part in (shown(page), lent)
        }
        assert titles == {"en": "Verdict", "ja": "結論"}


# ---------------------------------------------------------------- verdict


def test_the_verdict_stands_first_and_each_sentence_says_its_kind() -> None:
    found = both(templates(6), "wrong")
    page = shown(rendered(found))
    assert page.one("main").all("section")[0].attributes["id"] == "verdict"
    section = page.one("section", id="verdict")
    said = {tuple(e.text for e in li.all("span")) for li in section.all("li")}
    said |= {(e.attributes["class"].removeprefix("lead k-"), e.text) for e in section.all("p", class_="lead")}
    (part,) = parts(found, "en", words("en"))
    told = {*part.leads, *part.rest, *(sentence for group in part.groups for sentence in group.sentences)}
    assert said == {(kind, text.replace(" %", "\u00a0%")) for kind, text in told}
    assert [e.text for e in section.all("h3")] == ["Word problems"]


def verdict_of(found: Comparison, **changes: object) -> Element:
    return shown(rendered(found, **changes)).one("section", id="verdict")


def test_one_arm_alone_has_no_differences() -> None:
    items = templates(6)
    found = compared(requests_for(items, adapters=()), {(i.id, "base"): "right" for i in items})
    page = shown(rendered(found, adapters={}))
    assert "nothing to compare" in page.one("section", id="verdict").text
    assert page.one("h1").text == "mini"


def test_what_is_owed_is_said() -> None:
    items = templates(6)
    outcomes = {(i.id, arm): "right" for i in items for arm in ("base", "adapter")}
    del outcomes[items[0].id, "adapter"]
    found = verdict_of(compared(requests_for(items), outcomes))
    assert found.one("p", class_="banner").text.startswith("Partial run. 1 generation still owed")


def test_the_verdict_says_how_many_questions_are_answered_differently() -> None:
    items = templates(4, 1)
    outcomes = {(i.id, arm): "right" for i in items for arm in ("base", "adapter")}
    outcomes |= {(items[0].id, "adapter"): "wrong", (items[1].id, "adapter"): "none", (items[1].id, "base"): "wrong"}
    text = verdict_of(compared(requests_for(items), outcomes)).text
    assert "2 of 4 questions are answered differently by adapter: 1 right → not right, 0 the other way." in text


# ---------------------------------------------------------------- the rest


def test_formats_have_scoreboards_of_their_own() -> None:
    page = shown(rendered(both(templates(2), "none", ["raw", "chat"]), formats=("raw", "chat")))
    rubrics = [e.text for e in page.one("div", aria_label="Headline metrics").all("tr", class_="rubric")]
    assert rubrics == ["Word problems, chat · 4 items", "Word problems, raw · 4 items"]


def test_several_arms_have_a_matrix_and_a_table_each() -> None:
    page = shown(rendered(both(templates(6), "wrong", adapters=("one", "two"))))
    matrix = page.one("div", aria_label="Headline metrics")
    assert [e.text for e in matrix.one("thead").all("th")] == [
        "Metric",
        "base",
        "one",
        "Difference",
        "two",
        "Difference",
    ]
    for arm in ("one", "two"):
        table = page.one("div", aria_label=f"{arm} against base")
        assert [e.text for e in table.one("thead").all("th")][1:3] == ["base", arm]


def test_figures_stand_with_words_and_numbers() -> None:
    page = shown(rendered(both(templates(6), "wrong")))
    drawn = page.one("section", id="figures").all("figure")
    assert drawn
    for figure in drawn:
        assert figure.one("svg").attributes["role"] == "img"
        assert figure.one("svg").one("desc").text
        assert figure.one("figcaption").text
        assert figure.one("table").one("tbody").all("tr")


def test_the_page_says_how_it_was_made() -> None:
    found = both(templates(6), "wrong")
    made = shown(rendered(found)).one("section", id="made").text
    for part in ("kenzan run -m mini -a mini-terse", "demo 3", "greedy, at most 64 new tokens", "seed 3442", "a" * 64):
        assert part in made
    assert all(m.label in made for m in found.metrics)
    assert found.pairs[0].sides["base"].request.prompt in made
