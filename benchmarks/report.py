"""Time, memory and size of a report: scoring, rendering and opening runs of 1,000 and 10,000 pairs.

    python benchmarks/report.py [--pairs N ...]

The questions are drawn from the shipped packs. Their texts, 6 KB each, are made up: sentences by a chain over the words
of the packs and parts of the question, with equations, LaTeX and self-checks among them, so that deflate finds about as
little to save in them as in the reasoning of real models (3.8 to 4.9 times on four public sets of traces). Scoring and
rendering run as `kenzan score` does, in a process of their own; opening is measured in Chromium, from the start of the
navigation to the moment when the list of items is there and answers.
"""

import argparse
import itertools
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import results

from bench import packs, runs
from bench.arms import arms_of
from bench.plan import plan
from bench.records import Generation, Item, Request, Sampling
from bench.runs import Manifest, RunDirectory

LENGTH = 6000
"""Bytes of a text, in UTF-8."""
RESTATED = 0.65
"""Share of the sentences that restate a part of the question."""
CHROMIUM = "/usr/bin/chromium"


class Shapes:
    """An engine's names without an engine: what a plan needs to know."""

    name = "made-up"
    context: int | None = None

    def __init__(self) -> None:
        self.versions: dict[str, str] = {}

    def identity(self, adapter: str | None) -> dict[str, str]:
        """Arms differ by their adapter."""
        return {"engine": "made-up", "base": "0" * 64} | ({"adapter": adapter} if adapter else {})

    def chat(self, question: str) -> str:
        """The question alone."""
        return question

    def encode(self, prompt: str) -> list[int]:
        """Code points stand for tokens."""
        return [ord(c) for c in prompt]


Chain = dict[tuple[str, str], list[str]]


def chain(items: list[Item]) -> Chain:
    """Which words follow which two in the packs' questions and contexts."""
    following: Chain = defaultdict(list)
    for text in dict.fromkeys(f"{item.context} {item.question}" for item in items):
        words = re.findall(r"[A-Za-z'-]+|[\u3040-\u30ff\u4e00-\u9fff]{1,3}", text)
        for first, second, third in zip(words, words[1:], words[2:], strict=False):
            following[first, second].append(third)
    return following


def text(rng: random.Random, item: Item, following: Chain, starts: list[tuple[str, str]]) -> str:
    """A text of `LENGTH` bytes that reasons about an item, as far as a program can tell."""
    parts: list[str] = []
    size = 0
    while size < LENGTH:
        said = list(rng.choice(starts))
        for _ in range(rng.randrange(4, 20)):
            known = following.get((said[-2], said[-1])) if rng.random() < 0.9 else None
            said += [rng.choice(known)] if known else rng.choice(starts)
        sentence = ("" if item.lang == "ja" else " ").join(said)
        if rng.random() < RESTATED:
            start = rng.randrange(len(item.question))
            sentence = item.question[start : start + len(sentence)]
        a, b = rng.randrange(2, 400), rng.randrange(2, 90)
        kind = rng.random()
        if kind < 0.35:
            sentence += f" {a} × {b} = {a * b + (rng.random() < 0.1)}"
        elif kind < 0.5:
            sentence += rf" \(\frac{{{a}}}{{{b}}} + {a} = x_{{{rng.randrange(9)}}}\)"
        elif kind < 0.55:
            sentence = f"\n\nWait, let me double-check. {sentence}, {a} + {b} = {a + b}. Yes, that is right"
        parts.append(sentence + ("。" if item.lang == "ja" else ". "))
        size += len(parts[-1].encode())
    return "".join(parts) + f"\n\nAnswer: {item.reference.gold or 'none'}"


def items(pairs: int) -> list[Item]:
    """As many different questions of the shipped packs."""
    loaded = [packs.load(path) for path in packs.find([])]
    for limit in itertools.count(2):
        found = [item for pack in loaded for item in packs.expand(pack, seed=1, limit=limit)]
        if len(found) >= pairs:
            return random.Random(0).sample(found, pairs)
    raise AssertionError


