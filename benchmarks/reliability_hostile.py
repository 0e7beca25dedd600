"""Hostile texts and packs.

Every kind of text in `hostile_texts`, as long as a text may be, is analysed and judged in a process of its own: how
long did it take, how much memory, was it marked ``limit``? Then all kinds go the whole way, from another tool's log to
report and tables: whatever a command does not do, prints as it stands, or loses, is a loss.
"""

import csv
import importlib.util
import json
import resource
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from hostile_texts import KINDS
from in_process import called

from bench import limits, packs
from bench.limits import Exceeded
from bench.packs.loading import examine
from bench.records import Generation, Item, Judgment, Request, Sampling
from bench.scoring import Answered, score_all
from bench.shown import storable
from bench.worker import Worker

ZERO = (
    "texts that ended in an error",
    "texts over the limits of time or memory that were not marked",
    "limits taken for wrong answers",
    "commands that failed",
    "characters printed that a terminal obeys",
    "texts that came out otherwise",
    "packs that ended in an error",
)
OWN_TIME = 1.0
"""Seconds beside the limit, which counts whole ones."""
WORST = 3
"""Of the slowest and of the largest texts, so many are tried at the whole length."""
_PLANS = {"plans", "days", "JSON in JSON", "lists without end", "markup", "a loop", "claims, a line each"}
"""Kinds that a travel plan's own reader is given, too."""
WHOLE_WAY = 20_000
"""Characters of the texts that go the whole way."""
PACKS: dict[str, str] = {
    "one line": "a: " + "x" * 999_000,
    "line feeds": "a:\n" + "\n" * 999_000,
    "words": "a b " * 249_000,
    "lines of words": "a: b\n" + " c\n" * 330_000,
    "escapes": 'a: "' + "\\x41" * 249_000 + '"',
    "lists in lists": "[" * 999_000,
    "dashes": "- " * 499_000,
    "keys in keys": "? " * 499_000,
    "a long list": "a: [" + "1," * 499_000 + "]",
    "many keys": "\n".join(f"k{i}: 1" for i in range(29_000)),
    "a long tag": "!" * 999_000,
    "a long name": "a: &" + "x" * 990_000 + " 1",
    "aliases of aliases": "a: &a [x, x]\n"
    + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefg", "bcdefgh", strict=True)),
    "comments": "#\n" * 499_000,
}


class Tried(NamedTuple):
    """What became of one text."""

    kind: str
    seconds: float
    """Of a processor; those that it may take where the process was ended."""
    peak: int
    """Bytes that the process had at most beyond those with nothing to do; 0 where it was ended."""
    limit: str | None
    error: str | None
    judgment: Judgment | None


def measure() -> dict[str, str]:
    """Figures by name."""
    return {**texts(), **whole_way(), **hostile_packs()}


# ---------------------------------------------------------------- one text


