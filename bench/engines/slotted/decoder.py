"""The device's side of the slots: prompts are taken in, and all slots make one token a step.

A slot's token, position, seed and step live on the device and are moved on by the step itself, so that a step needs
nothing from the host, and on CUDA is one captured graph.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import torch

from bench.engines.rows import Prefix, Row
from bench.engines.sampling import choose
from bench.engines.slotted.attention import Pass
from bench.engines.slotted.gates import Gates
from bench.engines.slotted.graphs import Graphs, Made
from bench.records import Sampling

STRIDE = {"cpu": 32, "cuda": 256}
"""Without kernels, steps see a past that is rounded up to this many positions."""
PREFILL = {"cpu": 4096, "cuda": 8192}
"""Prompt tokens of one forward pass, padding counted, unless a single prompt is longer."""


class Decoder:
    """Slots on a device.

    Parameters
    ----------
    model : with projections in place, and our attention.
    slots : rows that decode together.
    length : positions of a row, prompt and new tokens.
    arms : (adapter, strength) of a request -> adapter's index -> strength.
    sampling : how tokens are chosen; budgets are not its concern.
    share : whether prompts will come more than once (samples).
    """

    def __init__(
        self,
        model: Any,
        current: Pass,
        gates: Gates,
        *,
        slots: int,
        length: int,
        arms: dict[tuple[str | None, float], dict[int, float]],
        sampling: Sampling,
        pad: int,
        share: bool = False,
    ) -> None:
        self.model, self.current, self.gates = model, current, gates
        self.slots, self.length, self.arms, self.sampling, self.pad = slots, length, arms, sampling, pad
        self.device: torch.device = model.device
        self.share = share
        self._held: dict[Prefix, tuple[int, torch.Tensor]] = {}
        self.tokens, self.positions, self.steps, self.seeds = (
            torch.zeros(slots, dtype=torch.int64, device=self.device) for _ in range(4)
        )
        self._graphs = Graphs(self._step, (self.tokens, self.positions, self.steps)) if self.on_cuda else None
        self.by_kernel = current.by_kernel(self.device, model.dtype)
        gates.resize(slots)
        current.allocate(slots, length, self.device, model.dtype)

    @property
    def on_cuda(self) -> bool:
        """Whether steps are captured, and run on while the host looks at the tokens of the one before."""
        return self.device.type == "cuda"

    @property
    def shrinks(self) -> int:
        """The rest of the rows moves together when one slot in so many is left; on CUDA that costs a capture."""
        return 4 if self.on_cuda else 2

    def fitting(self, rows: int, fewest: int) -> int:
        """How many slots a step takes for so many rows: exactly as many, but on CUDA each number is a capture."""
        if not self.on_cuda:
            return max(fewest, rows)
        size = self.slots
        while size // self.shrinks >= max(fewest, rows):
            size //= self.shrinks
        return size

    # ------------------------------------------------------------ taking prompts in

    def admit(self, rows: Sequence[Row], slots: Sequence[int]) -> Iterator[tuple[Row, int]]:
        """Compute the prompts of rows into their slots; yield each row with its first new token."""
        places = {id(row): slot for row, slot in zip(rows, slots, strict=True)}
        self._held = {prefix: held for prefix, held in self._held.items() if held[0] not in slots}
        unique: dict[Prefix, list[Row]] = {}
        for row in rows:
            unique.setdefault(row.prefix, []).append(row)
        fresh = [group[0] for prefix, group in unique.items() if prefix not in self._held]
        for chunk in self._chunks(fresh):
            logits = self._prefill(chunk, [places[id(row)] for row in chunk])
            for row, own in zip(chunk, logits, strict=True):
                self._held[row.prefix] = (places[id(row)], own)
        for prefix, group in unique.items():
            source, logits = self._held[prefix]
            targets = [places[id(row)] for row in group]
            copies = [slot for slot in targets if slot != source]
            if copies:
                self.current.copy(source, torch.tensor(copies, device=self.device), len(prefix[2]))
            yield from zip(group, self._first(group, targets, logits), strict=True)
        if not self.share:
            self._held = {}

    def _chunks(self, rows: Sequence[Row]) -> Iterator[list[Row]]:
        """Rows of similar length together, as many as one pass takes."""
        chunk: list[Row] = []
        for row in sorted(rows, key=lambda row: -len(row.prefix[2])):
            longest = len(chunk[0].prefix[2]) if chunk else 0
            if chunk and longest * (len(chunk) + 1) > PREFILL[self.device.type]:
                yield chunk
                chunk = []
            chunk.append(row)
        if chunk:
            yield chunk

    def _prefill(self, rows: Sequence[Row], slots: Sequence[int]) -> torch.Tensor:
        """Keys and values of rows into slots; logits of each row's last token, [rows, vocabulary]."""
        texts = [row.prefix[2] for row in rows]
        longest = max(map(len, texts))
        ids = torch.tensor([[*text, *[self.pad] * (longest - len(text))] for text in texts], device=self.device)
        places = torch.tensor(slots, device=self.device)
        gates = self.gates.rows([self._felt(row) for row in rows])
        self.gates.put(places, gates)
        self.current.kind, self.current.slots, self.gates.current = "prefill", places, gates
        return last_logits(self.model, ids, [len(text) - 1 for text in texts])

    def _first(self, rows: Sequence[Row], slots: Sequence[int], logits: torch.Tensor) -> list[int]:
        """Rows of one prefix: set up their slots and choose their first token."""
        places = torch.tensor(slots, device=self.device)
        self.gates.put(places, self.gates.rows([self._felt(row) for row in rows]))
        made = torch.tensor([len(row.made) for row in rows], device=self.device)
        self.seeds[places] = torch.tensor([row.request.seed for row in rows], device=self.device)
        tokens = choose(logits.expand(len(rows), -1), self.sampling, self.seeds[places], made)
        self.tokens[places], self.steps[places] = tokens, made + 1
        self.positions[places] = len(rows[0].prefix[2])
        return list(tokens.tolist())

    def _felt(self, row: Row) -> dict[int, float]:
        return self.arms[row.request.adapter, row.request.strength]

    # ------------------------------------------------------------ making tokens

    def step(self, rows: int, furthest: int) -> torch.Tensor | Made:
        """One more token of each of the first `rows` slots; `tolist` waits for them.

        Parameters
        ----------
        furthest : no row is further than this position.
        """
        stride = STRIDE[self.device.type]
        length = self.length if self.by_kernel else min(self.length, (furthest // stride + 1) * stride)
        return self._graphs(rows, length) if self._graphs else self._step(rows, length)

    def _step(self, rows: int, length: int) -> torch.Tensor:
        current, positions = self.current, self.positions[:rows]
        current.kind, current.positions, current.length = "decode", positions, length
        if self.by_kernel:
            current.lengths = positions + 1
        else:
            current.masks = {w: visible(positions, length, w, self.model.dtype) for w in current.windows}
        self.gates.decode(rows)
        logits = self.model(
            input_ids=self.tokens[:rows, None], position_ids=positions[:, None], use_cache=False
        ).logits[:, -1]
        tokens = choose(logits.float(), self.sampling, self.seeds[:rows], self.steps[:rows])
        self.tokens[:rows] = tokens
        self.steps[:rows] += 1
        # A row that has ended goes on until its slot is given away: it must stay inside its own.
        self.positions[:rows] = (positions + 1).clamp_max(self.length - 1)
        return tokens

    def move(self, sources: Sequence[int], furthest: int) -> None:
        """Slot i takes over slot `sources[i]`."""
        places = torch.tensor(sources, device=self.device)
        self.current.move(places, min(self.length, furthest + 1))
        self.gates.move(places)
        for state in (self.tokens, self.positions, self.steps, self.seeds):
            state[: len(sources)] = state[places]
        self._held = {}


def visible(positions: torch.Tensor, length: int, window: int | None, dtype: torch.dtype) -> torch.Tensor:
    """What rows at `positions` [rows] see of `length` positions, as an additive mask [rows, 1, 1, length]."""
    every = torch.arange(length, device=positions.device)
    seen = every <= positions[:, None]
    if window is not None:
        seen &= every > positions[:, None] - window
    mask = torch.zeros(seen.shape, dtype=dtype, device=positions.device)
    return mask.masked_fill_(~seen, torch.finfo(dtype).min)[:, None, None]


def last_logits(model: Any, ids: torch.Tensor, last: Sequence[int]) -> torch.Tensor:
    """Logits, float32 [rows, vocabulary], at position `last` of each row of `ids` [rows, tokens].

    The head is given these positions alone: a vocabulary times all prompt tokens would not fit.
    """
    rows, positions = torch.arange(len(last), device=ids.device), torch.tensor(last, device=ids.device)

    def keep(_: object, args: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        return (args[0][rows, positions][:, None], *args[1:])

    hook = model.get_output_embeddings().register_forward_pre_hook(keep)
    try:
        places = torch.arange(ids.shape[1], device=ids.device).expand_as(ids)
        logits: torch.Tensor = model(input_ids=ids, position_ids=places, use_cache=False).logits[:, -1]
    finally:
        hook.remove()
    return logits.float()
