"""Decoding a static batch with `generate` of transformers, each row handed over in the moment it ends.

`generate` runs in a thread; a stopping criterion sees every new token. When half of a batch has ended, the rest is left
to be decoded on as a smaller batch.
"""

import queue
import random
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, wait
from dataclasses import dataclass, field
from typing import Any, cast

import torch
import transformers

from bench.engines.base import Tick
from bench.engines.tokens import Tokens
from bench.records import Generation, Request


@dataclass
class Row:
    """A request on its way."""

    request: Request
    prompt: list[int]
    """Its tokens."""
    made: list[int] = field(default_factory=list)
    """Tokens generated in batches that were left before the row ended."""
    started: float = 0.0
    """When it was first decoded, on the clock of `time.perf_counter`."""


FEWEST = 8
"""Rows of which a batch is not made smaller: too few to gain from it."""


class Watch(transformers.StoppingCriteria):
    """Watches a batch: tells `generate` which rows are done, passes each on as it ends, and stops when half have."""

    def __init__(self, budgets: torch.Tensor, eos: torch.Tensor, done: Any, tick: Tick | None) -> None:
        self.budgets, self.eos, self.on_end, self.tick = budgets, eos, done, tick
        self.running = torch.ones_like(budgets, dtype=torch.bool)
        self.steps = 0
        self.stop = threading.Event()
        self.left: dict[int, list[int]] = {}
        """Row -> its tokens, of rows that were still running when half of the batch had ended."""

    def __call__(self, input_ids: torch.Tensor, scores: object, **kwargs: object) -> torch.Tensor:
        """After a step: which rows are done, [rows] bool; `input_ids` [rows, tokens]."""
        self.steps += 1
        stopped = torch.isin(input_ids[:, -1], self.eos)
        ended = self.running & (stopped | (self.budgets <= self.steps))
        if self.tick:
            self.tick(int(self.running.sum()), int(self.running.sum()))
        for row in ended.nonzero().flatten().tolist():
            self.on_end(row, input_ids[row, -self.steps :].tolist(), "stop" if stopped[row] else "length")
        self.running &= ~ended
        size, running = len(self.running), int(self.running.sum())
        if size > FEWEST and 0 < running <= size // 2:
            self.left = {i: input_ids[i, -self.steps :].tolist() for i in self.running.nonzero().flatten().tolist()}
            self.stop.set()
        return torch.full_like(self.running, True) if self.stop.is_set() else ~self.running


class Sampler(transformers.LogitsProcessor):
    """Samples each row from its own stream by leaving only the drawn token possible.

    One uniform number a row and step, by inversion of the cumulated distribution: a row's draws depend on its seed
    alone, not on the rows that happen to share its batch, nor on the device.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.streams = [random.Random(row.request.seed) for row in rows]
        for stream, row in zip(self.streams, rows, strict=True):
            for _ in row.made:
                stream.random()
        sampling = rows[0].request.sampling
        self.warpers = transformers.LogitsProcessorList([transformers.TemperatureLogitsWarper(sampling.temperature)])
        if sampling.top_k > 0:
            self.warpers.append(transformers.TopKLogitsWarper(sampling.top_k))
        if sampling.top_p < 1:
            self.warpers.append(transformers.TopPLogitsWarper(sampling.top_p))

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Log weights [rows, vocabulary] in which each row's drawn token alone is possible."""
        weights = (
            self.warpers(cast(torch.LongTensor, input_ids), cast(torch.FloatTensor, scores))
            .double()
            .softmax(-1)
            .cumsum(-1)
        )
        draws = torch.tensor([[s.random()] for s in self.streams], dtype=weights.dtype, device=weights.device)
        token = torch.searchsorted(weights, draws * weights[:, -1:], right=True).clamp_max(scores.shape[-1] - 1)
        return torch.full_like(scores, -torch.inf).scatter_(1, token, 0.0)


def decode(
    model: Any,
    batch: Sequence[Row],
    tokens: Tokens,
    options: Mapping[str, Any],
    engine: str,
    tick: Tick | None,
    worker: Executor,
) -> Iterator[Generation]:
    """Decode one batch, left-padded; yield each row when it ends. Rows left over have their tokens in `made`.

    Parameters
    ----------
    model : as transformers loads it.
    batch : the rows, all with the same sampling.
    tokens : the tokenizer, with the ids that end and pad a text.
    options : more arguments of `generate`, e.g. PEFT's ``adapter_names``.
    engine : name and version, for the generations.
    tick : called at each step.
    worker : runs `generate`.
    """
    requests = [row.request for row in batch]
    for row in batch:
        row.started = row.started or time.perf_counter()
    ids, mask = _pad([row.prompt + row.made for row in batch], tokens.pad)
    ids, mask = ids.to(model.device), mask.to(model.device)
    ended: queue.SimpleQueue[Generation | BaseException | None] = queue.SimpleQueue()

    def on_end(index: int, new: list[int], reason: Any) -> None:
        row, made = batch[index], batch[index].made + new
        ended.put(
            Generation(
                key=row.request.key,
                text=tokens.text(made),
                prompt_tokens=len(row.prompt),
                new_tokens=len(made),
                finish_reason=reason,
                seconds=round(time.perf_counter() - row.started, 3),
                engine=engine,
            )
        )

    budgets = torch.tensor([r.request.sampling.max_new_tokens - len(r.made) for r in batch], device=ids.device)
    watch = Watch(budgets, torch.tensor(tokens.end, device=ids.device), on_end, tick)
    options = dict(options)
    if requests[0].sampling.temperature > 0:
        options["logits_processor"] = transformers.LogitsProcessorList([Sampler(batch)])
    # A fresh configuration: the checkpoint's own may sample, penalise repetitions or stop at strings.
    settings = transformers.GenerationConfig(
        max_new_tokens=int(budgets.max()),
        do_sample=False,
        eos_token_id=list(tokens.end),
        pad_token_id=tokens.pad,
        use_cache=True,
    )

    def work() -> None:
        try:
            with torch.inference_mode():
                model.generate(
                    input_ids=ids,
                    attention_mask=mask,
                    generation_config=settings,
                    stopping_criteria=transformers.StoppingCriteriaList([watch]),
                    **options,
                )
            ended.put(None)
        except BaseException as error:
            ended.put(error)

    working = worker.submit(work)
    try:
        while (result := ended.get()) is not None:
            if isinstance(result, BaseException):
                raise result
            yield result
        for index, made in watch.left.items():
            batch[index].made += made
    finally:
        watch.stop.set()
        wait([working])


def _pad(rows: Sequence[list[int]], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Left-padded ids and attention mask, each [rows, longest]."""
    longest = max(map(len, rows))
    ids = torch.tensor([[pad] * (longest - len(row)) + row for row in rows])
    mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in rows])
    return ids, mask
