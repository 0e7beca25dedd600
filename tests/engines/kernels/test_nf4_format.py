import bitsandbytes
import pytest
import torch

from bench.engines.kernels.nf4_format import NF4, STRETCH, NF4Weight, table


def stored(rows: int, columns: int, quant_type: str = "nf4", blocksize: int = 64) -> bitsandbytes.nn.Params4bit:
    packed, state = bitsandbytes.functional.quantize_4bit(
        torch.randn(rows, columns), quant_type=quant_type, blocksize=blocksize
    )
    return bitsandbytes.nn.Params4bit(packed, requires_grad=False, quant_state=state, bnb_quantized=True)


def test_the_values_are_those_of_bitsandbytes() -> None:
    assert bitsandbytes.functional.get_4bit_type("nf4", device="cpu").tolist() == list(NF4)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_no_other_stretch_rounds_with_less_error(dtype: torch.dtype) -> None:
    values = torch.tensor(NF4, dtype=torch.float64)

    def error(stretch: float) -> float:
        return ((values * stretch).to(dtype).double() / stretch - values).norm().item()

    assert torch.equal(table(dtype), (values * STRETCH[dtype]).to(dtype))
    assert error(STRETCH[dtype]) < 1.01 * min(error(1 + step / 2000) for step in range(2000))
    assert error(STRETCH[dtype]) < 0.61 * error(1.0)


def test_nibbles_of_a_word_are_its_columns() -> None:
    parameter = stored(3, 128)
    codes = torch.stack([parameter.data[:, 0] >> 4, parameter.data[:, 0] & 15], dim=-1).view(3, 2, 64)
    weight = NF4Weight.from_bitsandbytes(parameter)
    assert weight.shape == (3, 128)
    for word in range(8):
        for nibble in range(8):
            column = 16 * (nibble // 2) + 2 * word + nibble % 2
            assert torch.equal(weight.words[:, :, word] >> 4 * nibble & 15, codes[:, :, column].t().int())


@pytest.mark.parametrize(
    ("shape", "quant_type", "blocksize"), [((4, 128), "fp4", 64), ((4, 128), "nf4", 128), ((4, 96), "nf4", 64)]
)
def test_other_formats_are_refused(shape: tuple[int, int], quant_type: str, blocksize: int) -> None:
    with pytest.raises(ValueError, match="only nf4 in blocks of 64"):
        NF4Weight.from_bitsandbytes(stored(*shape, quant_type, blocksize))
