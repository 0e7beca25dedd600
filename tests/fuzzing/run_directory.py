"""A run directory against a model of it: begun, killed, torn, continued, changed, scored, spoilt, by several writers.

The model is a dictionary: what was once reported as being on the disk, by its key. Whatever is done to the directory,
that and nothing else is what it holds, and what is asked of the engine next is the plan without it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import fakes
from bench import pipeline, runs
from bench.engines.base import Tick
from bench.engines.opening import open_engine
from bench.errors import InputError
from bench.records import Failure, Generation, Judgment, Request, Trace
from bench.report import page
from bench.runs import GENERATIONS, JUDGMENTS, MANIFEST, REPORT, TRACES, RunDirectory
from bench.scoring import score
from bench.trace import analyse

PACK = """\
schema: pack/1
id: sums
version: 1.{version}.0
title: {{en: Sums, ja: 和}}
licence: CC-BY-4.0
provenance: original
canary: 6f0c1b1e-0000-4000-8000-0000000000fe
languages: [en, ja]
answer_line: {{en: "Answer: <number>", ja: "答え：<数>"}}
items:
  - id: sum
    family: arithmetic
    text: {{en: "Version {version}: what is {{a}} + {{b}}?", ja: "第{version}版。{{a}} + {{b}} はいくつですか。"}}
    vars: {{a: {{int: [100, 90000]}}, b: {{int: [100, 90000]}}}}
    gold: {{expr: "a + b", unit: m, domain: positive_integer}}
    check: {{solve: ["x - a - b", x]}}
    anchor: {{vars: {{a: 100, b: 101}}, gold: 201}}
