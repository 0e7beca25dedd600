from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.engines.kernels import attention
from ragged import drawn, expected

Interpreter = Callable[..., Any]


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
