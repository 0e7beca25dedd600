"""Attention of a decode step over slots: one new token a row, caches of one shape, lengths that differ by row.

The kernels read a row's keys and values up to its own length, where attention over padded caches reads and masks them
all; see attention_triton.py. Elsewhere the plain computation serves.
"""

import math

import torch

from bench.engines.kernels import available

LEAST = 256
"""Positions that a part has at least: fewer cost more in launching and mixing than they save."""


def decode_attention(
    q: torch.Tensor,
    k_cache: torch.Tensor,
    v_cache: torch.Tensor,
    lengths: torch.Tensor,
    scaling: float,
    window: int | None = None,
    softcap: float | None = None,
) -> torch.Tensor:
    """Attention of the newest token of each row, softmax in float32.

    Parameters
    ----------
    q : [S, H, D], the query of position ``lengths - 1``.
    k_cache, v_cache : [S, Hkv, L, D] with D contiguous; H is a multiple of Hkv, query heads of a key head adjacent.
    lengths : int32 or int64 [S] on the device: valid positions of each row, the new one among them. A row of length
        0 gets zeros.
    scaling : factor on scores.
    window : positions that a query sees, itself the last of them; None for all.
    softcap : scores become ``softcap * tanh(score / softcap)``; None leaves them.

    Returns
    -------
    [S, H, D] in q's dtype.
    """
    seen = k_cache.shape[2] if window is None else min(window, k_cache.shape[2])
    result: torch.Tensor = _attention(q, k_cache, v_cache, lengths, scaling, seen, softcap or 0.0)
    return result


def plain(
    q: torch.Tensor,
    k_cache: torch.Tensor,
    v_cache: torch.Tensor,
    lengths: torch.Tensor,
    scaling: float,
    window: int,
    softcap: float,
) -> torch.Tensor:
    """`decode_attention` by its definition: over all positions, then masked. A softcap of 0 is none."""
    rows, heads, depth = q.shape
    grouped = q.reshape(rows, k_cache.shape[1], -1, depth).float()
    scores = grouped @ k_cache.float().transpose(2, 3) * scaling
    if softcap:
        scores = softcap * torch.tanh(scores / softcap)
    position, end = torch.arange(k_cache.shape[2], device=q.device), lengths[:, None]
    seen = (position < end) & (position >= end - window)
    weights = scores.masked_fill(~seen[:, None, None, :], -torch.inf).softmax(-1).nan_to_num(0.0)
    return (weights @ v_cache.float()).reshape(rows, heads, depth).to(q.dtype)


def parts(rows: int, heads: int, positions: int) -> int:
    """Parts that rows are cut into, a power of two: enough programs that one long row does not hold up the rest.

    Parameters
    ----------
    rows, heads : slots, and key heads of each.
    positions : the most that a row can see.
    """
    most = max(1, -(-positions // LEAST))
    wanted = max(4, 4096 // (rows * heads))
    return min(64, 1 << (wanted - 1).bit_length(), 1 << (most - 1).bit_length())


def attend(
    q: torch.Tensor,
    k_cache: torch.Tensor,
    v_cache: torch.Tensor,
    lengths: torch.Tensor,
    scaling: float,
    window: int,
    softcap: float,
    cut: int,
    least: int = LEAST,
) -> torch.Tensor:
    """`decode_attention` by the kernels, in so many parts of at least so many positions, both powers of two."""
    from bench.engines.kernels import attention_triton

    (rows, heads, depth), shared = q.shape, k_cache.shape[1]
    out = torch.empty_like(q, memory_format=torch.contiguous_format)
    mixed = q.new_empty((cut, rows, heads, depth) if cut > 1 else (1,), dtype=torch.float32)
    maxima, sums = q.new_empty((2, cut, rows, heads), dtype=torch.float32)
    whole = triton_block(depth)
    wide = depth * q.element_size() > 256
    attention_triton.attend[(cut, shared, rows)](
        q, k_cache, v_cache, lengths, out, mixed, maxima, sums,
        scaling * math.log2(math.e), softcap * math.log2(math.e), window,
        *k_cache.stride()[:3], *v_cache.stride()[:3],
        GROUP=heads // shared, D=depth, PARTS=cut, LEAST=least, SOFTCAP=softcap > 0,
        BLOCK_G=max(16, triton_block(heads // shared)), BLOCK_D=whole, BLOCK_L=32 if wide else 64,
        STAGES=2 if wide else 3, num_warps=4,
    )  # fmt: skip
    if cut > 1:
        attention_triton.weigh[(heads, rows)](
            lengths, out, mixed, maxima, sums, window, D=depth, PARTS=cut, LEAST=least, BLOCK_D=whole, num_warps=1
        )
    return out


def triton_block(size: int) -> int:
    """The power of two that holds a size: blocks of kernels have no other."""
    return 1 << (size - 1).bit_length()


def append(
    k: torch.Tensor, v: torch.Tensor, k_cache: torch.Tensor, v_cache: torch.Tensor, lengths: torch.Tensor
) -> None:
    """Write each row's newest key and value, [S, Hkv, D], into the caches at position ``lengths - 1``, in place."""
    _append(k, v, k_cache, v_cache, lengths)


def write(
    k: torch.Tensor, v: torch.Tensor, k_cache: torch.Tensor, v_cache: torch.Tensor, lengths: torch.Tensor
) -> None:
    """`append` by one kernel."""
    from bench.engines.kernels import attention_triton

    rows, heads, depth = k.shape
    attention_triton.append[(heads, rows)](
        k, v, k_cache, v_cache, lengths, *k_cache.stride()[:3], *v_cache.stride()[:3],
        D=depth, BLOCK_D=triton_block(depth), num_warps=1,
    )  # fmt: skip


@torch.library.custom_op("kenzan::decode_attention", mutates_args=())
def _attention(
    q: torch.Tensor,
    k_cache: torch.Tensor,
    v_cache: torch.Tensor,
    lengths: torch.Tensor,
    scaling: float,
    window: int,
    softcap: float,
) -> torch.Tensor:
    # Which way is chosen here, where torch.compile does not look.
    if not available(q.device):
        return plain(q, k_cache, v_cache, lengths, scaling, window, softcap)
    cut = parts(q.shape[0], k_cache.shape[1], window)
    return attend(q.contiguous(), k_cache, v_cache, lengths, scaling, window, softcap, cut)


@_attention.register_fake
def _(
    q: torch.Tensor,
    k_cache: torch.Tensor,
    v_cache: torch.Tensor,
    lengths: torch.Tensor,
    scaling: float,
    window: int,
    softcap: float,
) -> torch.Tensor:
    return torch.empty_like(q, memory_format=torch.contiguous_format)


@torch.library.custom_op("kenzan::append", mutates_args=("k_cache", "v_cache"))
def _append(
    k: torch.Tensor, v: torch.Tensor, k_cache: torch.Tensor, v_cache: torch.Tensor, lengths: torch.Tensor
) -> None:
    if available(k.device):
        write(k.contiguous(), v.contiguous(), k_cache, v_cache, lengths)
        return
    rows = (lengths > 0).nonzero()[:, 0]
    last = lengths[rows].long() - 1
    k_cache[rows, :, last], v_cache[rows, :, last] = k[rows], v[rows]


@_append.register_fake
def _(k: torch.Tensor, v: torch.Tensor, k_cache: torch.Tensor, v_cache: torch.Tensor, lengths: torch.Tensor) -> None:
    return None
