"""Every control of the report, in a real browser."""

from pathlib import Path
from typing import Any

import pytest

from report_browser import CUT_OFF, GAINED, KEYS, LOST, OWED, item, listed, open_item, status

try:
    from playwright.sync_api import expect
except ImportError:  # the fixture `browser` says so
    expect = None

ALL = list(range(1, 11))
FLIPS_FIRST = [LOST, CUT_OFF, GAINED, 1, 3, 5, 7, 8, 9, OWED]


def choose(page: Any, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).select_option(label=option)


def test_all_items_are_listed_flips_first(page: Any) -> None:
    assert listed(page) == FLIPS_FIRST
    assert status(page) == "10 items"
    choose(page, "Order", "as asked")
    assert listed(page) == ALL


@pytest.mark.parametrize(
    ("label", "option", "left"),
    [
        ("Changed", "right → not right (2)", [LOST, CUT_OFF]),
        ("Changed", "not right → right (1)", [GAINED]),
        ("Changed", "any difference (3)", [LOST, CUT_OFF, GAINED]),
        ("Pack", "shop", [GAINED, 5]),
        ("Pack", "all: Entities", [CUT_OFF, 7, 8, 9, OWED]),
        ("Language", "Japanese", [LOST, CUT_OFF, GAINED, 8, OWED]),
        ("Book", "open", [7, 9]),
        ("Rung", "2", [7]),
        ("base is", "✗ wrong (2)", [GAINED, 8]),
        ("adapter is", "✂ cut off (1)", [CUT_OFF]),
        ("adapter is", "… still owed (1)", [OWED]),
    ],
)
def test_each_choice_leaves_what_it_names(page: Any, label: str, option: str, left: list[int]) -> None:
    choose(page, label, option)
    assert listed(page) == left
    assert status(page) == f"{len(left)} of 10 items"
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("#shown")).to_have_text("10 items")


def test_search_and_choices_work_together_and_survive_a_reload(page: Any) -> None:
    page.get_by_label("Search texts").fill("  NEEDLE ")
    expect(page.locator("#shown")).to_have_text("8 of 10 items")
    assert sorted(listed(page)) == [1, 2, 3, 4, 5, 6, 7, 8]
    choose(page, "Language", "Japanese")
    expect(page.locator("#shown")).to_have_text("4 of 10 items")
    page.get_by_label("Search texts").fill("needle 4")
    expect(page.locator("#shown")).to_have_text("1 of 10 items")
    page.reload()
    expect(page.locator("#shown")).to_have_text("1 of 10 items")
    assert listed(page) == [4]
    assert page.get_by_label("Search texts").input_value() == "needle 4"
    assert open_item(page, 4).locator(".m-hit").all_inner_texts() == ["needle 4"]


def test_the_verdict_links_to_the_items_that_differ(page: Any) -> None:
    page.get_by_role("link", name="Read these").click()
    expect(page.locator("#shown")).to_have_text("3 of 10 items")


def test_a_hash_with_unknown_values_is_harmless(page: Any, file: Path) -> None:
    page.goto(f"{file.as_uri()}#pack=<img src=x>&nonsense=1&__proto__=2&lang=ja")
    expect(page.locator("#shown")).to_have_text("5 of 10 items")


def test_a_link_to_an_item_opens_it_even_where_a_filter_hid_it(page: Any, file: Path, opened: Any) -> None:
    choose(page, "Language", "Japanese")
    page.goto(f"{file.as_uri()}#item-{KEYS[7]}")
    item(page, 7).locator(".text").first.wait_for()
    assert status(page) == "10 items"
    assert open_item(opened(hash=f"#item-{KEYS[8]}"), 9).locator(".text").count() == 2
    href = item(page, 7).locator(".permalink").get_attribute("href")
    assert href == f"#item-{KEYS[7]}"
    page.goto(f"{file.as_uri()}#item-unknown")
    page.goto(f"{file.as_uri()}#made")
    assert status(page) == "10 items"


def test_items_open_by_the_keyboard(page: Any) -> None:
    item(page, 5).locator("summary").first.focus()
    page.keyboard.press("Enter")
    item(page, 5).locator(".body").wait_for()
    page.keyboard.press("Enter")
    expect(item(page, 5)).not_to_have_attribute("open", "")


def test_keys_go_from_item_to_item(page: Any) -> None:
    for n in FLIPS_FIRST[:3]:
        page.keyboard.press("j")
        item(page, n).locator(".body").wait_for()
        assert page.locator(".item[open]").count() == 1
    page.keyboard.press("k")
    item(page, FLIPS_FIRST[1]).locator(".body").wait_for()
    assert page.evaluate("document.activeElement.closest('.item').id") == f"item-{KEYS[FLIPS_FIRST[1]]}"
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.get_by_label("Search texts").input_value() == "jk"