def texts(size: int = limits.CHARACTERS) -> dict[str, str]:
    """Each kind at an eighth of the length, then the slowest and the largest of them at the whole length."""
    problem = packs.expand(packs.load(packs.find(["arithmetic/shop"])[0]), seed=1, limit=1)[0]
    trip = packs.expand(packs.load(packs.find(["travel/towns"])[0]), seed=1, limit=1)[0]
    asked = {f"{name}, {problem.family}": (kind, problem) for name, kind in KINDS.items()}
    asked |= {f"{name}, {trip.family}": (KINDS[name], trip) for name in _PLANS & KINDS.keys()}
    tries = [tried(name, kind(size // 8), item) for name, (kind, item) in asked.items()]
    slowest = sorted(tries, key=lambda t: -t.seconds)[:WORST]
    largest = sorted(tries, key=lambda t: -t.peak)[:WORST]
    worst = dict.fromkeys(one.kind for one in (*slowest, *largest))
    whole = [tried(name, asked[name][0](size), asked[name][1]) for name in worst]
    tries += whole
    slow, large = max(tries, key=lambda t: t.seconds), max(tries, key=lambda t: t.peak)
    over = [t for t in tries if t.limit is None and (t.seconds > limits.SECONDS + OWN_TIME or t.peak > limits.MEMORY)]
    marked = [t for t in tries if t.limit]
    by_limit = Counter(t.limit for t in marked)
    told = f" ({', '.join(f'{n} {limit}' for limit, n in sorted(by_limit.items()))})" if marked else ""
    return {
        f"texts tried, of {size // 8:,} characters": str(len(asked)),
        f"the slowest and the largest of them again, of {size:,} characters": str(len(whole)),
        "longest time of one, seconds of a processor": f"{slow.seconds:.1f} ({slow.kind})",
        "most memory of one, MiB": f"{large.peak >> 20} ({large.kind})",
        "texts marked `limit`": f"{len(marked)}{told}",
        ZERO[0]: str(sum(t.error is not None for t in tries)),
        ZERO[1]: str(len(over)),
        ZERO[2]: str(sum(t.judgment is not None and t.judgment.outcome != "limit" for t in marked)),
    }


def tried(name: str, text: str, item: Item) -> Tried:
    """Analyse and judge a text in a fresh process."""
    print(f"{name}, {len(text):,} characters", file=sys.stderr)
    worker = Worker()
    [idle] = worker.ask(scored, [_answered("", item)], limits.SECONDS, limits.WAIT)
    try:
        [(line, peak, seconds)] = worker.ask(scored, [_answered(text, item)], limits.SECONDS, limits.WAIT)
        judgment = Judgment.model_validate_json(line)
        limit = judgment.reason if judgment.outcome == "limit" else None
        return Tried(name, seconds, peak - idle[1], limit, None, judgment)
    except Exceeded as error:
        return Tried(name, float(limits.SECONDS), 0, error.limit, None, None)
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
        return Tried(name, 0.0, 0, None, str(error), None)
    finally:
        worker.end()


def scored(batch: list[Answered]) -> list[tuple[str, int, float]]:
    """The judgment's line, the most bytes that this process has had, and the seconds of a processor that it took."""
    begun = time.process_time()
    lines = [one.judgment for one in score_all(batch)]
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return [(line, peak, time.process_time() - begun) for line in lines]


def _answered(text: str, item: Item) -> Answered:
    request = Request(key="k", item=item, arm="base", format="raw", prompt=item.question, sampling=Sampling())
    made = Generation(
        key="k", text=storable(text), prompt_tokens=1, new_tokens=1, finish_reason="stop", seconds=0.0, engine="hostile"
    )
    return Answered(request, made)


# ---------------------------------------------------------------- the whole way


def whole_way(size: int = WHOLE_WAY) -> dict[str, str]:
    """A log of all kinds: imported, scored, reported, exported, traced."""
    with tempfile.TemporaryDirectory() as folder:
        return _whole_way(Path(folder), {name: kind(size) for name, kind in KINDS.items()})


def _whole_way(folder: Path, given: dict[str, str]) -> dict[str, str]:
    given["claims without end"] = "1 + 1 = 2\n" * (limits.CLAIMS + 1)
    lines = [
        json.dumps({"id": name, "question": text[:200] or "?", "target": "5", "model": model, "text": text} | _BUDGET)
        for model in ("base", "tuned")
        for name, text in given.items()
    ]
    log, run = folder / "log.jsonl", folder / "run"
    log.write_text("\n".join(lines) + "\n", "utf-8")
    commands: dict[tuple[str, ...], int] = {
        ("import", str(log), "-o", str(run)): 1,
        ("score", str(run)): 1,
        ("report", str(run), "--json"): 0,
        ("report", str(run), "--format", "md"): 0,
        ("export", str(run), "-o", str(folder / "table.csv")): 0,
        ("export", str(run), "-o", str(folder / "inspect.json")): 0,
        ("trace", str(log)): 1,
        ("trace", str(log), "--table"): 1,
    }
    if importlib.util.find_spec("pyarrow"):
        commands["export", str(run), "-o", str(folder / "table.parquet")] = 0
    failed, obeyed = 0, 0
    for words, expected in commands.items():
        ended = called(words)
        status, printed = ended.error or ended.status, ended.out + ended.err
        if status != expected:
            failed += 1
            print(f"exit status {status!r}: kenzan {' '.join(words)}: {printed[-300:]}", file=sys.stderr)
        obeyed += sum(not c.isprintable() and c not in "\n\t\u2028\u2029" and _obeyed(c) for c in printed)
    usual = csv.field_size_limit(1 << 30)
    try:
        with (folder / "table.csv").open(encoding="utf-8", newline="") as file:
            table = {(row["arm"], row["item"].partition("/")[2]): row for row in csv.DictReader(file)}
    finally:
        csv.field_size_limit(usual)  # it is the whole process's
    other = 0
    for name, text in given.items():
        whole = storable(text)
        for arm in ("base", "tuned"):
            row = table.get((arm, name), {})
            other += row.get("text") != whole or (row["outcome"] == "limit") != (name == "claims without end")
    return {
        f"commands over all kinds, {len(given)} texts a model": str(len(commands)),
        ZERO[3]: str(failed),
        ZERO[4]: str(obeyed),
        ZERO[5]: str(other + len(table) - 2 * len(given)),
    }


_BUDGET = {"max_new_tokens": 100_000}


_DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def _obeyed(char: str) -> bool:
    code = ord(char)
    return code < 0x20 or 0x7F <= code < 0xA0 or unicodedata.bidirectional(char) in _DIRECTIONS


# ---------------------------------------------------------------- packs


def hostile_packs() -> dict[str, str]:
    """Files that are meant to hold up whoever reads them."""
    longest, wrong = (0.0, ""), 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pack.yaml"
        for name, text in PACKS.items():
            file.write_text(text, "utf-8")
            begun = time.perf_counter()
            try:
                pack, findings = examine(file)
                wrong += pack is not None or not findings
            except Exception as error:
                print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
                wrong += 1
            longest = max(longest, (time.perf_counter() - begun, name))
    return {
        "packs tried, of a megabyte": str(len(PACKS)),
        "longest time of one pack, seconds": f"{longest[0]:.1f} ({longest[1]})",
        ZERO[6]: str(wrong),
    }
