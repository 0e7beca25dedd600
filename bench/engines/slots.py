"""The paired slot engine: base rows, adapter rows and rows of any strength in one decode step.

Decoding is bound by reading the weights, so a step costs about the same for one row as for many: the rows must never
run dry. A fixed number of slots is decoded together, a row that ends is replaced by the next request, and an adapter
is a small product beside the base's that every row feels with a strength of its own. So a comparison costs one pass
over the weights for both arms.
"""

import gc
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import torch
import transformers

from bench.engines.base import Setup, Tick, Unserved, Weights
from bench.engines.effect import PROBE
from bench.engines.loading import load_base
from bench.engines.local import LocalEngine
from bench.engines.rows import Row
from bench.engines.slotted import sizing
from bench.engines.slotted.decoder import Decoder
from bench.engines.slotted.graphs import Made
from bench.engines.slotted.loading import Ready, make_ready
from bench.engines.slotted.lora import more_than_lora
from bench.engines.slotted.queue import Queue
from bench.errors import InputError
from bench.records import Generation, Request, Sampling

SLOTS = {"cpu": 64, "cuda": 256}
"""Slots where nobody says how many, if they fit."""
REFILL = 12
"""New rows are let in when one slot in so many is free: a forward pass for a single prompt costs a whole step."""
FEWEST = 8
"""Rows of which no smaller batch is made."""


