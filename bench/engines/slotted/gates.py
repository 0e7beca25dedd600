"""How strongly each row feels each adapter, spread over the ranks of the factors.

A row of strength s on an adapter multiplies that adapter's ranks by s and all others by 0; base rows multiply all by
0. So rows of all arms share one product (the idea of Punica, Chen et al. 2023, "Punica: multi-tenant LoRA serving",
with a mask in the place of gathered factors: a comparison has few adapters).
"""

from collections.abc import Sequence

import torch

Layout = tuple[int, ...]
"""For each rank of a layer's stacked factors, the adapter that it belongs to; -1 for padding."""


class Gates:
    """The gates of the rows that are being computed, by layout.

    Parameters
    ----------
    slots : rows that the decode step has.
    adapters : number of adapters.
    """

    def __init__(self, slots: int, adapters: int, device: torch.device, dtype: torch.dtype) -> None:
        self.device, self.dtype, self.adapters = device, dtype, adapters
        self.layouts: list[Layout] = []
        self._slots = slots
        self._tables: list[torch.Tensor] = []
        self.current: list[torch.Tensor] = []
        """By index of the layout: [rows, 1, ranks], of the rows of the forward pass under way."""

    def layout(self, layout: Layout) -> int:
        """Index of a layout; new ones are added."""
        if layout not in self.layouts:
            self.layouts.append(layout)
            self._tables.append(torch.zeros(self._slots, 1, len(layout), device=self.device, dtype=self.dtype))
        return self.layouts.index(layout)

    def resize(self, slots: int) -> None:
        """Another number of slots, all of them base rows."""
        self._slots = slots
        self._tables = [t.new_zeros(slots, 1, t.shape[-1]) for t in self._tables]

    def rows(self, strengths: Sequence[dict[int, float]]) -> list[torch.Tensor]:
        """Gates [rows, 1, ranks] of rows that feel adapters (by index) at strengths, one tensor a layout."""
        table = torch.zeros(len(strengths), self.adapters + 1)
        for row, felt in enumerate(strengths):
            for adapter, strength in felt.items():
                table[row, adapter] = strength
        return [
            table[:, list(layout)].to(self.device, self.dtype).unsqueeze(1) for layout in self.layouts
        ]  # layout -1 takes the last column, which is 0

    def put(self, slots: torch.Tensor, gates: Sequence[torch.Tensor]) -> None:
        """Set the gates of `slots` [rows] for the decode steps to come."""
        for table, rows in zip(self._tables, gates, strict=True):
            table[slots] = rows

    def move(self, sources: torch.Tensor) -> None:
        """Slot i takes over the gates of slot `sources[i]`."""
        for table in self._tables:
            table[: len(sources)] = table[sources]

    def decode(self, rows: int) -> None:
        """The forward passes to come are decode steps of the first `rows` slots."""
        self.current = [table[:rows] for table in self._tables]