def made(folder: Path, pairs: int) -> float:
    """A run of as many pairs in `folder`; returns how many times deflate shortens its texts."""
    chosen = items(pairs)
    following = chain(chosen)
    starts = list(following)
    engine, sampling = Shapes(), Sampling(max_new_tokens=2048)
    asked = plan(chosen, engine, arms=arms_of(["a"]), formats=["alpaca"], samples=1, sampling=sampling, seed=1)
    directory = RunDirectory(folder)
    with directory.writing():
        directory.begin(_manifest(sampling), asked)
        generations = list(_generations(asked, following, starts))
        directory.write(runs.GENERATIONS, generations)
    raw = "\n".join(g.text for g in generations[:400]).encode("utf-8")
    return len(raw) / len(zlib.compress(raw, 9))


def _generations(asked: list[Request], following: Chain, starts: list[tuple[str, str]]) -> Iterator[Generation]:
    for n, request in enumerate(asked):
        rng = random.Random(n)
        said = text(rng, request.item, following, starts)
        yield Generation(
            key=request.key,
            text=said,
            prompt_tokens=100,
            new_tokens=1500,
            finish_reason="stop",
            seconds=1.0,
            engine="made-up",
        )


def _manifest(sampling: Sampling) -> Manifest:
    return Manifest(
        created="2026-01-01T00:00:00+00:00",
        kenzan="0",
        command="python benchmarks/report.py",
        model="made-up",
        adapters={"adapter": "a"},
        engine="made-up",
        identity={},
        versions={},
        packs={},
        formats=("alpaca",),
        samples=1,
        sampling=sampling,
        seed=1,
        select="full",
        limit=None,
        signature="made-up",
    )


def scored(folder: Path) -> tuple[float, float, float, float]:
    """Seconds of scoring and of the rest (comparison, figures, page), peak memory in GiB, and the page's MB."""
    code = f"""
import json, resource, time
from pathlib import Path
from bench import pipeline, scoring
from bench.runs import RunDirectory
run = RunDirectory(Path({str(folder)!r}))
with run.writing():
    start = time.perf_counter()
    scoring.score(run, jobs=None)
    between = time.perf_counter()
    path = pipeline.report(run)
    end = time.perf_counter()
peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 2**20
print(json.dumps([between - start, end - between, peak, path.stat().st_size / 1e6]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    first, second, peak, size = json.loads(done.stdout.splitlines()[-1])
    return first, second, peak, size


def opened(page: Path) -> tuple[float, float, float]:
    """Seconds until the list answers, until an item that is opened is drawn, and for a search of all texts."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = chromium.new_page(viewport={"width": 1440, "height": 900})
        tab.goto("about:blank")
        start = time.perf_counter()
        tab.goto(page.as_uri(), wait_until="commit")
        tab.locator("html[data-ready]").wait_for(state="attached", timeout=60_000)
        ready = time.perf_counter() - start
        start = time.perf_counter()
        tab.locator(".item summary").first.click()
        tab.locator(".item .text").first.wait_for()
        item = time.perf_counter() - start
        start = time.perf_counter()
        tab.get_by_label("Search texts").fill("no such words")
        tab.locator("#shown").get_by_text("0 of").wait_for(timeout=120_000)
        search = time.perf_counter() - start
        chromium.close()
    return ready, item, search


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, nargs="+", default=[1000, 10_000])
    rows = []
    for pairs in parser.parse_args().pairs:
        with tempfile.TemporaryDirectory() as folder:
            ratio = made(Path(folder), pairs)
            first, second, peak, size = scored(Path(folder))
            ready, item, search = opened(Path(folder) / runs.REPORT)
        rows.append(
            f"| {pairs:,} | {ratio:.1f} | {first:.0f} | {second:.0f} | {peak:.2f} | {size:.1f} | "
            f"{ready:.2f} | {item:.2f} | {search:.1f} |"
        )
        print(rows[-1], flush=True)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{children.ru_utime + children.ru_stime:.0f} s of processor")
    head = (
        "| pairs of 6 KB texts | deflate saves, times | scoring, s | comparison and page, s | peak memory, GiB | "
        "file, MB | usable after, s | an item opened, s | all texts searched, s |"
    )
    body = "\n".join(
        [
            head,
            "|" + "---|" * 9,
            *rows,
            "",
            "Goals: 10,000 pairs scored and rendered in 120 s on 2 cores and 2 GB; 1,000 pairs in a file of 5 MB, "
            "usable within 1 s of opening; 10,000 pairs open.",
        ]
    )
    results.write("The report", "report.py", body)


if __name__ == "__main__":
    main()
