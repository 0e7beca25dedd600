"""The decode step as one CUDA graph, its layers compiled.

Launched kernel by kernel, a step of a large model waits for the host: some two thousand launches where the weights
could be read in a quarter of the time. A graph launches them all at once, and compiling a decoder layer makes one
kernel of the many small ones between two products. All layers, and all numbers of rows, share one compilation.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from bench.engines.slotted.attention import Pass

Step = Callable[[int, int], torch.Tensor]
LARGE = 1 << 23
"""Numbers in a prefill's hidden states from which on it is compiled: below, compiling costs more than it saves."""
WARM_UPS = 2
"""Steps before a capture: compilation, and the workspaces of the libraries."""


class Made:
    """A step's tokens on their way to the host."""

    def __init__(self, tokens: torch.Tensor) -> None:
        self._host = torch.empty(tokens.shape, dtype=tokens.dtype, pin_memory=True)
        self._host.copy_(tokens, non_blocking=True)
        self._there: Any = torch.cuda.Event()  # type: ignore[no-untyped-call]
        self._there.record()

    def tolist(self) -> list[int]:
        """Wait for them."""
        self._there.synchronize()
        return list(self._host.tolist())


class Graphs:
    """Captured steps by (rows, length).

    Parameters
    ----------
    step : computes one step on `state` in place, and returns its tokens.
    state : tensors that a step moves on; the steps before a capture leave them as they were.
    """

    def __init__(self, step: Step, state: tuple[torch.Tensor, ...]) -> None:
        self._step, self._state = step, state
        self._graphs: dict[tuple[int, int], tuple[torch.cuda.CUDAGraph, torch.Tensor]] = {}
        self._pool: Any = None

    def __call__(self, rows: int, length: int) -> Made:
        """One step of the first `rows` slots."""
        if (rows, length) not in self._graphs:
            self._graphs[rows, length] = self._capture(rows, length)
        graph, tokens = self._graphs[rows, length]
        graph.replay()
        return Made(tokens)

    def _capture(self, rows: int, length: int) -> tuple[torch.cuda.CUDAGraph, torch.Tensor]:
        before = [tensor.clone() for tensor in self._state]
        stream: Any = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(WARM_UPS):
                self._step(rows, length)
                for tensor, kept in zip(self._state, before, strict=True):
                    tensor.copy_(kept)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool):
            tokens = self._step(rows, length)
        self._pool = self._pool or graph.pool()
        return graph, tokens


def compile_layers(model: nn.Module, current: Pass) -> None:
    """Compile the decoder layers for decode steps, and for prompts where many are taken in together."""
    lists = [m for m in model.modules() if isinstance(m, nn.ModuleList)]
    for layer in max(lists, key=len):
        layer.forward = _Switch(layer.forward, current)


class _Switch:
    """A layer's forward: compiled in decode steps and for large prefills."""

    def __init__(self, plain: Callable[..., Any], current: Pass) -> None:
        self._plain, self._current = plain, current
        self._compiled = torch.compile(plain, dynamic=True)

    def __call__(self, hidden: torch.Tensor, *args: Any, **kwargs: Any) -> Any:
        forward = self._compiled if self._current.kind == "decode" or self._large(hidden) else self._plain
        return forward(hidden, *args, **kwargs)

    def _large(self, hidden: torch.Tensor) -> bool:
        """Whether compiling pays: a row alone has a shape of its own, which would be compiled once more."""
        return self._current.kind == "prefill" and len(hidden) > 1 and hidden.numel() >= LARGE
