"""Decoding a static batch with `generate` of transformers, each row handed over in the moment it ends.

`generate` runs in a thread; a stopping criterion sees every new token. When half of a batch has ended, the rest is left
to be decoded on as a smaller batch.
"""

import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, wait
from typing import Any

import torch
import transformers

from bench.engines.base import Tick
from bench.engines.rows import Row
from bench.engines.sampling import choose
from bench.engines.tokens import Tokens
from bench.records import Generation

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
    """Samples each row from its own stream by leaving only the drawn token possible (`bench.engines.sampling`)."""

    def __init__(self, rows: Sequence[Row], device: torch.device) -> None:
        self.sampling = rows[0].request.sampling
        self.seeds = torch.tensor([row.request.seed for row in rows], device=device)
        self.steps = torch.tensor([len(row.made) for row in rows], device=device)

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Log weights [rows, vocabulary] in which each row's drawn token alone is possible."""
        tokens = choose(scores, self.sampling, self.seeds, self.steps)
        self.steps += 1
        return torch.full_like(scores, -torch.inf).scatter_(1, tokens[:, None], 0.0)


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
        row.start()
    ids, mask = _pad([row.prompt + row.made for row in batch], tokens.pad)
    ids, mask = ids.to(model.device), mask.to(model.device)
    ended: queue.SimpleQueue[Generation | BaseException | None] = queue.SimpleQueue()

    def on_end(index: int, new: list[int], reason: Any) -> None:
        row, made = batch[index], batch[index].made + new
        ended.put(row.generation(tokens.text(made), len(made), stopped=reason == "stop", engine=engine))

    budgets = torch.tensor([r.request.sampling.max_new_tokens - len(r.made) for r in batch], device=ids.device)
    watch = Watch(budgets, torch.tensor(tokens.end, device=ids.device), on_end, tick)
    options = dict(options)
    if requests[0].sampling.temperature > 0:
        options["logits_processor"] = transformers.LogitsProcessorList([Sampler(batch, ids.device)])
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
