"""Operands of products inside kernels, in a dtype that the place where they run can multiply."""

# Types of Python do not describe the language of kernels.
# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-decorators, allow-untyped-calls

import triton
import triton.language as tl

from bench.engines.kernels import interpreted

_INTERPRETED = tl.constexpr(interpreted())


@triton.jit
def operand(values):
    """The values themselves; as float32 under the interpreter, which multiplies bfloat16 as if it were integers."""
    if _INTERPRETED:
        return values.to(tl.float32)
    else:  # noqa: RET505 (Triton allows no return after one in a branch)
        return values
