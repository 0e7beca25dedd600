"""What an engine is: something that turns requests of several arms into generations.

One engine holds one base model and its adapters; the arm is a property of the request (`adapter`, `strength`), so rows
of all arms can share a batch and see the same conditions. Opening an engine reads the tokenizer and checks that the
model and the adapters fit; the weights are loaded when the first generation is asked for, so that a run with nothing
left to do costs nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bench.errors import InputError
from bench.records import Failure, Generation, Request

Tick = Callable[[int, int], None]
"""Called at each decoding step with (rows still running, tokens just made)."""

Weights = Literal["auto", "4bit", "bf16"]
"""How a 4-bit checkpoint is computed with: as it is, dequantised once at load, or by what the memory allows."""

Verify = Literal["sampled", "full"]
"""How much of a large base's bytes its content hash is of (`bench.fingerprint`)."""


@dataclass(frozen=True)
class Setup:
    """What an engine is opened with. An engine that cannot serve a part of it says so with an InputError."""

    model: str
    """Folder, embedded name or hub id; for a server the name that it serves the base under."""
    adapters: Mapping[str, str] = field(default_factory=dict)
    """Key, as requests name it -> folder or hub id; for a server the name that it serves the adapter under."""
    strengths: tuple[float, ...] = ()
    """Strengths other than 1 that the requests will ask for."""
    load_in_4bit: bool = False
    """Quantise a full-precision base to NF4 at load."""
    weights: Weights = "auto"
    device: str | None = None
    """``cuda``, ``cuda:1``, ``cpu``; None takes CUDA where there is one."""
    batch_size: int | None = None
    """Rows decoded together, or requests in flight at a server; None leaves it to the engine."""
    base_url: str | None = None
    """Address of an OpenAI-compatible server."""
    workers: int | None = None
    """Engines side by side on a Ray cluster."""
    inner: str = "auto"
    """Name of the engine that each of the workers holds."""
    ray_address: str | None = None
    """Address of a running Ray cluster; None starts one here."""
    verify: Verify = "sampled"
    allow_noop: bool = False
    """Go on with an adapter that changes nothing."""
    allow_pickle: bool = False
    """Read weights in pickles, which can run code, where there are no others."""
    trust_remote_code: bool = False
    """Run the code that comes with a model, where it has no other."""


class Unserved(InputError):
    """What an engine is set up for is beyond it, but not beyond every other."""


class Engine(Protocol):
    """The protocol that every engine follows."""

    name: str
    """E.g. ``hf``."""

    @property
    def versions(self) -> dict[str, str]:
        """Versions of the libraries that change numbers."""

    @property
    def context(self) -> int | None:
        """Longest sequence that it can decode, prompt included, in tokens as `encode` counts them; None: unknown."""

    def identity(self, adapter: str | None) -> dict[str, str]:
        """What decides the numbers of an arm: content hashes of weights, tokenizer and adapter if any, libraries.

        Libraries stand under the names that they have in `versions`.
        """

    def chat(self, question: str) -> str:
        """The tokenizer's own chat template around a question, with the response opened; InputError without one."""

    def encode(self, prompt: str) -> list[int]:
        """Token ids of a prompt, exactly as they will be generated from."""

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation | Failure]:
        """Yield each generation as soon as its row has ended, in any order. Closing the iterator stops the work.

        A request that could not be answered, tries included, is yielded as a `Failure`; the others go on.
        """