class SlotsEngine(LocalEngine):
    """Continuous batching of rows of all arms over one copy of the weights.

    Parameters are those of `LocalEngine`; `batch_size` is the greatest number of slots.
    """

    name = "slots"

    def __init__(self, model: Path, adapters: Mapping[str, Path] | None = None, **settings: Any) -> None:
        super().__init__(model, adapters, **settings)
        self.weights: Weights = "auto"
        self.rows = self.batch_size
        """Most slots; None leaves it to the engine."""
        self._least = 0
        """Positions that a slot has at least."""
        self._decoder: Decoder | None = None
        """The slots of the last call, kept for the next that asks the same."""
        self._asked: tuple[int, Sampling, bool] | None = None
        """What they were opened for: most slots, sampling, whether prompts come more than once."""
        self._ready: Ready | None = None

    @classmethod
    def open(cls, setup: Setup) -> Self:
        """Find model and adapters and check that they fit, and that slots can compute the adapters."""
        engine = super().open(setup)
        engine.weights = setup.weights
        for folder in engine.adapters.values():
            if what := more_than_lora(folder):
                raise Unserved(f"the adapter has {what}, which slots do not compute, but --engine hf does", str(folder))
        return engine

    def prepare(self, longest: int) -> None:
        """Let slots have room for `longest` tokens, prompt included, whatever the next requests need."""
        self._least = sizing.rounded(longest)

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation]:
        """Yield generations as their rows end."""
        by_sampling: dict[Sampling, list[Row]] = {}
        for request in requests:
            sampling = request.sampling.model_copy(update={"max_new_tokens": 0})
            by_sampling.setdefault(sampling, []).append(Row(request, self.encode(request.prompt)))
        for sampling, rows in by_sampling.items():
            yield from self._generate(rows, sampling, tick)

    def _generate(self, rows: list[Row], sampling: Sampling, tick: Tick | None) -> Iterator[Generation]:
        """Rows of one way of sampling."""
        length = max(self._least, sizing.rounded(max(len(row.prompt) + row.budget for row in rows)))
        ready = self._load_ready(rows[0].prompt, length)
        share = any(row.request.sample for row in rows)
        most = min(self.rows or SLOTS[self.device.type], len(rows))
        queue, running = Queue(rows), dict[int, Row]()
        while len(queue):
            try:
                decoder = self._slots(ready, most, length, sampling, share=share)
                yield from self._serve(decoder, queue, running, tick)
            except torch.OutOfMemoryError as error:
                queue.put_back(running.values())
                running.clear()
                most = (self._decoder.slots if self._decoder else most) // 2
                self._forget()
                if not most:
                    raise InputError(
                        "not enough memory for one row; try --weights 4bit or a smaller --max-new-tokens",
                        str(self.model_path),
                    ) from error

    def _slots(self, ready: Ready, most: int, length: int, sampling: Sampling, *, share: bool) -> Decoder:
        """Slots for `most` rows if they fit, of at least `length` positions; those of the last call where they do."""
        asked = (most, sampling, share)
        if self._decoder and self._asked == asked and self._decoder.length >= length:
            return self._decoder
        self._forget()
        self._asked = asked
        self._decoder = Decoder(
            ready.model,
            ready.current,
            ready.gates,
            slots=sizing.slots(ready, length, most),
            length=length,
            arms=self._arms(ready),
            sampling=sampling,
            pad=self.tokens.pad,
            share=share,
        )
        return self._decoder

    def _forget(self) -> None:
        """Give the slots' memory back."""
        self._decoder = None
        if self._ready:
            self._ready.current.free()
        if self.device.type == "cuda":
            gc.collect()  # captured steps and their decoder hold one another
            torch.cuda.empty_cache()

    def _serve(
        self, decoder: Decoder, queue: Queue, running: dict[int, Row], tick: Tick | None
    ) -> Iterator[Generation]:
        """Decode until queue and slots are empty. `running`: slot -> row."""
        flying: deque[tuple[dict[int, Row], torch.Tensor | Made]] = deque()
        size, lag = decoder.slots, int(decoder.on_cuda)
        while len(queue) or running or flying:
            free = [slot for slot in range(size) if slot not in running]
            if len(queue) and (not running or len(free) >= max(1, size // REFILL)):
                yield from self._took(self._admit(decoder, queue, running, free), running, queue, tick)
            shrink = not len(queue) and len(running) <= size // decoder.shrinks and size > FEWEST
            if running and shrink and not flying:
                size = self._close_ranks(decoder, running)
            if running and not (shrink and flying):
                furthest = max(len(row.prompt) + len(row.made) for row in running.values()) + lag
                with torch.inference_mode():
                    flying.append((dict(running), decoder.step(size, furthest)))
            if flying and (len(flying) > lag or shrink or not running):
                rows, step = flying.popleft()
                tokens = step.tolist()
                made = [(slot, row, tokens[slot]) for slot, row in rows.items() if not row.ended]
                yield from self._took(made, running, queue, tick)

    def _admit(
        self, decoder: Decoder, queue: Queue, running: dict[int, Row], free: Sequence[int]
    ) -> list[tuple[int, Row, int]]:
        """Give free slots to waiting rows; each one's slot, and first token."""
        rows = queue.take(len(free))
        slots = free[: len(rows)]
        running.update(zip(slots, rows, strict=True))
        for row in rows:
            row.start()
        places = {id(row): slot for slot, row in zip(slots, rows, strict=True)}
        with torch.inference_mode():
            return [(places[id(row)], row, token) for row, token in decoder.admit(rows, slots)]

    def _took(
        self, made: Sequence[tuple[int, Row, int]], running: dict[int, Row], queue: Queue, tick: Tick | None
    ) -> Iterator[Generation]:
        """Add a token to each (slot, row, token); yield the rows whose last it was."""
        if tick:
            tick(len(running), len(made))
        for slot, row, token in made:
            row.made.append(token)
            stopped = token in self.tokens.end
            row.ended = stopped or len(row.made) >= row.budget
            if row.ended:
                del running[slot]
                queue.ended(row)
                yield row.generation(self.tokens.text(row.made), len(row.made), stopped=stopped, engine=self.signature)

    def _close_ranks(self, decoder: Decoder, running: dict[int, Row]) -> int:
        """Move the rows that still run to the first slots; how many slots are decoded from here on."""
        slots = sorted(running)
        with torch.inference_mode():
            decoder.move(slots, max(len(row.prompt) + len(row.made) for row in running.values()))
        rows = [running[slot] for slot in slots]
        running.clear()
        running.update(enumerate(rows))
        return decoder.fitting(len(rows), FEWEST)

    @property
    def signature(self) -> str:
        """Name and version, as generations carry them."""
        return f"slots/transformers-{transformers.__version__}"

    def _arms(self, ready: Ready) -> dict[tuple[str | None, float], dict[int, float]]:
        """(adapter, strength) of a request -> adapter's index -> strength."""
        arms: dict[tuple[str | None, float], dict[int, float]] = {(None, 0.0): {}}
        for key, index in ready.indices.items():
            arms.update({(key, s): {index: s} for s in (1.0, *self.strengths)})
        return arms

    def _load_ready(self, prompt: list[int], length: int) -> Ready:
        if self._ready is None:
            with torch.inference_mode():
                base = load_base(
                    self.model_path, self.config, self.device, load_in_4bit=self.load_in_4bit, trust=self.trust
                )
                keep = sizing.keep(base, self.weights, length, self.rows or SLOTS[self.device.type])
                self._ready = make_ready(
                    base.eval(), self.adapters, prompt[-PROBE:], keep=keep, allow_noop=self.allow_noop
                )
        return self._ready
