"""Attention of one new token a row over caches of ragged length, in Triton.

Flash-decoding (Dao et al. 2023): the positions of a row are cut into parts that programs attend to side by side, each
with a softmax of its own, and a second kernel weighs the parts. The number of parts is fixed, so that the launch fits a
CUDA graph, but a row uses as many as its own length fills, and the others end at once: cost follows the lengths. The
query heads that share a key head are the rows of one tile.
"""

# Types of Python do not describe the language of kernels.
# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-decorators, allow-untyped-calls

import triton
import triton.language as tl

from bench.engines.kernels.operand_triton import operand


@triton.jit
def _span(lengths, row, window, PARTS: tl.constexpr, LEAST: tl.constexpr):
    """First visible position of a row, the end, positions a part, and parts in use (at least one)."""
    end = tl.load(lengths + row).to(tl.int32)
    first = tl.maximum(end - window, 0)
    share = tl.cdiv(end - first, PARTS)
    share = tl.maximum(tl.cdiv(share, LEAST) * LEAST, LEAST)
    return first, end, share, tl.maximum(tl.cdiv(end - first, share), 1)


@triton.jit(do_not_specialize=["window"])
def attend(
    q, k_cache, v_cache, lengths, out, parts, maxima, sums, scaling, softcap, window,
    k_row, k_head, k_position, v_row, v_head, v_position,
    GROUP: tl.constexpr, D: tl.constexpr, PARTS: tl.constexpr, LEAST: tl.constexpr, SOFTCAP: tl.constexpr,
    BLOCK_G: tl.constexpr, BLOCK_D: tl.constexpr, BLOCK_L: tl.constexpr, STAGES: tl.constexpr,
):  # fmt: skip
    """One part of one row for the query heads of one key head; programs are (parts, key heads, rows).

    Softmax is kept as base-2 exponentials: scaling comes multiplied by log2 e.
    """
    part, head, row = tl.program_id(0), tl.program_id(1), tl.program_id(2).to(tl.int64)
    heads = tl.num_programs(1) * GROUP
    first, end, share, used = _span(lengths, row, window, PARTS, LEAST)
    if part < used:
        start = first + part * share
        stop = tl.minimum(start + share, end)
        group, depth = tl.arange(0, BLOCK_G), tl.arange(0, BLOCK_D)
        position = tl.arange(0, BLOCK_L)
        in_depth = depth < D
        inside = (group < GROUP)[:, None] & in_depth[None, :]
        q_at = (row * heads + head * GROUP + group)[:, None] * D + depth[None, :]
        query = operand(tl.load(q + q_at, mask=inside, other=0.0))
        k_at = k_cache + row * k_row + head * k_head + depth[:, None]
        v_at = v_cache + row * v_row + head * v_head + depth[None, :]
        maximum = tl.full([BLOCK_G], -1e30, tl.float32)
        total = tl.zeros([BLOCK_G], tl.float32)
        mixed = tl.zeros([BLOCK_G, BLOCK_D], tl.float32)
        for block in tl.range(start, stop, BLOCK_L, num_stages=STAGES):
            at = block + position
            seen = at < stop
            keys = tl.load(k_at + at[None, :] * k_position, mask=seen[None, :] & in_depth[:, None], other=0.0)
            values = tl.load(v_at + at[:, None] * v_position, mask=seen[:, None] & in_depth[None, :], other=0.0)
            score = tl.dot(query, operand(keys), input_precision="ieee") * scaling
            if SOFTCAP:
                # softcap tanh(score / softcap), both in units of log2 e
                score = softcap * (2.0 * tl.sigmoid(2.0 * score / softcap) - 1.0)
            score = tl.where(seen[None, :], score, -1e30)
            higher = tl.maximum(maximum, tl.max(score, 1))
            weight = tl.exp2(score - higher[:, None])
            shrink = tl.exp2(maximum - higher)
            total = total * shrink + tl.sum(weight, 1)
            weight = operand(weight.to(values.dtype))
            mixed = tl.dot(weight, operand(values), mixed * shrink[:, None], input_precision="ieee")
            maximum = higher
        if used == 1:
            mixed = mixed / tl.where(total > 0.0, total, 1.0)[:, None]  # a row of no positions gets zeros
            tl.store(out + q_at, mixed.to(out.dtype.element_ty), mask=inside)
        else:
            at_part = part * tl.num_programs(2) * heads
            at_head = at_part + row * heads + head * GROUP + group
            tl.store(parts + at_part.to(tl.int64) * D + q_at, mixed, mask=inside)
            tl.store(maxima + at_head, maximum, mask=group < GROUP)
            tl.store(sums + at_head, total, mask=group < GROUP)


@triton.jit(do_not_specialize=["window"])
def weigh(
    lengths, out, parts, maxima, sums, window,
    D: tl.constexpr, PARTS: tl.constexpr, LEAST: tl.constexpr, BLOCK_D: tl.constexpr,
):  # fmt: skip
    """Mix the parts of one query head of one row; programs are (query heads, rows)."""
    head, row = tl.program_id(0), tl.program_id(1)
    used = _span(lengths, row, window, PARTS, LEAST)[3]
    if used > 1:
        heads = tl.num_programs(0)
        part, depth = tl.arange(0, PARTS), tl.arange(0, BLOCK_D)
        at = (part * tl.num_programs(1) + row) * heads + head
        maximum = tl.load(maxima + at, mask=part < used, other=-1e30)
        weight = tl.exp2(maximum - tl.max(maximum, 0))
        total = tl.sum(weight * tl.load(sums + at, mask=part < used, other=0.0), 0)
        inside = (part < used)[:, None] & (depth < D)[None, :]
        mixed = tl.load(parts + at.to(tl.int64)[:, None] * D + depth[None, :], mask=inside, other=0.0)
        mixed = tl.sum(mixed * weight[:, None], 0) / total
        place = out + (row.to(tl.int64) * heads + head) * D + depth
        tl.store(place, mixed.to(out.dtype.element_ty), mask=depth < D)


@triton.jit
def append(
    k, v, k_cache, v_cache, lengths, k_row, k_head, k_position, v_row, v_head, v_position,
    D: tl.constexpr, BLOCK_D: tl.constexpr,
):  # fmt: skip
    """Write the last key and value of one head of one row; programs are (key heads, rows)."""
    head, row = tl.program_id(0), tl.program_id(1).to(tl.int64)
    position = tl.load(lengths + row).to(tl.int64) - 1
    if position >= 0:
        depth = tl.arange(0, BLOCK_D)
        inside = depth < D
        source = (row * tl.num_programs(0) + head) * D + depth
        key, value = tl.load(k + source, mask=inside), tl.load(v + source, mask=inside)
        tl.store(k_cache + row * k_row + head * k_head + position * k_position + depth, key, mask=inside)
        tl.store(v_cache + row * v_row + head * v_head + position * v_position + depth, value, mask=inside)
