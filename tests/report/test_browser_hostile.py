"""A run of nothing but hostile texts, scored and rendered as any, in a browser."""

from pathlib import Path
from typing import Any

import pytest

import fakes
from bench.limits import CLAIMS
from bench.pipeline import report
from bench.scoring import score
from scored_runs import item as asked
from scored_runs import made

SIZE = 1_000
"""Characters of a text."""


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "benchmarks")
    from hostile_texts import KINDS

    texts = {
        name: kind(SIZE).encode("utf-16", "surrogatepass").decode("utf-16", "replace") for name, kind in KINDS.items()
    }
    return {**texts, "without end": "1 + 1 = 2\n" * (CLAIMS + 1)}


def test_every_kind_is_shown_and_obeyed_by_nobody(opened: Any, kinds: dict[str, str], tmp_path: Path) -> None:
    items = [asked(n, question=f"{name}: {text}") for n, (name, text) in enumerate(kinds.items())]
    items[-1] = asked(len(items) - 1, question="without end")
    run = made(tmp_path / "run", items, done=0, scored=False)
    texts = dict(zip([i.id for i in items], kinds.values(), strict=True))
    with run.writing():
        for request in run.requests():
            run.append(fakes.generation(request, texts[request.item.id]))
        limited = score(run)
        file = report(run)
    assert [judgment.reason for judgment in limited] == ["claims", "claims"]

    page = opened(file)
    seen = 0
    while seen < len(items):
        for found in page.locator(".item").all():
            found.locator("summary").first.click()
            found.locator(".sides").wait_for()
            seen += 1
        text = page.evaluate("document.body.textContent")
        assert not any(_obeyed(char) for char in text)
        assert page.locator("img, iframe, object, embed, #page script, [href^='javascript'], [onerror]").count() == 0
        if seen < len(items):
            page.get_by_role("button", name="Next page").click()
    last = page.locator(".item").last.locator(".side").first.inner_text()
    assert "beyond a limit" in last
    assert "makes too many arithmetic claims" in last
    assert "beyond a limit of the analysis" in page.locator("#verdict").inner_text()


def _obeyed(char: str) -> bool:
    return ord(char) < 9 or 10 < ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or char in "\u202a\u202d\u202e\u2066\u200f"
