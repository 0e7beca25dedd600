"""Linear layers whose weights stay in NF4, the 4-bit format of bitsandbytes (Dettmers et al. 2023, QLoRA).

Decoding a few rows is bound by reading the weights. Dequantising them to bfloat16 before each product reads and writes
nine times what a product on the packed weights reads; `nf4_linear` decodes them in registers instead (nf4_triton.py).
Above `MOST_ROWS` rows the arithmetic dominates, and dequantising for a dense product is the faster way.
"""

import functools
from dataclasses import dataclass

import torch
from torch.nn import functional

from bench.engines.kernels import available, interpreted
from bench.engines.kernels.nf4_format import BLOCK, LEAST_TILE, MOST_ROWS, NF4, STRETCH, table
from bench.engines.kernels.nf4_format import NF4Weight as NF4Weight


def dequantise(weight: NF4Weight, dtype: torch.dtype) -> torch.Tensor:
    """The dense weight [N, K]: each code times its scale in float32, rounded once, as bitsandbytes does it."""
    rows, columns = weight.shape
    if available(weight.words.device) and not interpreted():
        dense: torch.Tensor = _dequantise(weight.words, weight.absmax, dtype)
        return dense
    pairs = weight.words.unsqueeze(-1).view(torch.uint8).permute(1, 0, 3, 2)  # [N, K / 64, q, j]
    codes = torch.stack([pairs & 15, pairs >> 4], dim=-1).view(rows, columns // BLOCK, BLOCK)
    scale = weight.absmax.t().float().unsqueeze(-1)
    values = torch.tensor(NF4, dtype=torch.float32, device=scale.device)
    return (values[codes.int()] * scale).to(dtype).view(rows, columns)


def nf4_linear(x: torch.Tensor, weight: NF4Weight, bias: torch.Tensor | None = None) -> torch.Tensor:
    """The product x W^T + bias, summed in float32.

    Parameters
    ----------
    x : bfloat16 or float16 [..., K].
    weight : [N, K].
    bias : [N] or None.

    Returns
    -------
    [..., N] in x's dtype. Where the kernels do not run, or rows are many, the product of the dequantised weight.
    """
    y: torch.Tensor = _linear(x.reshape(-1, x.shape[-1]), weight.words, weight.absmax, weight.arrived, bias)
    return y.view(*x.shape[:-1], -1)


@dataclass(frozen=True)
class Tiling:
    """How a product is cut into programs."""

    rows: int
    """Rows of x in a tile."""
    columns: int
    """Rows of the weight in a tile."""
    parts: int
    """Parts that K is cut into."""
    warps: int = 4
    stages: int = 4
    scale_first: bool = False
    """Scale the weights instead of the sums of each block: less work where a tile has many rows."""
    prmt: bool = True
    """Decode with PTX byte permutations instead of loads from a table."""


def tiling(rows: int, columns: int, depth: int, processors: int) -> Tiling:
    """A tiling for x [rows, depth] and W [columns, depth] on a device of so many multiprocessors."""
    tile_rows = min(128, max(LEAST_TILE[0], 1 << (rows - 1).bit_length()))
    tiles = -(-rows // tile_rows) * -(-columns // 128)
    resident = 4 if tile_rows <= 32 else 2
    # As many programs as fit at once, each with at least eight blocks of K.
    parts = max(1, min(resident * processors // tiles, depth // BLOCK // 8))
    return Tiling(tile_rows, 128, parts, scale_first=tile_rows > 64, stages=3 if tile_rows > 64 else 5)


def product(
    x: torch.Tensor,
    words: torch.Tensor,
    absmax: torch.Tensor,
    arrived: torch.Tensor,
    bias: torch.Tensor | None,
    cut: Tiling,
) -> torch.Tensor:
    """`nf4_linear` on flat x [M, K] with a tiling of one's own."""
    from bench.engines.kernels import nf4_triton

    (rows, depth), columns = x.shape, absmax.shape[1]
    y = x.new_empty(rows, columns)
    parts = x.new_empty((cut.parts, rows, columns) if cut.parts > 1 else (1,), dtype=torch.float32)
    prmt = cut.prmt and not interpreted() and torch.version.hip is None
    codes = x if prmt else _table(x.dtype, x.device)
    grid = (-(-rows // cut.rows), -(-columns // cut.columns), cut.parts)
    nf4_triton.product[grid](
        x, words, absmax, codes, y if bias is None else bias, y, parts, arrived,
        rows, columns, depth, cut.parts, 1 / STRETCH[x.dtype],
        BLOCK_M=cut.rows, BLOCK_N=cut.columns, EVEN=columns % cut.columns == 0, BIAS=bias is not None,
        PRMT=prmt, SCALE_FIRST=cut.scale_first, STAGES=cut.stages, num_warps=cut.warps, num_stages=cut.stages,
    )  # fmt: skip
    return y


@torch.library.custom_op("kenzan::nf4_linear", mutates_args=())
def _linear(
    x: torch.Tensor,
    words: torch.Tensor,
    absmax: torch.Tensor,
    arrived: torch.Tensor,
    bias: torch.Tensor | None,
) -> torch.Tensor:
    # Which way is chosen here, where torch.compile does not look. `arrived` is written, but left as it was found.
    if len(x) > MOST_ROWS or x.dtype not in STRETCH or not available(x.device):
        return functional.linear(x, dequantise(NF4Weight(words, absmax, arrived), x.dtype), bias)
    cut = tiling(x.shape[0], absmax.shape[1], x.shape[1], _processors(x.device))
    return product(x.contiguous(), words, absmax, arrived, bias, cut)


@_linear.register_fake
def _(
    x: torch.Tensor,
    words: torch.Tensor,
    absmax: torch.Tensor,
    arrived: torch.Tensor,
    bias: torch.Tensor | None,
) -> torch.Tensor:
    return x.new_empty(x.shape[0], absmax.shape[1])


def unpack(words: torch.Tensor, absmax: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """`dequantise` by a kernel: each weight is read once and written once."""
    from bench.engines.kernels import nf4_triton

    blocks, rows = absmax.shape
    out = torch.empty(rows, blocks * BLOCK, dtype=dtype, device=words.device)
    exact = torch.tensor(NF4, dtype=torch.float32, device=words.device)
    nf4_triton.unpack[(blocks, -(-rows // 64))](words, absmax, exact, out, rows, blocks * BLOCK, BLOCK_N=64)
    return out


@torch.library.custom_op("kenzan::nf4_dequantise", mutates_args=())
def _dequantise(words: torch.Tensor, absmax: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    return unpack(words, absmax, dtype)


@_dequantise.register_fake
def _(words: torch.Tensor, absmax: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    return words.new_empty(absmax.shape[1], absmax.shape[0] * BLOCK, dtype=dtype)


@functools.cache
def _processors(device: torch.device) -> int:
    """Multiprocessors of a device; a few under the interpreter, so that K is split there too."""
    return 8 if device.type == "cpu" else torch.cuda.get_device_properties(device).multi_processor_count


@functools.cache
def _table(dtype: torch.dtype, device: torch.device) -> torch.Tensor:
    """The table on a device, kept: a CUDA graph cannot capture its copy."""
    return table(dtype, device)
