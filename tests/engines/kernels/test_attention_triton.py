from collections.abc import Callable
from typing import Any

import torch

from bench.engines.kernels import attention
from ragged import drawn, expected

Interpreter = Callable[..., Any]


def test_positions_beyond_the_length_are_not_read(interpreter: Interpreter) -> None:
    q, k, v = drawn(2, 1, 4, 64, 300)
    lengths = torch.tensor([130, 0])
    k[0, :, 130:], v[0, :, 130:], k[1], v[1] = (torch.nan,) * 4
    made = interpreter(attention.attend, q, k, v, lengths, 0.1, 300, 0.0, 4, 64)
    torch.testing.assert_close(made[:1], expected(q[:1], k[:1], v[:1], lengths[:1], 0.1, 300))
    assert not made[1].any()


def test_caches_may_be_slices_of_larger_ones(interpreter: Interpreter) -> None:
    q, k, v = drawn(3, 2, 2, 64, 90)
    large = torch.stack([k, v], dim=3).transpose(1, 2)  # [S, L, Hkv, 2, D]
    large = large.contiguous()
    k_view, v_view = large[:, :, :, 0].transpose(1, 2), large[:, :, :, 1].transpose(1, 2)
    lengths = torch.tensor([90, 1, 33])
    made = interpreter(attention.attend, q, k_view, v_view, lengths, 0.1, 90, 0.0, 1)
    torch.testing.assert_close(made, expected(q, k, v, lengths, 0.1, 90))
