"""The run that the browser tests look at, and what they read off its page."""

from typing import Any

import fakes
from bench.comparison import Comparison
from bench.records import (
    Answer,
    Candidate,
    Claim,
    ConstraintResult,
    Episode,
    Health,
    Item,
    Judgment,
    Reference,
    Span,
    Trace,
)
from bench.report.items import key
from report_samples import CUT, HOSTILE, WHOLE, judged, judgment
from test_comparison import requests_for

LOST, GAINED, CUT_OFF, SAME_WRONG, OWED = 2, 4, 6, 8, 10
"""Numbers of the items, of ten, in which something is other than right and right; item 1 is marked all over."""
MARKED = r"Step 1: 3 × 4 = 12, so 1,200. Wait, 3 × 4 = 13? No. \(\frac{1}{2} = 0.5\) \boxed{42} Answer: 42<|im_end|>"


def part(text: str, of: str = MARKED) -> Span:
    return of.index(text), of.index(text) + len(text)


def marked() -> Trace:
    """Every kind of mark once; an episode crosses a claim, a claim lies in a formula."""
    return Trace(
        id="",
        reasoning=(0, MARKED.index("Answer")),
        response=part("Answer: 42"),
        steps=(part("Step 1: 3 × 4 = 12, so 1,200."),),
        answer=Answer(status="stated", value="42", span=part("Answer: 42")),
        candidates=(Candidate(span=part("Answer: 42"), value="42", right=True),),
        claims=(
            Claim(span=part("3 × 4 = 12"), left="12", relation="=", right="12", holds=True),
            Claim(span=part("3 × 4 = 13"), left="12", relation="=", right="13", holds=False),
            Claim(span=part(r"\frac{1}{2} = 0.5"), left="1/2", relation="=", right="1/2", holds=True),
        ),
        episodes=(
            Episode(kind="verification", span=part("Wait, 3 × 4 = 1"), cue="Wait", outcome="corrected"),
            Episode(kind="backtracking", span=part("No."), cue="No"),
        ),
        health=Health(truncated=False),
    )


def sample() -> Comparison:
    """Ten items in two families and languages, some of them hostile, long, cut off or owed."""
    items = [_item(n) for n in range(1, 11)]
    texts: dict[tuple[str, str], tuple[str, Trace, Judgment]] = {}
    for n, item in enumerate(items, 1):
        failed = (ConstraintResult(id="constraint" * 30, level="hard", passed=False, detail="detail" * 50),)
        base = judgment("wrong", "7") if n in (GAINED, SAME_WRONG) else judgment("right", constraints=failed)
        text = MARKED if n == 1 else "x" * 3000
        texts[item.id, "base"] = (text, marked() if n == 1 else WHOLE, base)
        said = f"{HOSTILE} Answer: 42" if n == 9 else f"needle {n}"
        told = {LOST: ("wrong", "41"), CUT_OFF: ("truncated", None), SAME_WRONG: ("wrong", "7")}.get(n, ("right", "42"))
        texts[item.id, "adapter"] = (said, CUT if n == CUT_OFF else WHOLE, judgment(*told))
    del texts[items[OWED - 1].id, "adapter"]
    return judged(requests_for(items), texts)


def _item(n: int) -> Item:
    ladder = {"family": "entity_ladder", "entity": f"e{n}", "rung": n - 5, "book": "open" if n % 2 else "closed"}
    named = {9: HOSTILE, 3: "unbroken" * 200}
    question = named.get(n, f"question number {n}" if n % 2 else f"第{n}問：富士山")
    reference = Reference(gold="42", unit="JPY", steps={"subtotal": "1200", "rest": "99"})
    lang = "en" if n % 2 else "ja"
    changes = ladder if n > 5 else {"pack": "demo" if n < 4 else "shop"}
    return fakes.item(f"demo/{n}", template=f"t{n}", lang=lang, question=question, reference=reference, **changes)


KEYS = {n: key(pair) for n, pair in enumerate(sample().pairs, 1)}
"""Number of an item -> the name in its link."""


def listed(page: Any) -> list[int]:
    """The numbers of the items that the list shows, in its order."""
    return [int(n) for n in page.locator(".item .n").all_inner_texts()]


def status(page: Any) -> str:
    return str(page.locator("#shown").inner_text())


def item(page: Any, n: int) -> Any:
    return page.locator(f"#item-{KEYS[n]}")


def open_item(page: Any, n: int) -> Any:
    """Open an item by a click; its body is there afterwards."""
    item(page, n).locator("summary").first.click()
    item(page, n).locator(".body").wait_for()
    return item(page, n)
