"""Engines side by side on a Ray cluster: where one machine, or one GPU, is not enough.

Each worker is a Ray actor that holds an engine of its own with one GPU, where the cluster has any (``ray`` gives them
the engine of this machine, ``ray:vllm`` another). Requests go to whoever is free, several batches at a time, so that
batches stay full and the last ones end together; results come back one by one as they finish. When a worker is lost,
with its node or without, another is started, and what the lost one had not returned is owed again.

Prompts, keys and identities are those of the engine inside, opened here without its weights: a run can be begun on one
GPU and go on on a cluster. Model and adapter must lie at the same place on every node, or come from the hub.
"""

import os
import platform
import weakref
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import ray

from bench.engines.base import Setup, Tick
from bench.engines.opening import open_engine
from bench.errors import InputError, first_line
from bench.records import Failure, Generation, Request

BATCH = 64
"""Rows that an engine is taken to decode together, where ``--batch-size`` does not say."""
ROUNDS = 4
"""Batches that a worker is given at least, while there is enough: at the end of each gift its batch runs empty."""
LOSSES = 3
"""Lost workers that make a request which all of them had a failure: it may be what they died of."""
START = 600.0
"""Seconds to wait for a first worker."""
_STORE = 128 << 20
"""Bytes of shared memory for a cluster of our own: requests and texts are small."""


class Worker:
    """What runs in an actor: an engine, opened when it is first asked.

    Parameters
    ----------
    engine : name of an engine, as `open_engine` takes it.
    setup : what it is opened with.
    """

    def __init__(self, engine: str, setup: Setup) -> None:
        self.name, self.setup = engine, setup
        self.engine: Any = None

    def place(self) -> tuple[str, int]:
        """Host and process id."""
        return platform.node(), os.getpid()

    def answer(self, requests: Sequence[Request]) -> Iterator[Generation | Failure]:
        """Yield each result as it is there."""
        self.engine = self.engine or open_engine(self.name, self.setup)
        yield from self.engine.generate(requests)


@dataclass
class _Hand:
    """A worker as it is seen from here."""

    actor: Any
    place: Any
    """Reference to host and process id."""
    owed: dict[str, Request]
    """What it was given and has not returned."""


class RayEngine:
    """Any engine, several times.

    Parameters
    ----------
    engine : name of the engine that each worker holds.
    setup : what those are opened with; `workers` and `ray_address` are for this one.

    Raises
    ------
    InputError
        The engine inside cannot be opened here.
    """

    worker: ClassVar[type] = Worker

    def __init__(self, engine: str, setup: Setup) -> None:
        self.engine, self.workers, self.address = engine, setup.workers, setup.ray_address
        self.batch = setup.batch_size or BATCH
        alone = replace(setup, workers=None, ray_address=None, inner="auto")
        self.inner = open_engine(engine, alone)
        self.name = f"ray:{self.inner.name}"
        # A worker's own directory may be another.
        adapters = {key: _absolute(name) for key, name in setup.adapters.items()}
        self._setup = replace(alone, model=_absolute(setup.model), adapters=adapters)
        self._hands: list[_Hand] = []
        self._start: Any = None
        self._leave: weakref.finalize[..., RayEngine] | None = None

    @classmethod
    def open(cls, setup: Setup) -> "RayEngine":
        """Open the engine inside; the cluster is reached when the first generation is asked for."""
        return cls(setup.inner, setup)

    @property
    def versions(self) -> dict[str, str]:
        """Versions here; all nodes need the same."""
        return {**self.inner.versions, "ray": ray.__version__}

    @property
    def context(self) -> int | None:
        """Of the engine inside."""
        return self.inner.context

    def identity(self, adapter: str | None) -> dict[str, str]:
        """Of the engine inside: where a text was made is no part of it."""
        return self.inner.identity(adapter)

    def chat(self, question: str) -> str:
        """The chat template of the engine inside."""
        return self.inner.chat(question)

    def encode(self, prompt: str) -> list[int]:
        """Token ids of the engine inside."""
        return self.inner.encode(prompt)

    def places(self) -> list[tuple[str, int]]:
        """Host and process id of each worker, while it generates."""
        return [ray.get(hand.place) for hand in self._hands]

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation | Failure]:
        """Yield results of all workers as they come. The workers stay, with their weights, for the next call.

        Raises
        ------
        InputError
            No cluster there, not enough of it, or a worker finds its input unusable.
        """
        if _join(self.address, self.workers):
            self._leave = weakref.finalize(self, ray.shutdown)
        workers, share = _shares(self.workers)
        self._start = ray.remote(max_restarts=0, max_task_retries=0, **share)(self.worker)
        busy: dict[Any, _Hand] = {}
        try:
            yield from self._generate(deque(requests), workers, busy, tick)
        finally:
            for hand in busy.values():  # left in the middle
                self._dismiss(hand)

    def close(self) -> None:
        """End the workers, and the cluster if it is our own. What is forgotten ends with the process."""
        for hand in list(self._hands):
            self._dismiss(hand)
        if self._leave:
            self._leave()

    def _generate(
        self, waiting: deque[Request], workers: int, busy: dict[Any, _Hand], tick: Tick | None
    ) -> Iterator[Generation | Failure]:
        new = min(workers, len(waiting))
        for _ in range(new - len(self._hands)):
            self._hire()
        # A worker that the cluster has no room for, since a node is gone, is given nothing: it may never come.
        coming = {hand.place: hand for hand in self._hands}
        free: list[_Hand] = []
        losses = Counter[str]()
        while waiting or busy:
            while free and waiting:
                hand = free.pop()
                given = [waiting.popleft() for _ in range(portion(len(waiting), workers, self.batch, new=new))]
                new = max(0, new - 1)
                hand.owed = {request.key: request for request in given}
                busy[hand.actor.answer.options(num_returns="streaming").remote(given)] = hand
            ready, _ = ray.wait([*busy, *coming], num_returns=1, timeout=None if busy else START)
            if not ready:
                raise InputError(f"no worker could start in {START:g} s; see `ray status`", "--engine ray")
            if ready[0] in coming:
                hand = coming.pop(ready[0])
                self._welcome(hand)
                free.append(hand)
                continue
            stream = ready[0]
            hand = busy.pop(stream)
            try:
                result: Generation | Failure = ray.get(next(stream))
            except StopIteration:
                yield from (Failure(key=key, reason="the engine returned nothing for it") for key in hand.owed)
                free.append(hand)
            except ray.exceptions.RayError as error:
                self._dismiss(hand)
                if (cause := getattr(error, "cause", None)) and isinstance(cause, InputError):
                    where = f"worker on {_named(hand.place)}: {cause.where}"
                    raise InputError(cause.what, where.rstrip(": ")) from error
                losses.update(hand.owed.keys())
                for key in [key for key in hand.owed if losses[key] == LOSSES]:
                    del hand.owed[key]
                    yield Failure(key=key, reason=f"{LOSSES} workers were lost over it: {_told(error)}")
                waiting.extendleft(reversed(hand.owed.values()))
                another = self._hire()
                coming[another.place] = another
            else:
                busy[stream] = hand  # last in turn
                hand.owed.pop(result.key, None)
                if tick and isinstance(result, Generation):
                    tick(min(self.batch * len(busy), sum(len(h.owed) for h in busy.values())), result.new_tokens or 0)
                yield result

    def _welcome(self, hand: _Hand) -> None:
        """Check that a worker is up; InputError when it could not start."""
        try:
            ray.get(hand.place)
        except ray.exceptions.RayError as error:
            self._dismiss(hand)
            raise InputError(f"a worker cannot start: {_told(error)}", "--engine ray") from error

    def _hire(self) -> _Hand:
        actor = self._start.remote(self.engine, self._setup)
        hand = _Hand(actor, actor.place.remote(), {})
        self._hands.append(hand)
        return hand

    def _dismiss(self, hand: _Hand) -> None:
        self._hands.remove(hand)
        ray.kill(hand.actor)


