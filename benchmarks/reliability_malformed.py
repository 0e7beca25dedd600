"""Malformed files given to the commands.

Packs, files of a run directory, traces, other tools' logs and adapters, each spoilt in many ways and given to a command
that reads it. Either it does its work, or it refuses the file in one line with exit status 2; nothing else is right.
"""

import importlib
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from fuzz import place
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from in_process import called

from bench.resources import MODELS

TESTS = Path(__file__).parents[1] / "tests"
ZERO = ("tracebacks", "refused in more than one line, or in none", "other exit statuses")
DRAWN = 150
"""Files of each kind that are made up, beside those of the tables."""
ADAPTERS = 40

Words = Sequence[str]


def measure() -> dict[str, str]:
    """Figures by name."""
    sys.path[:0] = [str(TESTS), str(TESTS / "packs")]
    seen: Counter[str] = Counter()
    figures: dict[str, str] = {}
    kinds: dict[str, Callable[[Path], Iterator[Words]]] = {
        "packs": packs,
        "files of a run directory": run_files,
        "trace files": traces,
        "logs to import": logs,
        "adapters and bases": adapters,
    }
    page = importlib.import_module("bench.report.page")
    rendered = importlib.import_module("fuzzing.run_directory").rendered
    for kind, commands in kinds.items():
        here: Counter[str] = Counter()
        # The page is drawn from what was read before; to draw it takes a second.
        with tempfile.TemporaryDirectory() as folder, patch.object(page, "render", rendered):
            for words in commands(Path(folder)):
                end = end_of(words)
                here[end] += 1
        figures[f"{kind}: commands tried"] = f"{here.total():,}"
        figures[f"{kind}: refused in one line, exit status 2"] = f"{here['refused']:,}"
        seen += here
    figures["commands tried in all"] = f"{seen.total():,}"
    return figures | {name: str(seen[name]) for name in ZERO}


def end_of(words: Words) -> str:
    """How a command ends: ``read``, ``refused``, or what of `ZERO` it is."""
    ended = called(words)
    if ended.error:
        print(f"kenzan {' '.join(words)}: {place(ended.error)}", file=sys.stderr)
        return "tracebacks"
    lines = [line for line in ended.err.splitlines() if line.strip()]
    if ended.status == 0:
        return "read"
    if ended.status == 2 and len(lines) == 1 and lines[0].startswith("kenzan: "):
        return "refused"
    print(f"kenzan {' '.join(words)}: status {ended.status}: {lines}", file=sys.stderr)
    return ZERO[1] if ended.status == 2 else ZERO[2]


def drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """The same examples of a strategy at every call."""
    found: list[Any] = []

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=count,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(example: Any) -> None:
        found.append(example)

    keep()
    return found


def packs(folder: Path) -> Iterator[Words]:
    """The tables of `tests/packs/test_malformed.py`, and made-up ones."""
    table = importlib.import_module("test_malformed")
    made = importlib.import_module("fuzzing.packs")
    texts = [table.TEXTS[case["pack"]].replace(case["old"], case["new"]) for case in table.CASES]
    texts += [text for text, _, _ in table.FILES.values()]
    sound = table.TEXTS["arithmetic"]
    for formula in (*table.FORMULAS, *table.COMPUTED):
        written = formula.replace("'", "''")
        texts.append(sound.replace('gold: {expr: "n*p + v", unit', f"gold: {{expr: '{written}', unit"))
    file = folder / "mine.yaml"
    for data in (*(text.encode() for text in texts), *drawn(made.PACKS, DRAWN)):
        file.write_bytes(data)
        yield "tasks", "show", str(file)


def run_files(folder: Path) -> Iterator[Words]:
    """One file of a run cut, edited, of other types or missing; each command that reads a run."""
    made = importlib.import_module("fuzzing.run_files")
    whole = [made.Spoilt(name, made.sound()[name][:cut]) for name in made.NAMES for cut in (0, 1, 30, -1, -2, -30)]
    run, other = folder / "run", folder / "other"
    _write(other, made.sound("twice"))
    for spoilt in (*whole, *drawn(made.DIRECTORIES, DRAWN)):
        commands = (("report", run), ("compare", other, run, "-o", folder / "c.html"), ("score", run, "--json"))
        for words in (*commands, ("export", run, "-o", folder / "x.csv")):
            _write(run, {**made.sound(), spoilt.name: spoilt.data})
            yield tuple(map(str, words))


def _write(folder: Path, files: dict[str, bytes | None]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in files.items():
        if data is not None:
            (folder / name).write_bytes(data)


def traces(folder: Path) -> Iterator[Words]:
    """Lines that are none, in the middle of sound ones."""
    made = importlib.import_module("fuzzing.traces")
    file = folder / "traces.jsonl"
    for line in drawn(made.LINES, DRAWN):
        sound = json.dumps(made.EXAMPLES[0])
        file.write_bytes(f"{sound}\n{line}\n{sound}\n".encode("utf-8", "surrogatepass"))
        yield "trace", str(file), "-o", str(folder / "out.jsonl")


def logs(folder: Path) -> Iterator[Words]:
    """Logs of lm-eval, of Inspect, and plain ones."""
    made = importlib.import_module("fuzzing.logs")
    for log in drawn(made.LOGS, DRAWN):
        shutil.rmtree(folder)
        folder.mkdir()
        for name, data in log.files.items():
            (folder / name).write_bytes(data)
        yield "import", str(folder / next(iter(log.files))), "-o", str(folder / "run")


def adapters(folder: Path) -> Iterator[Words]:
    """Files of the embedded pair cut, edited, missing: what is opened is asked one question of one token."""
    mutations = importlib.import_module("fuzzing.mutations")
    sound = {part: {f.name: f.read_bytes() for f in (MODELS / part).iterdir()} for part in ("mini", "mini-terse")}
    # Of the base beside it: as one of the embedded base it would be warned of before the refusal that is counted.
    adapted = {**json.loads(sound["mini-terse"]["adapter_config.json"]), "base_model_name_or_path": "../mini"}
    sound["mini-terse"]["adapter_config.json"] = json.dumps(adapted).encode()
    spoilt: list[tuple[str, str, bytes | None]] = []
    for part, name in (("mini-terse", "adapter_model.safetensors"), ("mini", "model.safetensors")):
        data = sound[part][name]
        ways = [None, b"", data[:4], data[:200], data[: len(data) // 2], data[:-1], b"\xff" * 8 + data[8:]]
        ways += [b"\x80\x04." + data, data[:8] + b"[" + data[9:], data[:8] + bytes(40) + data[48:]]
        spoilt += [(part, name, way) for way in ways]
    for part, name in (("mini-terse", "adapter_config.json"), ("mini", "config.json"), ("mini", "tokenizer.json")):
        document = json.loads(sound[part][name])
        edits = drawn(mutations.documents([document]), ADAPTERS // 3)
        spoilt += [(part, name, json.dumps(edit).encode()) for edit in edits]
        spoilt += [(part, name, way) for way in (None, b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"a": 1}')]
    for part, name, data in spoilt:
        for there, files in sound.items():
            _write(folder / there, {**files, name: data} if there == part else files)
        shutil.rmtree(folder / "run", ignore_errors=True)
        pair = ("-m", folder / "mini", "-a", folder / "mini-terse", "--allow-noop")
        asked = ("-t", TESTS / "data" / "tiny.yaml", "--limit", "1", "--max-new-tokens", "1", "-o", folder / "run")
        yield tuple(map(str, ("run", *pair, *asked)))
