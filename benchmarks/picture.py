"""The README's picture: a report's verdict, scoreboard and one opened item, as Chromium shows them.

    python benchmarks/picture.py RUN_DIRECTORY [--out docs/report.png]

Notes, figures and what lies between the scoreboard and the items are left out, so that the picture holds on a page.
"""

import argparse
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.runs import REPORT

CHROMIUM = "/usr/bin/chromium"
WIDTH, HEIGHT = 1280, 2560
LEFT_OUT = "#figures, #cells, #made, #filters, header nav, .switches, #scoreboard h3, .full, .whole, li:has(.k-note)"


def main() -> None:
    """Open, arrange, take."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "report.png")
    arguments = parser.parse_args()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto((arguments.run / REPORT).resolve().as_uri())
        page.locator("html[data-ready]").wait_for(state="attached")
        page.locator(".item summary").first.click()
        page.locator(".item .text").first.wait_for()
        page.evaluate("selector => { for (const e of document.querySelectorAll(selector)) e.hidden = true; }", LEFT_OUT)
        page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
        page.screenshot(path=arguments.out)
        chromium.close()
    print(arguments.out)


if __name__ == "__main__":
    main()
