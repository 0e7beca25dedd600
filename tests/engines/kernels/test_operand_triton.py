from collections.abc import Callable
from typing import Any

import pytest
import torch

from bench.engines.kernels import nf4
from bench.engines.kernels.nf4 import NF4Weight, Tiling
from bench.engines.kernels.nf4_format import STRETCH, table


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_the_interpreter_multiplies_values_and_not_their_bits(
    interpreter: Callable[..., Any], dtype: torch.dtype
) -> None:
    # Words whose nibbles are all the same, under scales that make the table's values of the codes the result.
    words = torch.tensor([0x11111111 * code - (1 << 32) * (code > 7) for code in range(16)], dtype=torch.int32)
    weight = NF4Weight(
        words[None, :, None].expand(1, 16, 8).contiguous(),
        torch.full((1, 16), STRETCH[dtype]),
        torch.zeros(16, dtype=torch.int32),
    )
    x = torch.eye(64)[:5].to(dtype)
    made = interpreter(nf4.product, x, weight.words, weight.absmax, weight.arrived, None, Tiling(16, 32, 1))
    torch.testing.assert_close(
        made, table(dtype).expand(5, 16), rtol=2**-7 if dtype == torch.bfloat16 else 1e-3, atol=0
    )
