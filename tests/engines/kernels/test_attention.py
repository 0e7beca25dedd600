from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from bench.engines.kernels import attention

Interpreter = Callable[..., Any]


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


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(),
    rows=st.integers(1, 3),
    shared=st.sampled_from([1, 2]),
    group=st.sampled_from([1, 5, 8]),
    depth=st.sampled_from([64, 80, 96, 128]),
    positions=st.integers(1, 400),
    cut=st.sampled_from([1, 2, 8]),
    windowed=st.booleans(),
)
def test_agrees_with_torch_for_any_shape_length_window_and_cut(
    interpreter: Interpreter,
    data: st.DataObject,
    rows: int,
    shared: int,
    group: int,
    depth: int,
    positions: int,
    cut: int,
    windowed: bool,
) -> None:
    q, k, v = drawn(rows, shared, group, depth, positions)
    lengths = torch.tensor([data.draw(st.integers(1, positions)) for _ in range(rows)])
    window = data.draw(st.integers(1, positions)) if windowed else positions
    truth = expected(q, k, v, lengths, depth**-0.5, window)
    made = interpreter(attention.attend, q, k, v, lengths, depth**-0.5, window, 0.0, cut, 64)
    torch.testing.assert_close(made, truth, atol=2e-6, rtol=1e-5)
    plain = attention.decode_attention(q, k, v, lengths, depth**-0.5, window if windowed else None)
    torch.testing.assert_close(plain, truth, atol=2e-6, rtol=1e-5)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_softcap(interpreter: Interpreter, dtype: torch.dtype) -> None:
    q, k, v = drawn(2, 2, 3, 64, 150, dtype)
    lengths = torch.tensor([150, 7], dtype=torch.int32)
    scores = 5.0 * torch.tanh((q.float().view(2, 2, 3, 64) @ k.float().transpose(2, 3)) * 0.125 / 5.0)
    scores[1, :, :, 7:] = -torch.inf
    truth = (scores.softmax(-1) @ v.float()).view(2, 6, 64)
    for made in (
        interpreter(attention.attend, q, k, v, lengths, 0.125, 150, 5.0, 2, 64),
        attention.decode_attention(q, k, v, lengths, 0.125, softcap=5.0),
    ):
        assert made.dtype == dtype
        tolerance = {torch.float32: 2e-6, torch.float16: 1e-3, torch.bfloat16: 1e-2}[dtype]
        torch.testing.assert_close(made.float(), truth, atol=tolerance, rtol=tolerance)


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


@pytest.mark.parametrize("by_kernel", [True, False])
def test_append_writes_the_last_position_of_each_row_only(interpreter: Interpreter, by_kernel: bool) -> None:
    _, k_cache, v_cache = drawn(3, 2, 1, 80, 20)
    k, v = torch.randn(2, 3, 2, 80)
    lengths = torch.tensor([20, 0, 5])
    wanted = k_cache.clone(), v_cache.clone()
    for cache, new in zip(wanted, (k, v), strict=True):
        cache[0, :, 19], cache[2, :, 4] = new[0], new[2]
    k_cache.share_memory_(), v_cache.share_memory_()
    if by_kernel:
        interpreter(attention.write, k, v, k_cache, v_cache, lengths)
    else:
        attention.append(k, v, k_cache, v_cache, lengths)
    assert torch.equal(k_cache, wanted[0])
    assert torch.equal(v_cache, wanted[1])


def test_parts_fill_the_device_and_are_a_power_of_two() -> None:
    assert attention.parts(1, 8, 32768) == 64
    assert attention.parts(64, 8, 32768) == 8
    assert attention.parts(256, 8, 32768) == 4
    assert attention.parts(1, 8, 200) == 1
    assert attention.parts(3, 2, 700) == 4


@pytest.mark.filterwarnings("ignore")
def test_operators_are_sound_for_compilation() -> None:
    q, k, v = drawn(2, 2, 2, 64, 30)
    lengths = torch.tensor([30, 4])
    torch.library.opcheck(torch.ops.kenzan.decode_attention, (q, k, v, lengths, 0.1, 30, 0.0))
    torch.library.opcheck(torch.ops.kenzan.append, (q[:, :2], q[:, 2:], k, v, lengths))