"""
ARMS, LANGS = ("base", "adapter"), ("en", "ja")
DERIVED = (TRACES, JUDGMENTS, REPORT)


class Asked(NamedTuple):
    """What decides which work is owed without making another run of it."""

    version: int = 1
    limit: int = 1
    samples: int = 1


class Place(NamedTuple):
    """A request, as the model knows it."""

    version: int
    instance: int
    lang: str
    arm: str
    sample: int


class Ended(BaseException):
    """The end of a process, in the middle of its work."""


class DyingEngine(fakes.EchoEngine):
    """Answers so many requests, or fails some of them; then its process ends."""

    def __init__(self, dies_after: int | None, fails_every: int, **identity: str) -> None:
        super().__init__(**identity)
        self.dies_after = dies_after
        self.fails_every = fails_every
        self.seen: list[Request] = []
        self.answered: list[Generation] = []
        self.failed: list[str] = []

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation | Failure]:
        for number, request in enumerate(requests):
            if number == self.dies_after:
                raise Ended
            self.seen.append(request)
            if self.fails_every and number % self.fails_every == 0:
                self.failed.append(request.key)
                yield Failure(key=request.key, reason="no answer")
                continue
            text = f"{request.prompt}\n1 + 1 = 2\u2028 {request.arm}, {request.sample}\n\nAnswer: {number}"
            self.answered.append(fakes.generation(request, text))
            yield self.answered[-1]


def place_of(request: Request) -> Place:
    version = int(next(c for c in request.item.question if c.isdigit()))
    return Place(version, request.item.instance, request.item.lang, request.arm, request.sample)


def places(asked: Asked) -> set[Place]:
    return {
        Place(asked.version, instance, lang, arm, sample)
        for instance in range(asked.limit)
        for lang in LANGS
        for arm in ARMS
        for sample in range(asked.samples)
    }


def rendered(comparison: Any, manifest: Any, lang: str = "en") -> str:
    """In place of the page, whose drawing takes a second: all that it is drawn from."""
    return f"<!doctype html>{manifest.model_dump_json()}{comparison.model_dump_json()}"


PARTS: dict[str, dict[str, Any]] = {
    "base": {"engine": {"base": "c" * 64}},
    "adapter": {"engine": {"trained": "twice"}},
    "tokenizer": {"engine": {"tokenizer": "u" * 64}},
    "quantisation": {"engine": {"quantisation": "nf4"}},
    "a library": {"engine": {"torch": "9"}},
    "seed": {"job": {"seed": 2}},
    "budget": {"job": {"max_new_tokens": 65}},
    "temperature": {"job": {"temperature": 0.5}},
    "format": {"job": {"formats": ("raw", "alpaca")}},
    "elicitation": {"job": {"elicits": ("none", "ask")}},
    "strength": {"job": {"strengths": (0.5,)}},
    "another adapter": {"job": {"adapters": ()}},
}
"""What makes another run of it, one part at a time."""


class RunMachine(RuleBasedStateMachine):
    """See the module."""

    tried = 0
    """Sequences of steps so far, over all instances."""
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).tried += 1
        self.open = ExitStack()
        self.folder = Path(self.open.enter_context(tempfile.TemporaryDirectory()))
        self.open.enter_context(patch.object(page, "render", rendered))
        self.open.enter_context(patch.object(os, "fsync", lambda file: None))  # no power fails here
        self.run = RunDirectory(self.folder / "run")
        self.done: dict[str, Generation] = {}
        self.places: dict[str, Place] = {}
        self.asked: Asked | None = None
        """Of the plan on the disk."""
        self.scored: set[str] | None = None
        """Keys that the derived files are of; None where a part of them is missing or spoilt."""
        for version in (1, 2):
            (self.folder / f"v{version}.yaml").write_text(PACK.format(version=version), "utf-8")

    def teardown(self) -> None:
        self.open.close()

    # ------------------------------------------------------------ helpers

    def job(self, asked: Asked, **changes: Any) -> pipeline.Job:
        fields: dict[str, Any] = {
            "model": "m",
            "adapters": ("a",),
            "packs": (str(self.folder / f"v{asked.version}.yaml"),),
            "select": "quick",
            "formats": ("raw",),
            "samples": asked.samples,
            "limit": asked.limit,
            "max_new_tokens": 64,
            "seed": 1,
            "output": self.run.path,
        }
        return pipeline.Job(**{**fields, **changes})

    def started(self, job: pipeline.Job, engine: fakes.EchoEngine) -> pipeline.Outcome:
        type(self).steps += 1
        with patch.object(pipeline, "open_engine", lambda name, setup: engine):
            return pipeline.run(job)

    def files(self) -> dict[str, bytes]:
        if not self.run.path.is_dir():
            return {}
        return {p.name: p.read_bytes() for p in self.run.path.iterdir() if p.name != ".lock"}

    def must_be_scored(self) -> None:
        """Derived files are what the plan and the generations say, and nothing else."""
        planned = [r for r in self.run.requests() if r.key in self.done]
        traces = self.run.read(TRACES, Trace)
        assert [t.id for t in traces] == [r.key for r in planned]
        assert [j.key for j in self.run.read(JUDGMENTS, Judgment)] == [r.key for r in planned]
        for request, trace in zip(planned[:1], traces[:1], strict=True):
            text = self.done[request.key].text
            question, gold = request.item.question, request.item.reference.gold
            again = analyse(
                text, id=request.key, question=question, answer=gold, lang=request.item.lang, finish_reason="stop"
            )
            assert trace == again
        self.scored = {r.key for r in planned}

    # ------------------------------------------------------------ what a user and a bad day do

    @initialize(strayed=st.booleans())
    def stray(self, strayed: bool) -> None:
        """A process may have ended before its first file was in place."""
        if strayed:
            self.run.path.mkdir()
            (self.run.path / f".{MANIFEST}.new").write_text('{"format"', "utf-8")

    @rule(
        asked=st.builds(Asked, st.integers(1, 2), st.integers(1, 2), st.integers(1, 2)),
        dies_after=st.none() | st.integers(0, 6),
        fails_every=st.integers(0, 3),
    )
    def go(self, asked: Asked, dies_after: int | None, fails_every: int) -> None:
        """The command; it may be the first, continue, grow, shrink or ask of another version."""
        engine = DyingEngine(dies_after, fails_every)
        owed = places(asked) - set(self.places.values())
        outcome = None
        try:
            outcome = self.started(self.job(asked), engine)
        except Ended:
            assert dies_after is not None
            assert len(engine.seen) == dies_after < len(owed)
        seen = [place_of(request) for request in engine.seen]
        assert len(set(seen)) == len(seen), "asked twice"
        assert set(seen) <= owed, "asked again"
        for request in engine.seen:
            if request.key not in engine.failed:
                self.places[request.key] = place_of(request)
        self.done |= {generation.key: generation for generation in engine.answered}
        self.asked = asked
        if outcome is not None:
            assert set(seen) == owed, "not asked"
            assert {f.key for f in outcome.failures} == set(engine.failed)
            assert {f.key for f in self.run.read(runs.FAILURES, Failure)} == set(engine.failed)
            self.must_be_scored()
            assert (outcome.report is None) == (not self.scored)

    def in_files(self) -> bool:
        return bool(self.files().get(GENERATIONS))

    @precondition(in_files)
    @rule(data=st.data())
    def tear(self, data: st.DataObject) -> None:
        """The machine stops before the last record is on the disk as a whole."""
        file = self.run.path / GENERATIONS
        whole = file.read_bytes()
        start = whole.rstrip(b"\n").rfind(b"\n") + 1
        cut = data.draw(st.integers(start, max(start, len(whole) - 1)), label="cut")
        torn = whole[:cut]
        file.write_bytes(torn)
        kept = {g.key for g in self.run.generations().values()}
        lost = set(self.done) - kept
        assert len(lost) <= 1
        if whole.endswith(b"\n") and cut == len(whole) - 1:
            assert not lost, "only the line feed was missing"
        for key in lost:
            del self.done[key], self.places[key]

    @rule(rubbish=st.binary(min_size=1, max_size=30).filter(lambda b: b"\n" not in b))
    def rubbish(self, rubbish: bytes) -> None:
        """Blocks of a file that were never written to hold what was there before."""
        file = self.run.path / GENERATIONS
        if file.is_file() and file.read_bytes()[-1:] in (b"\n", b""):
            with file.open("ab") as f:
                f.write(rubbish)

    @precondition(lambda self: self.asked is not None)
    @rule(part=st.sampled_from(sorted(PARTS)))
    def change(self, part: str) -> None:
        """Another run in the same directory is refused, and leaves it as it was."""
        assert self.asked is not None
        before = self.settled()
        changes = PARTS[part]
        engine = DyingEngine(None, 0, **changes.get("engine", {}))
        try:
            self.started(self.job(self.asked, **changes.get("job", {})), engine)
        except InputError as error:
            assert "belongs to another run" in str(error), error
            assert "\n" not in str(error)
        else:
            raise AssertionError(f"another {part} continued the run")
        assert engine.seen == []
        assert self.files() == before

    def settled(self) -> dict[str, bytes]:
        """The files, once a torn line, which any writer cuts off, is cut off."""
        with self.run.writing():
            pass
        return self.files()

    @precondition(lambda self: self.asked is not None)
    @rule()
    def two_writers(self) -> None:
        """While one process writes, another is told so and changes nothing."""
        assert self.asked is not None
        with RunDirectory(self.run.path).writing():
            before = self.files()
            try:
                self.started(self.job(self.asked), DyingEngine(None, 0))
            except InputError as error:
                assert "another process is writing here" in str(error)
            else:
                raise AssertionError("two writers")
            assert self.files() == before

    @precondition(lambda self: self.asked is not None)
    @rule(names=st.sets(st.sampled_from(DERIVED), min_size=1), spoil=st.booleans())
    def lose(self, names: set[str], spoil: bool) -> None:
        """Derived files are deleted, or cut in the middle by a bad disk."""
        for name in names:
            file = self.run.path / name
            if not file.is_file():
                continue
            if spoil:
                file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
            else:
                file.unlink()
            if name != REPORT:
                self.scored = None

    @precondition(lambda self: self.asked is not None)
    @rule()
    def rescore(self) -> None:
        """`kenzan score` rebuilds everything, whatever was lost."""
        with self.run.writing():
            score(self.run)
            self.must_be_scored()
            if self.scored:
                pipeline.report(self.run)
        if self.scored:
            first = (self.run.path / REPORT).read_bytes()
            with self.run.writing():
                score(self.run)
                pipeline.report(self.run)
            assert (self.run.path / REPORT).read_bytes() == first

    @precondition(lambda self: self.asked is not None)
    @rule()
    def report(self) -> None:
        """`kenzan report` draws what is derived, or says in one line why it cannot."""
        try:
            with self.run.writing():
                pipeline.report(self.run)
        except InputError as error:
            assert "\n" not in str(error)
            shown = {r.key for r in self.run.requests()} & (self.scored or set()) & self.done.keys()
            assert not shown, error

    @precondition(lambda self: bool(self.done) and self.asked is not None)
    @rule()
    def replay(self) -> None:
        """The stored texts answer the same questions again, and those that are not stored fail."""
        assert self.asked is not None
        other = self.folder / "replayed"
        with patch.object(pipeline, "open_engine", open_engine):
            planned = {r.key for r in self.run.requests()}
            job = self.job(self.asked, engine="replay", model=str(self.run.path), output=other)
            outcome = pipeline.run(job)
        texts = sorted(g.text for g in RunDirectory(other).generations().values())
        assert texts == sorted(g.text for key, g in self.done.items() if key in planned)
        assert len(outcome.failures) == len(planned - self.done.keys())
        shutil.rmtree(other)

    # ------------------------------------------------------------ what always holds

    @invariant()
    def holds_what_was_done(self) -> None:
        assert self.run.generations() == self.done

    @invariant()
    def holds_nothing_twice(self) -> None:
        lines = self.files().get(GENERATIONS, b"").split(b"\n")[:-1]
        keys = [Generation.model_validate_json(line).key for line in lines]
        assert len(keys) == len(set(keys))

    @invariant()
    def says_what_was_asked(self) -> None:
        if self.asked is not None:
            manifest = self.run.manifest()
            assert (manifest.samples, manifest.limit) == (self.asked.samples, self.asked.limit)