def portion(left: int, workers: int, batch: int, *, new: int = 0) -> int:
    """How many requests a free worker is given of those left.

    Half of its share, so that a slower worker is helped by the others, but some full batches if it can be: at the end
    of a portion an engine's batch runs empty. A small job is shared out at once.

    Parameters
    ----------
    left : requests that nobody has.
    workers : all workers.
    batch : rows that a worker decodes together.
    new : workers, this one included, that have not been given anything; the share of the others is in their hands.
    """
    share = -(-left // (new or workers))
    half = -(-left // (2 * workers))
    return min(left, max(batch if not new else 1, min(share, max(ROUNDS * batch, half))))


def _join(address: str | None, workers: int | None) -> bool:
    """Take part in the cluster at the address, or in one of our own; False if this process already does in one."""
    # Ray tells about lost workers on standard output, where our results go; it has no option against it.
    ray._private.worker._worker_logs_enabled = False
    if ray.is_initialized():
        return False
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # a benchmark does not report to anybody
    options: dict[str, Any] = {"log_to_driver": False, "configure_logging": False, "logging_level": "ERROR"}
    if address is None:
        cpus = max(os.cpu_count() or 1, workers or 1)
        options |= {"num_cpus": cpus, "include_dashboard": False, "object_store_memory": _STORE}
    try:
        ray.init(address=address or "local", **options)
    except Exception as error:  # a node that takes too long to start is told by a bare one
        place = f"--ray-address {address}" if address else "--engine ray"
        raise InputError(f"no Ray cluster to be had: {_told(error)}", place) from error
    return True


def _shares(workers: int | None) -> tuple[int, dict[str, int]]:
    """How many workers, and what of the cluster each is given; InputError when it has not enough."""
    found = ray.cluster_resources()
    gpus, nodes = int(found.get("GPU", 0)), [n["Resources"].get("CPU", 0) for n in ray.nodes() if n["Alive"]]
    count = workers or gpus or len(nodes)
    if gpus:
        if count > gpus:
            raise InputError(f"the cluster has {gpus} GPUs, one for each worker", f"--workers {count}")
        return count, {"num_gpus": 1, "num_cpus": 1}
    # Ray lets a worker compute with as many threads as it has CPUs.
    each = int(min(nodes)) // -(-count // len(nodes))
    if each < 1:
        raise InputError(f"the cluster has {int(sum(nodes))} CPUs, at least one for each worker", f"--workers {count}")
    return count, {"num_gpus": 0, "num_cpus": each}


def _absolute(name: str) -> str:
    return str(Path(name).resolve()) if Path(name).is_dir() else name


def _named(place: Any) -> str:
    try:
        host, pid = ray.get(place)
    except ray.exceptions.RayError:
        return "a lost node"
    return f"{host} (process {pid})"


def _told(error: BaseException) -> str:
    """The first words of the cause where there is one, else Ray's own."""
    cause = getattr(error, "cause", None)
    return first_line(cause if isinstance(cause, BaseException) else error)
