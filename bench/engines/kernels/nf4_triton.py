"""The NF4 product in Triton: weights stay packed until they are in the registers of the tensor cores.

The weight is the left operand (y^T = W x^T), which tensor cores of Hopper read from registers. A thread gets one
32-bit word, 8 codes, and turns it into 8 values without going through memory: PTX ``prmt`` looks up four codes at once
in a table of 8 bytes. Two lookups give a byte of the value for codes below 8 and from 8 on, the codes' top bits choose
between them, and two more ``prmt`` join high and low bytes: 21 integer instructions for 8 weights.

The K dimension is split over programs to fill the device; the last program of a tile to arrive adds the parts in a
fixed order, so that a result never depends on timing.
"""

# Types of Python do not describe the language of kernels.
# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-decorators, allow-untyped-calls

import torch
import triton
import triton.language as tl

from bench.engines.kernels.nf4_format import table
from bench.engines.kernels.operand_triton import operand


def _words(values: list[int]) -> list[str]:
    """16 bytes as four 32-bit literals, first byte lowest."""
    return [hex(int.from_bytes(bytes(values[i : i + 4]), "little")) for i in range(0, 16, 4)]


def prmt(dtype: torch.dtype) -> str:
    """PTX that turns the word ``$8`` into its 8 values ``$0`` to ``$7``, lowest nibble first."""
    bits = [code & 0xFFFF for code in table(dtype).view(torch.int16).tolist()]
    planes = {"u": _words([b & 0xFF for b in bits]), "v": _words([b >> 8 for b in bits])}
    lines = [
        "{ .reg .b32 up, n0, n1, s0, s1, a, b, p, q, u, v;",
        "shl.b32 up, $8, 4;",
        # The low three bits of each nibble choose the byte of a table of eight.
        "and.b32 n0, $8, 0x77777777;",
        "shr.u32 n1, n0, 16;",
        # The top bit of each nibble, spread over a byte: prmt's sign mode on the word and on the word shifted.
        "prmt.b32 s0, $8, up, 0x9d8c;",
        "prmt.b32 s1, $8, up, 0xbfae;",
    ]
    for half in (0, 1):
        for plane, words in planes.items():
            lines += [
                f"mov.b32 a, {words[0]}; mov.b32 b, {words[1]}; prmt.b32 p, a, b, n{half};",
                f"mov.b32 a, {words[2]}; mov.b32 b, {words[3]}; prmt.b32 q, a, b, n{half};",
                f"lop3.b32 {plane}, s{half}, q, p, 0xca;",  # s ? q : p
            ]
        lines += [
            "prmt.b32 p, u, v, 0x5140; prmt.b32 q, u, v, 0x7362;",
            f"mov.b32 {{${4 * half}, ${4 * half + 1}}}, p; mov.b32 {{${4 * half + 2}, ${4 * half + 3}}}, q;",
        ]
    return "\n".join([*lines, "}"])


_PRMT_BF16 = tl.constexpr(prmt(torch.bfloat16))
_PRMT_FP16 = tl.constexpr(prmt(torch.float16))
_CONSTRAINTS = tl.constexpr("=h,=h,=h,=h,=h,=h,=h,=h,r")


@triton.jit
def _looked_up(words, codes, SHIFT: tl.constexpr):
    """Values of one nibble of each word, by loads from a table: portable, and slow."""
    return tl.load(codes + ((words >> SHIFT) & 15))


@triton.jit
def _decoded(words, codes, DTYPE: tl.constexpr, PRMT: tl.constexpr, ROWS: tl.constexpr):
    """Values [ROWS, 64] of the words [ROWS, 8] of a block, unscaled."""
    if PRMT:
        if DTYPE == tl.bfloat16:  # noqa: SIM300
            a, b, c, d, e, f, g, h = tl.inline_asm_elementwise(
                _PRMT_BF16, _CONSTRAINTS, [words], (tl.bfloat16,) * 8, True, 1
            )
        else:
            a, b, c, d, e, f, g, h = tl.inline_asm_elementwise(
                _PRMT_FP16, _CONSTRAINTS, [words], (tl.float16,) * 8, True, 1
            )
    else:
        a, b = _looked_up(words, codes, 0), _looked_up(words, codes, 4)
        c, d = _looked_up(words, codes, 8), _looked_up(words, codes, 12)
        e, f = _looked_up(words, codes, 16), _looked_up(words, codes, 20)
        g, h = _looked_up(words, codes, 24), _looked_up(words, codes, 28)
    # Nibble 2 q + p of word j is weight 16 q + 2 j + p: in the tensor cores' layout of the operand, the pairs of a
    # thread are in one word, and this reordering moves nothing.
    low = tl.join(tl.join(a, b), tl.join(c, d))
    high = tl.join(tl.join(e, f), tl.join(g, h))
    return tl.reshape(tl.permute(tl.join(low, high), (0, 4, 3, 1, 2)), (ROWS, 64))


