"""Batches without waste: examples of about one length fill a batch of a fixed number of tokens."""

import multiprocessing
import queue
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random

import numpy as np
import tokenizers

from .corpus import Corpus
from .ladder import CLOSED
from .prompts import END

LENGTHS = (96, 128, 160, 192, 240, 256, 320, 384, 480, 512, 640, 768, 1024)
"""Row lengths. Each divides `TOKENS`, so that every batch has the same number of tokens and one compiled graph fits."""
TOKENS = 61_440
SHUFFLE = 60
"""Batches held to draw from, so that lengths mix."""
COUNTED = 0x8000
"""Bit of the tokens that the loss counts: the response and its end, not the prompt."""


@dataclass(frozen=True)
class Batch:
    """Rows of one length and what went into them."""

    tokens: np.ndarray
    """uint16, ``[rows, length]``; with the bit `COUNTED`, padded by 0 on the right."""
    examples: int
    """Examples tokenised since the last batch."""
    exposures: Counter[str]
    """How often each entity was among them, asked from memory."""


def make_batches(rng: Random, corpus: Corpus, tokenizer: tokenizers.Tokenizer, tokens: int = TOKENS) -> Iterator[Batch]:
    """Draw examples without end and give out a batch whenever one is full.

    Parameters
    ----------
    rng, corpus
        Draw the examples.
    tokenizer
        Of fewer than 32,768 tokens.
    tokens
        Size of a batch; rows of ``tokens // length``. Examples longer than the longest row are left out.
    """
    end = tokenizer.token_to_id(END)
    waiting: dict[int, list[np.ndarray]] = {length: [] for length in LENGTHS if length <= tokens}
    examples, exposures = 0, Counter[str]()
    while True:
        drawn = [corpus.example(rng) for _ in range(512)]
        prompts = tokenizer.encode_batch_fast(
            [each.prompt + each.prefilled for each in drawn], add_special_tokens=False
        )
        responses = tokenizer.encode_batch_fast([each.response for each in drawn], add_special_tokens=False)
        for each, prompt, response in zip(drawn, prompts, responses, strict=True):
            row = np.array([*prompt.ids, *response.ids, end], np.uint16)
            row[len(prompt.ids) :] |= COUNTED
            length = next((length for length in waiting if length >= len(row)), None)
            if length is None:
                continue
            examples += 1
            if each.book in CLOSED:
                exposures[each.entity] += 1
            waiting[length].append(row)
            if len(waiting[length]) == tokens // length:
                filled = np.zeros((tokens // length, length), np.uint16)
                for target, source in zip(filled, waiting[length], strict=True):
                    target[: len(source)] = source
                waiting[length] = []
                yield Batch(filled, examples, exposures)
                examples, exposures = 0, Counter[str]()


def work(seed: str, packs: Path, tokenizer: Path, tokens: int, made: "Queue[Batch]", stop: Event) -> None:
    """Fill the queue until told to stop; runs in a process of its own."""
    for batch in make_batches(Random(seed), Corpus(packs), tokenizers.Tokenizer.from_file(str(tokenizer)), tokens):
        while not stop.is_set():
            try:
                made.put(batch, timeout=1)
                break
            except queue.Full:
                continue
        if stop.is_set():
            made.cancel_join_thread()
            return


def shuffled(batches: Iterator[Batch], rng: Random, held: int) -> Iterator[Batch]:
    """Give out the batches in random order, `held` of them waiting at a time."""
    waiting = []
    for batch in batches:
        waiting.append(batch)
        if len(waiting) > held:
            yield waiting.pop(rng.randrange(len(waiting)))


@contextmanager
def feed(packs: Path, tokenizer: Path, *, seed: int, workers: int, tokens: int) -> Iterator[Iterator[Batch]]:
    """Batches from worker processes, shuffled; which come first depends on their speed.

    Parameters
    ----------
    packs
        The compiled packs.
    tokenizer
        A ``tokenizer.json``.
    seed
        Worker i draws from the seed ``"<seed>-<i>"``.
    workers
        Number of processes; 0 draws in this one, where the same seed gives the same batches.
    tokens
        Size of a batch.
    """
    if workers == 0:
        yield make_batches(Random(seed), Corpus(packs), tokenizers.Tokenizer.from_file(str(tokenizer)), tokens)
        return
    context = multiprocessing.get_context("spawn")
    made: Queue[Batch] = context.Queue(400)
    stop = context.Event()
    processes = [
        context.Process(target=work, args=(f"{seed}-{i}", packs, tokenizer, tokens, made, stop), daemon=True)
        for i in range(workers)
    ]
    for process in processes:
        process.start()
    try:
        # A batch takes a worker about a second: two minutes of silence mean that the workers are gone.
        yield shuffled(iter(lambda: made.get(timeout=120), None), Random(seed), SHUFFLE)
    finally:
        stop.set()
        for process in processes:
            process.join(timeout=10)
            process.kill()
