"""NF4 as bitsandbytes stores it, and as the product on packed weights reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

BLOCK = 64
"""Weights that share one scale."""

NF4 = (
    -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453,
    -0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0.0,
    0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
    0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0,
)  # fmt: skip
"""The 16 values of a code: quantiles of the normal distribution (Dettmers et al. 2023, QLoRA, appendix E)."""

STRETCH = {torch.bfloat16: 1.437, torch.float16: 1.6777}
"""The table is multiplied by this before it is rounded, and the result divided by it: the factor with the least
squared error of the 16 rounded values, which it lowers by 40 % in bfloat16 and by 60 % in float16."""


MOST_ROWS = 256
"""Rows up to which the product works on packed weights."""

LEAST_TILE = (16, 32)
"""Rows of activations and rows of weight in the smallest tile."""


def table(dtype: torch.dtype, device: torch.device | str = "cpu") -> torch.Tensor:
    """The 16 stretched values, rounded to the dtype of the activations."""
    return (torch.tensor(NF4, dtype=torch.float64) * STRETCH[dtype]).to(device, dtype)


@dataclass(frozen=True)
class NF4Weight:
    """A weight [N, K] in NF4, laid out for the product."""

    words: torch.Tensor
    """int32 [K / 64, N, 8]: 8 codes a word; nibble 2 q + p of word j is column 16 q + 2 j + p of its block of 64."""
    absmax: torch.Tensor
    """float32 or bfloat16 [K / 64, N]: largest magnitude of each block, its scale."""
    arrived: torch.Tensor
    """int32 [tiles]: programs that have finished a tile; zero between products."""

    @property
    def shape(self) -> tuple[int, int]:
        """(N, K): output and input features."""
        return self.absmax.shape[1], self.absmax.shape[0] * BLOCK

    @classmethod
    def from_bitsandbytes(cls, parameter: Any, absmax_dtype: torch.dtype = torch.float32) -> "NF4Weight":
        """Lay out a quantised ``bitsandbytes.nn.Params4bit`` anew; scales quantised themselves are dequantised.

        Parameters
        ----------
        parameter : the parameter of a ``Linear4bit``, quantised: packed bytes, high nibble first, and a quant_state.
        absmax_dtype : dtype in which scales are kept; bfloat16 saves 6 % of the weight's memory and rounds them.

        Raises
        ------
        ValueError
            The format is another one: fp4, blocks of other than 64, or rows that are no whole number of blocks.
        """
        state = parameter.quant_state
        rows, columns = state.shape
        if state.quant_type != "nf4" or state.blocksize != BLOCK or columns % BLOCK:
            raise ValueError(
                f"{state.quant_type} in blocks of {state.blocksize}, {rows} x {columns}: "
                f"only nf4 in blocks of {BLOCK} whole in each row"
            )
        absmax = state.absmax
        if state.nested:
            from bitsandbytes.functional import dequantize_blockwise

            absmax = dequantize_blockwise(absmax, state.state2) + state.offset
        blocks = columns // BLOCK
        # Pairs of columns are bytes: [N, K / 64, q, j] -> word j of a block holds q = 0..3, first column low.
        packed = parameter.data.view(torch.uint8).view(rows, blocks, 4, BLOCK // 8).permute(1, 0, 3, 2)
        words = ((packed << 4) | (packed >> 4)).contiguous().view(torch.int32).squeeze(-1)
        return cls._of(words, absmax.to(absmax_dtype).view(rows, blocks).t().contiguous())

    @classmethod
    def stacked(cls, weights: Sequence["NF4Weight"]) -> "NF4Weight":
        """One weight whose rows are those of several, in order, e.g. of the query, key and value projections."""
        words = torch.cat([weight.words for weight in weights], dim=1)
        return cls._of(words, torch.cat([weight.absmax for weight in weights], dim=1))

    @classmethod
    def _of(cls, words: torch.Tensor, absmax: torch.Tensor) -> "NF4Weight":
        tiles = MOST_ROWS // LEAST_TILE[0] * -(-words.shape[1] // LEAST_TILE[1])
        return cls(words, absmax, torch.zeros(tiles, dtype=torch.int32, device=words.device))