@triton.jit(do_not_specialize=["M", "splits"])
def product(
    x, words, absmax, codes, bias, y, parts, arrived, M, N, K, splits, shrink,
    BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr, EVEN: tl.constexpr, BIAS: tl.constexpr,
    PRMT: tl.constexpr, SCALE_FIRST: tl.constexpr, STAGES: tl.constexpr,
):  # fmt: skip
    """One tile of y over one part of K; programs are (tiles of M, tiles of N, parts).

    SCALE_FIRST multiplies the scale into the weights, in their dtype, so that one accumulator is enough: for tiles of
    many rows. Otherwise it is multiplied into the float32 sums of each block of 64.
    """
    tile_m, tile_n, part = tl.program_id(0), tl.program_id(1), tl.program_id(2)
    rows = tile_m * BLOCK_M + tl.arange(0, BLOCK_M)
    columns = tile_n * BLOCK_N + tl.arange(0, BLOCK_N)
    in_rows, in_columns = rows < M, columns < N
    wide = tl.cast(N, tl.int64)  # offsets into large weights exceed 32 bits
    blocks = K // 64
    each = tl.cdiv(blocks, splits)
    first = part * each
    dtype: tl.constexpr = x.dtype.element_ty
    word_at = words + columns[:, None] * 8 + tl.arange(0, 8)[None, :]
    x_at = x + rows[None, :] * K + tl.arange(0, 64)[:, None]
    total = tl.zeros([BLOCK_N, BLOCK_M], tl.float32)
    for block in tl.range(first, tl.minimum(first + each, blocks), num_stages=STAGES):
        offset = block * wide
        if EVEN:
            packed = tl.load(word_at + offset * 8)
            scale = tl.load(absmax + offset + columns)
        else:
            packed = tl.load(word_at + offset * 8, mask=in_columns[:, None], other=0)
            scale = tl.load(absmax + offset + columns, mask=in_columns, other=0.0)
        right = tl.load(x_at + block * 64, mask=in_rows[None, :], other=0.0)
        left = operand(_decoded(packed, codes, dtype, PRMT, BLOCK_N))
        right = operand(right)
        if SCALE_FIRST:
            total = tl.dot(left * operand(scale.to(dtype))[:, None], right, total)
        else:
            total += tl.dot(left, right) * scale.to(tl.float32)[:, None]
    y_at = rows[None, :] * wide + columns[:, None]
    inside = in_rows[None, :] & in_columns[:, None]
    done = True
    if splits > 1:
        size = M * wide
        tl.store(parts + part * size + y_at, total, mask=inside)
        tl.debug_barrier()  # all of this part is written before its arrival is counted
        tile = tile_m * tl.num_programs(1) + tile_n
        done = tl.atomic_add(arrived + tile, 1, sem="acq_rel") == splits - 1
        if done:
            total = tl.zeros([BLOCK_N, BLOCK_M], tl.float32)
            for other in range(splits):
                total += tl.load(parts + other * size + y_at, mask=inside, other=0.0, cache_modifier=".cg")
            tl.store(arrived + tile, 0)
    if done:
        total *= shrink
        if BIAS:
            total += tl.load(bias + columns, mask=in_columns, other=0.0).to(tl.float32)[:, None]
        tl.store(y + y_at, total.to(dtype), mask=inside)


@triton.jit
def unpack(words, absmax, codes, out, N, K, BLOCK_N: tl.constexpr):
    """Dequantise one block of 64 columns of BLOCK_N rows; programs are (blocks, tiles of N)."""
    block = tl.program_id(0).to(tl.int64)
    rows = tl.program_id(1) * BLOCK_N + tl.arange(0, BLOCK_N)
    inside = rows < N
    packed = tl.load(words + (block * N + rows[:, None]) * 8 + tl.arange(0, 8)[None, :], mask=inside[:, None], other=0)
    scale = tl.load(absmax + block * N + rows, mask=inside, other=0.0).to(tl.float32)
    values = _decoded(packed, codes, tl.float32, False, BLOCK_N) * scale[:, None]
    at = out + rows[:, None].to(tl.int64) * K + block * 64 + tl.arange(0, 64)[None, :]
    tl.store(at, values.to(out.dtype.element_ty), mask=inside[:, None])
