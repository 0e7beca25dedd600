"""The machine code of the decoder, run by hand: no interpreter of Triton runs inline PTX."""

import re

import pytest
import torch

from bench.engines.kernels import nf4_triton
from bench.engines.kernels.nf4_format import table

MASK = 0xFFFFFFFF


def permuted(low: int, high: int, selector: int) -> int:
    """PTX ``prmt``: each nibble of the selector takes one of 8 bytes, or with its top bit set that byte's sign."""
    source = (low | high << 32).to_bytes(8, "little")
    made = []
    for place in range(4):
        nibble = selector >> 4 * place & 15
        byte = source[nibble & 7]
        made.append((0xFF if byte & 0x80 else 0) if nibble & 8 else byte)
    return int.from_bytes(bytes(made), "little")


def executed(code: str, word: int) -> list[int]:
    """The 8 halves that the PTX makes of a word."""
    registers = {"$8": word}

    def value(name: str) -> int:
        return registers[name] if name in registers else int(name, 0)

    for statement in re.findall(r"(\w+)\.[bu]32 ([^;]*);", code.split("v;", 1)[1]):
        name, arguments = statement[0], [part.strip(" {}") for part in statement[1].split(",")]
        if name == "mov" and len(arguments) == 3:
            registers[arguments[0]] = value(arguments[2]) & 0xFFFF
            registers[arguments[1]] = value(arguments[2]) >> 16
            continue
        into, *rest = arguments
        inputs = [value(part) for part in rest]
        if name == "mov":
            registers[into] = inputs[0]
        elif name == "shl":
            registers[into] = inputs[0] << inputs[1] & MASK
        elif name == "shr":
            registers[into] = inputs[0] >> inputs[1]
        elif name == "and":
            registers[into] = inputs[0] & inputs[1]
        elif name == "prmt":
            registers[into] = permuted(*inputs)
        elif name == "lop3":
            assert inputs[3] == 0xCA
            registers[into] = inputs[0] & inputs[1] | ~inputs[0] & inputs[2] & MASK
        else:
            raise AssertionError(name)
    return [registers[f"${nibble}"] for nibble in range(8)]


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_prmt_decodes_each_nibble_at_each_place(dtype: torch.dtype) -> None:
    code = nf4_triton.prmt(dtype)
    bits = [value & 0xFFFF for value in table(dtype).view(torch.int16).tolist()]
    generator = torch.Generator().manual_seed(0)
    words = [0x01234567, 0x89ABCDEF, 0, MASK]
    words += [int(word) & MASK for word in torch.randint(0, 2**32, (200,), generator=generator)]
    for word in words:
        assert executed(code, word) == [bits[word >> 4 * nibble & 15] for nibble in range(8)]
