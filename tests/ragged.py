"""Queries, caches and lengths of a decode step, and what attention over them must give."""

import torch
from torch.nn import functional


def expected(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, lengths: torch.Tensor, scaling: float, window: int
) -> torch.Tensor:
    """Row by row, of the visible positions alone, by torch."""
    rows = []
    for row, length in enumerate(lengths.tolist()):
        seen = slice(max(0, length - window), length)
        attended = functional.scaled_dot_product_attention(
            q[row : row + 1, :, None].float(),
            k[row : row + 1, :, seen].float(),
            v[row : row + 1, :, seen].float(),
            scale=scaling,
            enable_gqa=True,
        )
        rows.append(attended[0, :, 0])
    return torch.stack(rows)


def drawn(
    rows: int, shared: int, group: int, depth: int, positions: int, dtype: torch.dtype = torch.float32
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    q = torch.randn(rows, shared * group, depth).to(dtype)
    k, v = torch.randn(2, rows, shared, positions, depth).to(dtype)
    return q, k, v
