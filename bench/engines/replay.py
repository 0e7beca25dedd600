"""Stored generations instead of a model: the same questions again without generating, for tests and other checks.

``--engine replay -m RUNDIR`` answers a request with what an earlier run kept for it: the same prompt, adapter,
strength, sampling and sample. Neither tokenizer nor weights are needed; the chat template is in the stored prompts.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.engines.base import Setup, Tick
from bench.errors import InputError
from bench.prompts import PREFILL, question
from bench.records import Failure, Generation, Request
from bench.runs import RunDirectory

Place = tuple[str, str | None, float, int, float, float, int]
"""What of a request decides its text, beside budget and weights."""


class ReplayEngine:
    """Answers from a run directory.

    Parameters
    ----------
    run : the directory.
    adapters : keys that requests will name; they must be the stored run's.

    Raises
    ------
    InputError
        Not a run directory, or one without such an adapter.
    """

    name = "replay"

    def __init__(self, run: RunDirectory, adapters: Sequence[str] = ()) -> None:
        self.manifest = run.manifest()
        self.path = run.path
        for key in adapters:
            if key not in self.manifest.adapters:
                there = ", ".join(self.manifest.adapters) or "none"
                raise InputError(f"the run has no adapter {key!r}; it has {there}", str(run.path))
        self._stored: dict[Place, Generation] = {}
        self._chats: dict[str, str] = {}
        generations = run.generations()
        for request in run.requests():
            if request.format == "chat":
                begun = PREFILL[request.item.lang] if request.elicit == "prefill" else ""
                self._chats[question(request.item, request.elicit)] = request.prompt.removesuffix(begun)
            if request.key in generations:
                self._stored[_place(request)] = generations[request.key]

    @classmethod
    def open(cls, setup: Setup) -> "ReplayEngine":
        """Read the run that the model's place names."""
        return cls(RunDirectory(Path(setup.model)), list(setup.adapters))

    @property
    def versions(self) -> dict[str, str]:
        """Of the stored run."""
        return self.manifest.versions

    @property
    def context(self) -> int | None:
        """None: what a prompt left of it is known from the stored texts."""
        return None

    def identity(self, adapter: str | None) -> dict[str, str]:
        """Of the stored run: who reads its texts again does not change whose they are."""
        known = {name: value for name, value in self.manifest.identity.items() if not name.startswith("adapter")}
        if adapter is None:
            return known
        only = len(self.manifest.adapters) == 1
        return {**known, "adapter": self.manifest.identity["adapter" if only else f"adapter {adapter}"]}

    def chat(self, question: str) -> str:
        """The stored prompt of that question; the question alone, which has no generation, where there is none."""
        return self._chats.get(question, question)

    def encode(self, prompt: str) -> list[int]:
        """The prompt's UTF-8 bytes, which identify it."""
        return list(prompt.encode())

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation | Failure]:
        """Yield the stored generation of each request, or a failure that says that there is none."""
        for request in requests:
            found = self._stored.get(_place(request))
            if found and self._within(found, request.sampling.max_new_tokens):
                yield found.model_copy(update={"key": request.key})
            else:
                place = f"{request.item.id} ({request.arm}, {request.format}, sample {request.sample})"
                other = ", only with another token budget" if found else ""
                yield Failure(key=request.key, reason=f"{self.path} has no generation of {place}{other}")

    def _within(self, found: Generation, budget: int) -> bool:
        """Whether the model would have said the same within this budget: the stored one, or one that was not needed."""
        if budget == self.manifest.sampling.max_new_tokens:
            return True
        return found.finish_reason == "stop" and found.new_tokens is not None and found.new_tokens <= budget


def _place(request: Request) -> Place:
    sampling = request.sampling
    return (
        request.prompt,
        request.adapter,
        request.strength,
        request.sample,
        sampling.temperature,
        sampling.top_p,
        sampling.top_k,
    )
