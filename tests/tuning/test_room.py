"""The arithmetic of a training's memory, and what is advised where it does not fit."""

import pytest
import transformers

from bench.cards import GIB
from bench.errors import InputError
from bench.tuning.models import lora
from bench.tuning.room import Need, check, need
from bench.tuning.settings import Settings
from qwq import QWQ

NEED = Need(fixed=10 * GIB, token=GIB // 1024, whole=0)


@pytest.fixture(scope="module")
def qwq() -> Need:
    return need(transformers.Qwen2Config(**QWQ), Settings(), lora(Settings()), in_parts=True)


def test_a_4_bit_32b_base_does_not_fit_the_smaller_cards(qwq: Need) -> None:
    """The weights are 18 GiB, the adapter has 134 million numbers with gradients and moments."""
    assert 18 * GIB < qwq.fixed < 22 * GIB
    assert 22.0 * GIB * 0.95 < qwq.total(2 * 2048) < 30 * GIB


def test_all_logits_at_once_and_kept_inputs_take_more(qwq: Need) -> None:
    small = transformers.Qwen2Config(**{**QWQ, "num_hidden_layers": 4})
    parts, plain = (need(small, Settings(), lora(Settings()), in_parts=each) for each in (True, False))
    assert plain.fixed == parts.fixed < qwq.fixed
    assert plain.token - parts.token == (4 - 2) * 5120 * 2 + 152064 * 10
    full = need(small, Settings(load_in_4bit=False), lora(Settings()), in_parts=True)
    assert full.fixed > parts.fixed + 2 * GIB


def test_tokens_at_once_are_the_most_that_fit() -> None:
    need = Need(fixed=10 * GIB, token=GIB, whole=GIB)
    assert need.tokens(16 * GIB) == 4
    assert need.total(4) <= 16 * GIB * 0.95 < need.total(5)
    assert need.tokens(8 * GIB) == 0


def refused(longest: int, room: int, batch: int = 2) -> str:
    with pytest.raises(InputError) as error:
        check(NEED, Settings(batch_size=batch), longest, "L4", room, "base")
    return str(error.value)


def test_what_fits_is_advised() -> None:
    check(NEED, Settings(), 1024, "L4", 13 * GIB, "base")
    told = refused(2048, 13 * GIB)
    assert told == (
        "base: training takes about 14.0 GiB (2 examples of 2048 tokens at once), the L4 has 13.0 GiB: "
        "--batch-size 1 --accumulation 8 fits"
    )
    assert refused(2048, 13 * GIB, batch=3).endswith("--batch-size 1 --accumulation 12 fits")
    assert refused(4096, 12 * GIB).endswith(
        "--batch-size 1 --max-seq-length 1408 --drop fits, without the longer examples"
    )
    assert refused(1024, 8 * GIB).endswith("the smallest GPU that fits one example is the T4")
    assert refused(1 << 20, 8 * GIB).endswith("no single GPU that is known fits it")
