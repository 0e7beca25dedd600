"""The main job without a model: an engine whose texts follow from its requests, for what is about files and not texts.

`run` is the whole of `bench.pipeline.run` but for the engine and the drawing of the page, so that hundreds of broken
directories can be continued in a minute.
"""

import contextlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from unittest.mock import patch

from bench import packs, pipeline
from bench.engines.base import Setup, Tick
from bench.pipeline import Job
from bench.records import Generation, Request
from bench.report import page
from bench.runs import GENERATIONS

PACK = Path(__file__).parents[1] / "tests" / "data" / "tiny.yaml"
"""Two templates in two languages: eight requests with one instance of each."""


class Echo:
    """An engine that says how it would have worked; tokens are code points."""

    name = "echo"
    versions = {"echo": "1"}  # noqa: RUF012
    context: int | None = None

    def __init__(self) -> None:
        self.asked: list[str] = []
        """Keys of the requests that it answered, in their order."""

    def identity(self, adapter: str | None) -> dict[str, str]:
        """Made up."""
        parts = {"engine": self.name, "base": "b" * 64, "tokenizer": "t" * 64, "quantisation": "none"}
        return parts | ({"adapter": "a" * 64} if adapter else {})

    def chat(self, question: str) -> str:
        """No template."""
        return question

    def encode(self, prompt: str) -> list[int]:
        """Code points."""
        return [ord(c) for c in prompt]

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation]:
        """One after another, in the order that they are asked."""
        for request in requests:
            self.asked.append(request.key)
            yield Generation(
                key=request.key,
                text=f"まず、{len(request.prompt)} + 1 = {len(request.prompt) + 1}\nWait: 2 × 20 = 40.\nAnswer: 42",
                prompt_tokens=len(request.prompt),
                new_tokens=30,
                finish_reason="stop",
                seconds=0.5,
                engine=self.name,
            )


_loaded = lru_cache(packs.load)


@contextlib.contextmanager
def answering(engine: Echo) -> Iterator[None]:
    """Jobs are answered by this engine, packs are read once, and the page is the comparison's numbers."""

    def opened(name: str, setup: Setup) -> Echo:
        return engine

    def drawn(comparison: object, *_: object) -> str:
        return f"<!doctype html>{comparison!r}"

    with (
        patch.object(pipeline, "open_engine", opened),
        patch.object(pipeline.packs, "load", _loaded),
        patch.object(page, "render", drawn),
    ):
        yield


def run(folder: Path, limit: int = 1) -> list[str]:
    """Start or continue the job in a folder; keys of the requests that were owed. Errors as `bench.pipeline.run`."""
    engine = Echo()
    with answering(engine):
        pipeline.run(Job(model="m", adapters=("a",), packs=(str(PACK),), limit=limit, output=folder))
    return engine.asked


def kept(folder: Path) -> list[str]:
    """Keys in ``generations.jsonl``, line by line, of a run that is not torn."""
    lines = (folder / GENERATIONS).read_bytes().splitlines()
    return [Generation.model_validate_json(line).key for line in lines]


def files(folder: Path) -> dict[str, bytes]:
    """What a folder holds, without the lock."""
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.name != ".lock"}
