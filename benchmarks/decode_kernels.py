"""Correctness and speed of the kernels of the slot engine's decode step, on a CUDA machine.

    python benchmarks/decode_kernels.py [--sweep] [--write]

The 4-bit product: the shapes of QwQ-32B, against bitsandbytes (dequantise, then multiply) and against a bfloat16
product of weights that are already dense. Each is a CUDA graph of calls over copies of the weight that together exceed
the cache. Attention: the heads of QwQ-32B over ragged lengths, against products over the whole caches with a mask, and
torch's attention with one. `--sweep` times tilings as well, to choose `bench.engines.kernels.nf4.tiling` from.
"""

import argparse
import dataclasses
import itertools
import time
from collections.abc import Callable, Iterator
from functools import partial

import bitsandbytes
import torch
from torch.nn import functional

from bench.engines.kernels import attention, nf4
from bench.engines.kernels.nf4 import NF4Weight, Tiling

SHAPES = {"qkv": (7168, 5120), "out": (5120, 5120), "gate, up": (55296, 5120), "down": (5120, 27648)}
ROWS = (1, 16, 64, 128, 256)
CACHE = 120e6
"""Bytes that the copies of a weight exceed together: more than any L2 cache holds."""
Call = Callable[[], object]


def seconds(calls: list[Call], replays: int = 5) -> float:
    """Median time of one call: a CUDA graph of all of them, replayed."""
    for call in calls[:2]:
        call()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for call in calls:
            call()
    times = []
    for _ in range(replays + 1):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        graph.replay()
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end) / 1e3 / len(calls))
    return sorted(times[1:])[replays // 2]


def quantised(rows: int, columns: int) -> bitsandbytes.nn.Params4bit:
    """A random weight as a 4-bit checkpoint holds it."""
    weight = torch.randn(rows, columns, dtype=torch.bfloat16, device="cuda") * 0.02
    return bitsandbytes.nn.Params4bit(weight, requires_grad=False, quant_type="nf4").cuda()


def tilings(rows: int) -> Iterator[Tiling]:
    """Tilings worth a try for so many rows."""
    tile = min(128, max(16, 1 << (rows - 1).bit_length()))
    for columns, warps in ((64, 4), (128, 4), (128, 8), (256, 8)):
        for parts in (1, 2, 4, 8):
            for stages in (3, 5) if tile < 128 else (3,):
                for first in (False, True) if tile > 32 else (False,):
                    yield Tiling(tile, columns, parts, warps, stages, first)
    yield Tiling(tile, 128, 4, prmt=False)


def swept(x: torch.Tensor, weights: list[NF4Weight]) -> None:
    """Print the times of the eight best tilings, and of the last."""
    found = []
    for cut in tilings(len(x)):
        try:
            calls = [partial(nf4.product, x, w.words, w.absmax, w.arrived, None, cut) for w in weights]
            found.append((seconds(calls), cut))
        except Exception as error:  # a tiling that exceeds the device's shared memory is none
            print(f"      {cut}: {type(error).__name__}", flush=True)
    for taken, cut in [*sorted(found, key=lambda pair: pair[0])[:8], found[-1]]:
        print(f"      {taken * 1e6:7.1f} us  {cut}", flush=True)


def products(name: str, *, sweep: bool) -> Iterator[str]:
    """Rows of the table for one shape."""
    rows, columns = SHAPES[name]
    stored = quantised(rows, columns)
    weight = NF4Weight.from_bitsandbytes(stored)
    dense = nf4.dequantise(weight, torch.bfloat16)
    exact = bitsandbytes.functional.dequantize_4bit(stored.data, stored.quant_state)
    if not torch.equal(dense, exact.to(torch.bfloat16)):
        raise AssertionError(f"{name}: dequantised weights differ from those of bitsandbytes")
    packed = weight.words.nbytes + weight.absmax.nbytes
    copies = [weight]
    while len(copies) * packed < CACHE:
        copies.append(dataclasses.replace(weight, words=weight.words.clone(), absmax=weight.absmax.clone()))
    denses = [dense] + [dense.clone() for _ in copies[1:]]
    bias = torch.randn(rows, dtype=torch.bfloat16, device="cuda")
    for count in ROWS:
        x = torch.randn(count, columns, dtype=torch.bfloat16, device="cuda")
        truth = functional.linear(x.float(), exact.float(), bias.float())
        errors = [
            ((made.float() - truth).norm() / truth.norm()).item()
            for made in (nf4.nf4_linear(x, weight, bias), functional.linear(x, dense, bias))
        ]
        if not errors[0] < 0.006:
            raise AssertionError(f"{name}, {count} rows: the relative error of the product is {errors[0]:.4f}")
        fused = seconds([partial(nf4.nf4_linear, x, w) for w in copies] * 3)
        plain = seconds([partial(bitsandbytes.matmul_4bit, x, stored.t(), stored.quant_state)] * 3)
        ready = seconds([partial(functional.linear, x, d) for d in denses] * 3)
        line = (
            f"| {name} {rows} x {columns} | {count} | {fused * 1e6:.1f} | {packed / fused / 1e12:.2f} | "
            f"{plain * 1e6:.1f} | {ready * 1e6:.1f} | {errors[0]:.4f} | {errors[1]:.4f} |"
        )
        print(line, flush=True)
        yield line
        if sweep and count in (16, 64, 128):
            swept(x, copies * 3)


def masked(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, lengths: torch.Tensor, *, fused: bool) -> torch.Tensor:
    """Attention over whole caches with a mask: by torch's operator, or by two products."""
    rows, heads, depth = q.shape
    seen = (torch.arange(k.shape[2], device=q.device) < lengths[:, None])[:, None, None, :]
    if fused:
        return functional.scaled_dot_product_attention(q[:, :, None], k, v, attn_mask=seen, enable_gqa=True)[:, :, 0]
    scores = q.view(rows, k.shape[1], -1, depth) @ k.transpose(2, 3) * depth**-0.5
    weights = scores.masked_fill(~seen, -torch.inf).softmax(-1, dtype=torch.float32)
    return (weights.to(q.dtype) @ v).view(rows, heads, depth)


def attentions(*, sweep: bool) -> Iterator[str]:
    """Rows of the table of attention."""
    for rows, least, most, positions in (
        (64, 100, 500, 512),
        (256, 100, 500, 512),
        (64, 100, 4000, 4096),
        (1, 4000, 4000, 4096),
    ):
        q = torch.randn(rows, 40, 128, dtype=torch.bfloat16, device="cuda")
        k, v = torch.randn(2, rows, 8, positions, 128, dtype=torch.bfloat16, device="cuda")
        lengths = torch.randint(least, most + 1, (rows,), device="cuda")
        scale = 128**-0.5
        truth = masked(q.float(), k.float(), v.float(), lengths, fused=False)
        made = attention.decode_attention(q, k, v, lengths, scale)
        error = ((made.float() - truth).norm() / truth.norm()).item()
        if not error < 0.006:
            raise AssertionError(f"attention, {rows} rows: the relative error is {error:.4f}")
        taken = seconds([partial(attention.decode_attention, q, k, v, lengths, scale)] * 10)
        new = torch.randn(2, rows, 8, 128, dtype=torch.bfloat16, device="cuda")
        written = seconds([partial(attention.append, *new, k, v, lengths)] * 10)
        plain, fused = (seconds([partial(masked, q, k, v, lengths, fused=way)] * 3) for way in (False, True))
        read = 2 * 2 * 8 * 128 * int(lengths.sum())
        line = (
            f"| {rows} | {least} to {most} of {positions} | {taken * 1e6:.1f} | {read / taken / 1e12:.2f} | "
            f"{written * 1e6:.1f} | {plain * 1e6:.1f} | {fused * 1e6:.1f} | {error:.4f} |"
        )
        print(line, flush=True)
        yield line
        for cut, at_least in itertools.product((1, 2, 4, 8, 16, 64), (128, 256, 512)) if sweep else ():
            call = partial(attention.attend, q, k, v, lengths, scale, positions, 0.0, cut, at_least)
            print(f"      {seconds([call] * 10) * 1e6:7.1f} us  {cut} parts of at least {at_least}", flush=True)


def main() -> None:
    """Check, time, print, and store if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sweep", action="store_true", help="time other tilings too")
    parser.add_argument("--write", action="store_true", help="put the tables into RESULTS.md")
    args = parser.parse_args()
    torch.manual_seed(0)
    start = time.perf_counter()
    print(torch.cuda.get_device_name(), torch.__version__, flush=True)
    head = (
        "| weight | rows | NF4 us | TB/s | bitsandbytes us | bf16 us | error NF4 | error bf16 |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|"
    )
    attention_head = (
        "| rows | lengths | kernel us | TB/s | append us | products us | torch us | error |\n"
        "|---:|---|---:|---:|---:|---:|---:|---:|"
    )
    print(attention_head, flush=True)
    attended = list(attentions(sweep=args.sweep))
    print(head, flush=True)
    table = [line for name in SHAPES for line in products(name, sweep=args.sweep)]
    print(f"{time.perf_counter() - start:.0f} s", flush=True)
    if args.write:
        import results

        note = f"{torch.cuda.get_device_name()}; errors are relative, in the Frobenius norm, to float32."
        results.write(
            "Kernels of the decode step",
            "decode_kernels.py",
            "\n".join([note, "", head, *table, "", attention_head, *attended]),
        )


if __name__ == "__main__":
    main()
