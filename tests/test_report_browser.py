"""The report in a real browser, opened from the disk as a user opens it."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag

import pytest

import fakes
from bench import report
from bench.comparison import Comparison
from bench.records import Answer, ConstraintResult, Health, Judgment, Trace
from test_comparison import compared, requests_for
from test_report import HOSTILE, judged, manifest

CHROMIUM = Path("/usr/bin/chromium")
REQUIRED = bool(os.environ.get("KENZAN_REQUIRE_BROWSER"))


def missing(what: str) -> None:
    if REQUIRED:
        pytest.fail(f"{what}, and KENZAN_REQUIRE_BROWSER asks for a browser")
    pytest.skip(what)


try:
    from playwright.sync_api import Browser, Page, expect, sync_playwright
except ImportError:
    PLAYWRIGHT = False
else:
    PLAYWRIGHT = True

DIFFERING = {2, 4, 6, 8}
"""Numbers of the items whose arms differ, of ten."""


def sample() -> Comparison:
    """Ten items in two families and languages: differing, hostile, long, cut off and owed among them."""
    items = []
    for n in range(1, 11):
        ladder = {"family": "entity_ladder", "entity": f"e{n}", "rung": n - 5, "book": "open" if n % 2 else "closed"}
        question = {9: HOSTILE, 3: "unbroken" * 200}.get(n, f"question number {n}" if n % 2 else f"第{n}問：富士山")
        items.append(
            fakes.item(
                f"demo/{n}",
                template=f"t{n}",
                lang="en" if n % 2 else "ja",
                question=question,
                **(ladder if n > 5 else {}),
            )
        )
    whole = Trace(id="", answer=Answer(status="stated", span=(0, 4)), health=Health(truncated=False))
    cut = Trace(id="", answer=Answer(status="none"), health=Health(truncated=True))
    texts = {}
    for n, item in enumerate(items, 1):
        right = Judgment(key="", check="number", outcome="right", value="42")
        outcome = "truncated" if n == 2 else "wrong"
        other = Judgment.model_validate({"key": "", "check": "number", "outcome": outcome, "value": "41"})
        failed = (ConstraintResult(id="constraint" * 30, level="hard", passed=False, detail="detail" * 50),)
        texts[item.id, "base"] = ("x" * 3000, whole, right.model_copy(update={"constraints": failed}))
        text = f"{HOSTILE} Answer: 42" if n == 9 else f"needle {n}"
        texts[item.id, "adapter"] = (text, cut if n == 2 else whole, other if n in DIFFERING else right)
    del texts[items[9].id, "adapter"]
    return judged(requests_for(items), texts)


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    if not PLAYWRIGHT:
        missing("playwright is not installed")
    if not CHROMIUM.is_file():
        missing(f"{CHROMIUM} is not there")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    report.write(path, report.render(sample(), manifest()))
    return path


@pytest.fixture
def page(browser: "Browser", file: Path) -> "Iterator[Page]":
    """The opened page; fails at the end on any message of the console, any error, any request but the file's."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(5000)
    messages: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("dialog", lambda dialog: messages.append(f"dialog: {dialog.message}"))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    yield page
    assert messages == []
    assert {urldefrag(url).url for url in requests} == {file.as_uri()}
    page.close()


def shown(page: "Page") -> set[int]:
    ids = page.eval_on_selector_all(
        "details.item", "items => items.filter(i => i.checkVisibility()).map(i => i.id.slice(5))"
    )
    return {int(n) for n in ids}


def status(page: "Page") -> str:
    return page.locator("#shown").inner_text()


ALL = set(range(1, 11))


def test_everything_is_shown_at_first_and_nothing_runs_or_is_loaded(page: "Page") -> None:
    assert shown(page) == ALL
    assert status(page) == "10 items"
    assert page.locator("img").count() == 0


def test_answers_differ_leaves_exactly_the_differing_items_and_survives_a_reload(page: "Page") -> None:
    page.get_by_label("answers differ").check()
    assert shown(page) == DIFFERING
    assert status(page) == "4 of 10 items"
    assert page.evaluate("location.hash") == "#differ=1"
    page.reload()
    assert shown(page) == DIFFERING
    assert page.get_by_label("answers differ").is_checked()
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("#shown")).to_have_text("10 items")
    assert shown(page) == ALL
    assert page.evaluate("location.hash") == ""


def test_the_verdict_links_to_the_differing_items(page: "Page") -> None:
    page.get_by_role("link", name="Show these").click()
    expect(page.locator("#shown")).to_have_text("4 of 10 items")
    assert shown(page) == DIFFERING


