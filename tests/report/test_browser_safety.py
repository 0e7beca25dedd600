"""Nothing in a report harms or hinders: hostile texts, no script, narrow screens, low contrast, screen readers."""

from pathlib import Path
from typing import Any

import pytest

import fakes
from bench.report.items import key
from report_browser import item, listed, open_item
from report_samples import HOSTILE, both, written
from test_comparison import compared, requests_for, templates

SEEN = HOSTILE.translate({0x202E: "\ufffd", 0x202C: "\ufffd", 0: "␀", 0x1B: "␛"})
"""The hostile text as it is shown."""


def unfold(page: Any) -> None:
    """Open everything that can be opened, and wait for the texts of the items."""
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    for found in page.locator(".item").all():
        found.locator(".sides").wait_for()
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")


def test_hostile_texts_run_nothing_load_nothing_and_stay_text(opened: Any, hostile_file: Path) -> None:
    page = opened(hostile_file)
    unfold(page)
    assert page.locator("img, iframe, object, embed, #page script").count() == 0
    assert page.locator(".question p").first.text_content() == SEEN
    side = page.locator(".text").first
    assert side.evaluate("e => [...e.querySelectorAll('[href], [onerror], [style]')].length") == 0
    page.get_by_role("button", name="formulae drawn").click()
    page.get_by_text("Raw text").first.click()
    raw = page.locator("details.demand pre").first.text_content()
    assert raw.startswith(SEEN)
    assert side.evaluate("e => [...e.childNodes].map(n => n.textContent).join('')").startswith(raw)
    page.get_by_label("Search texts").fill("<img src=x")
    page.locator(".m-hit").first.wait_for(state="attached")
    page.get_by_role("button", name="日本語").click()
    assert page.locator("img").count() == 0


def test_markup_cannot_be_written_even_by_the_page(browser: Any, file: Path) -> None:
    page = browser.new_page()
    page.goto(file.as_uri())
    write = "() => { try { document.body.innerHTML = '<b>x</b>'; return '' } catch (error) { return error.name } }"
    assert page.evaluate(write) == "TypeError"
    page.close()


@pytest.fixture(params=["sample", "hostile"])
def any_file(request: pytest.FixtureRequest, file: Path, hostile_file: Path) -> Path:
    return file if request.param == "sample" else hostile_file


@pytest.mark.parametrize("lang", ["English", "日本語"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_scrolls_sideways(opened: Any, any_file: Path, width: int, lang: str) -> None:
    page = opened(any_file, viewport={"width": width, "height": 800})
    page.get_by_role("button", name=lang).click()
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.evaluate(
        """width => [...document.querySelectorAll("#page *")]
            .filter((e) => e.checkVisibility() && !e.closest(".scroll, pre"))
            .filter((e) => e.getBoundingClientRect().right > width + 1)
            .map((e) => `${e.tagName}.${e.getAttribute("class")}`)""",
        width,
    )
    assert wide == []


def test_arms_stand_side_by_side_on_a_desk_and_below_one_another_on_a_phone(page: Any) -> None:
    sides = open_item(page, 1).locator(".side")
    left, right = (sides.nth(n).bounding_box() for n in (0, 1))
    assert left["y"] == right["y"] and left["x"] < right["x"]
    page.set_viewport_size({"width": 390, "height": 800})
    left, right = (sides.nth(n).bounding_box() for n in (0, 1))
    assert left["x"] == right["x"] and left["y"] < right["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(opened: Any, any_file: Path, scheme: str) -> None:
    import axe_playwright_python

    page = opened(any_file, color_scheme=scheme)
    unfold(page)
    page.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("() => axe.run()")
    assert found["passes"]
    serious = [
        (v["id"], node["target"], node.get("failureSummary"))
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]
    assert serious == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_labels_of_marks_stand_out_from_their_ground(opened: Any, scheme: str) -> None:
    """WCAG contrast of what the stylesheet writes, which axe does not see."""
    page = opened(color_scheme=scheme)
    open_item(page, 1)
    assert page.evaluate(CONTRAST) == []


CONTRAST = """() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (text) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = text;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = colour.slice(0, 3).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const weak = [];
  for (const tag of document.querySelectorAll(".tag")) {
    const style = getComputedStyle(tag, "::before");
    let ground = rgba(style.backgroundColor);
    if (ground[3] === 0) ground = rgba(getComputedStyle(tag.closest(".text")).backgroundColor);
    const [low, high] = [luminance(rgba(style.color)), luminance(ground)].sort((a, b) => a - b);
    if ((high + 0.05) / (low + 0.05) < 4.5) weak.push(tag.className);
  }
  return weak;
}"""


def test_without_script_everything_but_the_items_is_there(browser: Any, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    for name in ("Verdict", "Scoreboard", "Figures", "How it was made"):
        assert page.get_by_role("heading", name=name, exact=True).is_visible()
    assert "needs JavaScript" in page.locator("#items").inner_text()
    assert not page.locator(".switches").is_visible()
    context.close()


def test_printing_leaves_out_what_is_to_be_clicked(page: Any) -> None:
    open_item(page, 1)
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("#filters").is_visible()
    assert not page.locator(".switches").is_visible()
    assert item(page, 1).locator(".text").first.is_visible()
    assert not item(page, 2).is_visible()
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert sum(int(c) for c in ink.removeprefix("rgb(").removesuffix(")").split(",")) < 200


def test_one_arm_and_several_arms_work_too(opened: Any, tmp_path: Path) -> None:
    of = [fakes.item(f"demo/{n}") for n in range(3)]
    found = compared(requests_for(of, adapters=()), {(of[0].id, "base"): "right", (of[1].id, "base"): "none"})
    (tmp_path / "one").mkdir()
    page = opened(written(tmp_path / "one", found, adapters={}), "#arm0=none")
    assert listed(page) == [2]
    (tmp_path / "several").mkdir()
    several = both(templates(3), "wrong", adapters=("one", "two"))
    page = opened(written(tmp_path / "several", several), f"#item-{key(several.pairs[1])}")
    page.locator(".side").nth(2).wait_for()
    assert page.locator(".item[open] .side").count() == 3
    page.get_by_role("combobox", name="Changed").select_option("2:lost")
    assert page.locator("#shown").inner_text() == "6 items"


def test_many_items_are_listed_page_by_page(opened: Any, tmp_path: Path) -> None:
    of = [fakes.item(f"demo/{n}", template=f"t{n % 7}", instance=n) for n in range(120)]
    page = opened(written(tmp_path, both(of, "right")))
    assert listed(page) == list(range(1, 51))
    page.get_by_role("button", name="Next page").click()
    assert listed(page) == list(range(51, 101))
    assert "51 to 100 of 120" in page.locator(".pager").inner_text()
    page.get_by_role("button", name="Next page").click()
    assert listed(page) == list(range(101, 121))
    assert page.get_by_role("button", name="Next page").is_disabled()
    page.locator(".item").last.locator("summary").focus()
    page.keyboard.press("j")
    page.get_by_role("button", name="Page before").click()
    page.locator(".item").last.locator("summary").focus()
    page.keyboard.press("j")
    page.locator(".item[open]").wait_for()
    assert listed(page)[0] == 101
    page.goto(page.url.split("#")[0] + "#item-unknown")
    assert listed(page)[0] == 101


def test_a_browser_too_old_to_inflate_says_so(browser: Any, file: Path) -> None:
    page = browser.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(file.as_uri())
    page.get_by_text("This browser cannot read the items").wait_for()
    assert page.get_by_role("heading", name="Verdict", exact=True).is_visible()
    page.close()