def test_the_keys_are_told(page: Any) -> None:
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    assert "next item" in dialog.inner_text()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_marks_of_a_text_are_drawn_and_switched_off_one_by_one(page: Any) -> None:
    text = open_item(page, 1).locator(".text").first
    tags = text.locator(".tag").evaluate_all("all => all.map(t => t.dataset.is)")
    assert tags == ["1", "subtotal", "self-check: corrected", "false", "turns back", "answer"]
    expect(text.locator(".t-step")).to_be_hidden()
    page.get_by_role("button", name="numbers of steps").click()
    expect(text.locator(".t-step")).to_be_attached()
    crossing = text.locator(".m-check.m-false").all_inner_texts()
    assert crossing == ["3 × 4 = 1"]
    assert text.locator(".m-false").first.get_attribute("title") == "recomputed: 12 = 13 does not hold"
    shadow = "e => getComputedStyle(e).boxShadow"
    answer = text.locator(".m-answer").first
    assert answer.evaluate(shadow) != "none"
    for name, kind in [("self-check", "check"), ("false claim", "false"), ("stated answer", "answer")]:
        button = page.get_by_role("button", name=name, exact=True)
        assert button.get_attribute("aria-pressed") == "true"
        button.click()
        assert button.get_attribute("aria-pressed") == "false"
        expect(text.locator(f".t-{kind}")).to_be_hidden()
    assert text.locator(".m-check").first.evaluate("e => getComputedStyle(e).backgroundColor") == "rgba(0, 0, 0, 0)"
    page.get_by_role("button", name="self-check", exact=True).click()
    expect(text.locator(".t-check")).to_be_attached()
    assert text.locator(".m-check").first.evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_named_steps_stand_beside_their_values(page: Any) -> None:
    opened = open_item(page, 1)
    assert opened.locator(".steps").inner_text().split() == ["Steps", "subtotal", "1200", "rest", "99"]
    text = opened.locator(".text").first
    assert text.locator(".m-named").all_inner_texts() == ["1,200"]
    assert text.locator(".t-named").get_attribute("data-is") == "subtotal"


def test_formulae_are_drawn_or_raw(page: Any) -> None:
    text = open_item(page, 1).locator(".text").first
    assert text.locator("math").count() == 2
    assert text.locator("mfrac mn").all_text_contents() == ["1", "2"]
    assert text.locator(".m-true math").count() == 1
    page.get_by_role("button", name="formulae drawn").click()
    expect(text.locator("math")).to_have_count(0)
    assert r"\(\frac{1}{2} = 0.5\)" in text.inner_text()


def test_raw_text_and_prompt_are_shown_on_demand(page: Any) -> None:
    opened = open_item(page, 1)
    assert opened.locator("pre").count() == 0
    opened.get_by_text("Raw text").first.click()
    assert r"\boxed{42} Answer: 42<|im_end|>" in opened.locator("pre").inner_text()
    opened.get_by_text("The whole prompt").click()
    opened.locator("pre").nth(1).wait_for()
    assert opened.locator("pre").last.inner_text().startswith("question number 1")


def test_a_cut_text_and_a_failed_constraint_say_so(page: Any) -> None:
    opened = open_item(page, CUT_OFF)
    assert opened.locator(".cut").inner_text() == "✂ cut off after 5 tokens"
    assert opened.locator(".constraints li").inner_text().startswith("✗ not met constraint")
    assert open_item(page, OWED).locator(".side").last.inner_text().endswith("Not generated yet.")


def test_the_page_speaks_both_languages_and_keeps_what_is_shown(page: Any) -> None:
    choose(page, "Language", "Japanese")
    open_item(page, LOST)
    page.get_by_role("button", name="日本語").click()
    expect(page.get_by_role("heading", name="結論")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "ja"
    assert status(page) == "10 問中 5 問"
    assert "正解" in item(page, LOST).locator(".gold").inner_text()
    assert page.get_by_role("button", name="日本語").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="すべて表示").click()
    expect(page.locator("#shown")).to_have_text("10 問")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Verdict", exact=True)).to_be_visible()
    assert status(page) == "10 items"


def test_light_and_dark_can_be_chosen(page: Any) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    light = page.evaluate(ground)
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.get_by_role("button", name="Auto").click()
    assert page.evaluate(ground) == light
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) == dark


def test_figures_and_cells_unfold_their_numbers(page: Any) -> None:
    for summary in page.locator("#cells summary, .numbers > summary, .full > summary").all():
        summary.click()
    expect(page.locator("#figures table").first).to_be_visible()
    expect(page.get_by_role("region", name="Figures by cell")).to_be_visible()
