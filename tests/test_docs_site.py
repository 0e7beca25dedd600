"""The site as `tox -e docs` builds it: strictly, whole in both languages, and without a request to another host."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pages import DOCS, ROOT

FETCHING = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "video": "src"}


class Page(HTMLParser):
    """Start tags of a page: the tag and its attributes."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_page_is_there_in_both_languages(site: Path) -> None:
    for page in DOCS.glob("*.md"):
        name = page.name.split(".")[0] + ".html"
        for language, folder in (("en", site), ("ja", site / "ja")):
            (root,) = [found for tag, found in Page(folder / name).tags if tag == "html"]
            assert root["lang"] == language
    assert "はじめての実行" in (site / "ja" / "index.html").read_text("utf-8")


def test_nothing_is_fetched_from_another_host(site: Path) -> None:
    pages = [Page(path) for path in site.rglob("*.html")]
    assert len(pages) > 10
    for page in pages:
        for tag, attributes in page.tags:
            assert not re.match(r"(?:https?:)?//", attributes.get(FETCHING.get(tag, ""), "")), attributes
            # The theme draws these with a script of another host.
            assert "mermaid" not in attributes.get("class", "")
    for path in site.rglob("*.css"):
        assert not re.search(r"url\([\"']?(?:https?:)?//|@import", path.read_text("utf-8")), path
