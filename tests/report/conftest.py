"""A report in a real browser, opened from the disk as a user opens it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import pytest

from report_browser import sample
from report_samples import hostile, written

CHROMIUM = Path("/usr/bin/chromium")
REQUIRED = bool(os.environ.get("KENZAN_REQUIRE_BROWSER"))

Opened = Callable[..., Any]


def missing(what: str) -> None:
    if REQUIRED:
        pytest.fail(f"{what}, and KENZAN_REQUIRE_BROWSER asks for a browser")
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    if not CHROMIUM.is_file():
        missing(f"{CHROMIUM} is not there")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's report."""
    return written(tmp_path_factory.mktemp("report"), sample())


@pytest.fixture(scope="session")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report all of whose texts are hostile."""
    return written(tmp_path_factory.mktemp("hostile"), hostile())


@pytest.fixture
def opened(browser: Any, file: Path) -> Iterator[Opened]:
    """Opens a report; the test fails on any message of the console, any error, any request but the file's."""
    messages: list[str] = []
    requests: list[str] = []
    files = set()
    pages = []

    def open_page(path: Path = file, hash: str = "", **context: Any) -> Any:
        page = browser.new_page(**{"viewport": {"width": 1440, "height": 900}, **context})
        page.set_default_timeout(10_000)
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("dialog", lambda dialog: messages.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: requests.append(request.url))
        files.add(path.as_uri())
        page.goto(path.as_uri() + hash)
        page.wait_for_selector("html[data-ready]", state="attached")
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert messages == []
    assert {urldefrag(url).url for url in requests if not url.startswith("data:,")} <= files


@pytest.fixture
def page(opened: Opened) -> Any:
    """The sample's report, opened."""
    return opened()
