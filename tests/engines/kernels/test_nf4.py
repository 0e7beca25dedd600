from collections.abc import Callable
from typing import Any

import bitsandbytes
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from bench.engines.kernels import nf4
from bench.engines.kernels.nf4 import NF4Weight, Tiling

Interpreter = Callable[..., Any]
TOLERANCE = {torch.bfloat16: 0.012, torch.float16: 0.001}
"""Relative error in the Frobenius norm: rounding of codes, of scales and of the result, each of which the interpreter
cuts off instead of rounding where the dtype is bfloat16."""


def quantised(rows: int, columns: int, *, nested: bool = True) -> tuple[NF4Weight, torch.Tensor]:
    """A random weight laid out for the product, and the dense one that bitsandbytes makes of it."""
    generator = torch.Generator().manual_seed(rows * columns)
    dense = torch.randn(rows, columns, generator=generator) * 0.02
    packed, state = bitsandbytes.functional.quantize_4bit(dense, quant_type="nf4", compress_statistics=nested)
    stored = bitsandbytes.nn.Params4bit(
        packed, requires_grad=False, quant_state=state, quant_type="nf4", bnb_quantized=True
    )
    return NF4Weight.from_bitsandbytes(stored), bitsandbytes.functional.dequantize_4bit(packed, state)


def error(made: torch.Tensor, truth: torch.Tensor) -> float:
    return ((made.float() - truth).norm() / truth.norm()).item()


@pytest.mark.parametrize("nested", [True, False])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_dequantise_gives_the_numbers_of_bitsandbytes(
    interpreter: Interpreter, dtype: torch.dtype, nested: bool
) -> None:
    weight, dense = quantised(72, 192, nested=nested)
    assert torch.equal(nf4.dequantise(weight, torch.bfloat16), dense.to(torch.bfloat16))
    assert torch.equal(interpreter(nf4.unpack, weight.words, weight.absmax, dtype), dense.to(dtype))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.integers(1, 70),
    columns=st.sampled_from([8, 128, 200]),
    blocks=st.integers(1, 12),
    parts=st.integers(1, 5),
    scale_first=st.booleans(),
    dtype=st.sampled_from([torch.bfloat16, torch.float16]),
    biased=st.booleans(),
)
def test_product_of_any_shape_and_tiling(
    interpreter: Interpreter,
    rows: int,
    columns: int,
    blocks: int,
    parts: int,
    scale_first: bool,
    dtype: torch.dtype,
    biased: bool,
) -> None:
    weight, dense = quantised(columns, blocks * 64)
    x = torch.randn(rows, blocks * 64).to(dtype)
    bias = torch.randn(columns).to(dtype) if biased else None
    cut = Tiling(32, 64, parts, scale_first=scale_first)
    made = interpreter(nf4.product, x, weight.words, weight.absmax, weight.arrived, bias, cut)
    truth = functional.linear(x.float(), dense, None if bias is None else bias.float())
    assert made.dtype == dtype
    assert error(made, truth) < TOLERANCE[dtype]
    assert weight.arrived.is_shared()
    assert not weight.arrived.any()


def test_rows_do_not_depend_on_their_neighbours(interpreter: Interpreter) -> None:
    weight, _ = quantised(96, 1024)
    x = torch.randn(9, 1024).to(torch.bfloat16)
    together = interpreter(nf4.nf4_linear, x, weight)
    assert torch.equal(together[4:5], interpreter(nf4.nf4_linear, x[4:5], weight))


@pytest.mark.filterwarnings("ignore")
def test_operators_are_sound_for_compilation() -> None:
    weight, _ = quantised(32, 128)
    x, tensors = torch.randn(3, 128).to(torch.bfloat16), (weight.words, weight.absmax)
    torch.library.opcheck(torch.ops.kenzan.nf4_linear, (x, *tensors, weight.arrived, None))


def test_where_no_kernel_runs_the_weight_is_dequantised() -> None:
    weight, dense = quantised(40, 64)
    x, bias = torch.randn(2, 3, 64), torch.randn(40)
    assert torch.equal(nf4.nf4_linear(x, weight, bias), functional.linear(x, dense, bias))


def test_stacked_weights_are_one_weight_of_all_rows() -> None:
    (first, one), (second, two) = quantised(24, 128), quantised(8, 128)
    stacked = NF4Weight.stacked([first, second])
    assert stacked.shape == (32, 128)
    assert torch.equal(nf4.dequantise(stacked, torch.float32), torch.cat([one, two]))