@pytest.mark.parametrize(
    ("label", "option", "left"),
    [
        ("Family", "Entities", {6, 7, 8, 9, 10}),
        ("Language", "Japanese", {2, 4, 6, 8, 10}),
        ("Book", "open", {7, 9}),
        ("base is", "✗ wrong", set()),
        ("adapter is", "✂ cut off", {2}),
        ("adapter is", "… still owed", {10}),
    ],
)
def test_each_choice_leaves_what_it_names(page: "Page", label: str, option: str, left: set[int]) -> None:
    page.get_by_role("combobox", name=label, exact=True).select_option(label=option)
    assert shown(page) == left
    assert status(page) == f"{len(left)} of 10 items"


def test_choices_and_search_work_together(page: "Page") -> None:
    page.get_by_label("Text", exact=True).fill("  NEEDLE ")
    assert shown(page) == ALL - {9, 10}
    page.get_by_role("combobox", name="Language", exact=True).select_option("ja")
    assert shown(page) == {2, 4, 6, 8}
    page.get_by_label("Text", exact=True).fill("needle 4")
    assert shown(page) == {4}
    page.reload()
    assert shown(page) == {4}
    assert page.get_by_label("Text", exact=True).input_value() == "needle 4"


def test_a_hash_with_unknown_values_is_harmless(page: "Page", file: Path) -> None:
    page.goto(f"{file.as_uri()}#family=<img src=x>&nonsense=1&__proto__=2&lang=ja")
    assert shown(page) == {2, 4, 6, 8, 10}


def test_a_link_to_an_item_opens_it_even_where_a_filter_hid_it(page: "Page", file: Path) -> None:
    page.get_by_label("answers differ").check()
    page.goto(f"{file.as_uri()}#item-7")
    expect(page.locator("#item-7")).to_have_attribute("open", "")
    assert 7 in shown(page)
    assert page.locator("#item-7 .text").first.is_visible()
    page.goto(f"{file.as_uri()}#made")
    assert shown(page) == ALL


def test_items_open_by_the_keyboard_and_all_at_once(page: "Page") -> None:
    page.locator("#item-5 > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#item-5").get_attribute("open") is not None
    page.get_by_role("button", name="Open all shown").click()
    assert page.locator("details.item[open]").count() == 10
    page.get_by_role("button", name="Close all shown").click()
    assert page.locator("details.item[open]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_scrolls_sideways(page: "Page", width: int, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.eval_on_selector_all("details", "all => all.forEach(d => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sides = page.eval_on_selector_all(
        "#item-1 .side", "sides => sides.map(s => [s.getBoundingClientRect().left, s.getBoundingClientRect().top])"
    )
    assert (sides[0][0] == sides[1][0]) is (width == 390)
    assert (sides[0][1] == sides[1][1]) is (width == 1440)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(page: "Page", scheme: str) -> None:
    """WCAG contrast of every text that is shown, its own ground composited from its ancestors."""
    page.emulate_media(color_scheme=scheme)
    page.eval_on_selector_all("details", "all => all.forEach(d => { d.open = true; })")
    assert page.evaluate(CONTRAST) == []


CONTRAST = """() => {
  const rgb = (text) => (text.match(/[0-9.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const luminance = ([r, g, b]) => {
    const linear = [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const ratio = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const weak = new Set();
  for (const element of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !element.checkVisibility() || element.tagName === "SCRIPT" || element.tagName === "OPTION") continue;
    const colour = rgb(element.ownerSVGElement ? style.fill : style.color);
    const found = ratio(colour, ground(element));
    if (found < 4.5) weak.add(`${element.tagName}.${element.getAttribute("class")}: ${found.toFixed(2)}`);
    const label = getComputedStyle(element, "::before");
    if (element.dataset.is) {
      const labelled = ratio(rgb(label.color), rgb(label.backgroundColor));
      if (labelled < 4.5) weak.add(`label of ${element.className}: ${labelled.toFixed(2)}`);
    }
  }
  return [...weak];
}"""


def test_without_script_everything_is_there(browser: "Browser", file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{file.as_uri()}#differ=1")
    assert page.locator("details.item:visible").count() == 10
    assert not page.locator("#filters").is_visible()
    context.close()


def test_one_arm_alone_works_too(browser: "Browser", tmp_path: Path) -> None:
    items = [fakes.item(f"demo/{n}") for n in range(3)]
    found = compared(requests_for(items, adapters=()), {(items[0].id, "base"): "right", (items[1].id, "base"): "none"})
    report.write(tmp_path / "r.html", report.render(found, manifest(adapters={})))
    page = browser.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto((tmp_path / "r.html").as_uri() + "#arm0=none")
    assert shown(page) == {2}
    assert messages == []
    page.close()
