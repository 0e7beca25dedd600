"""What rows see, how prompts are grouped, and where logits are taken; whole decoding is tested through the engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
import transformers

import fakes
from bench.engines.base import Setup
from bench.engines.rows import Row
from bench.engines.slots import SlotsEngine
from bench.engines.slotted import decoder
from bench.engines.slotted.decoder import Decoder, last_logits, visible
from bench.records import Sampling
from engines import shapes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shapes.make(tmp_path_factory.mktemp("decoder"), "qwen2", {})


@pytest.fixture
def slots(folder: Path) -> Iterator[Decoder]:
    engine = SlotsEngine.open(Setup(str(folder / "base"), device="cpu"))
    ready = engine._load_ready([5, 6, 7], 128)
    yield engine._slots(ready, 4, 64, Sampling(), share=False)
    engine._forget()


def test_a_row_sees_its_own_past_and_no_further_back_than_its_window() -> None:
    seen = visible(torch.tensor([0, 3]), 5, None, torch.float32)[:, 0, 0] == 0
    assert seen.tolist() == [[True, False, False, False, False], [True, True, True, True, False]]
    windowed = visible(torch.tensor([0, 3]), 5, 2, torch.float32)[:, 0, 0] == 0
    assert windowed.tolist() == [[True, False, False, False, False], [False, False, True, True, False]]


def test_logits_are_those_of_each_rows_last_token(folder: Path) -> None:
    model = transformers.AutoModelForCausalLM.from_pretrained(folder / "base")
    ids = torch.tensor([[5, 6, 7, 8], [9, 10, 0, 0]])
    with torch.inference_mode():
        found = last_logits(model, ids, [3, 1])
        torch.testing.assert_close(found[0], model(ids[:1]).logits[0, 3])
        torch.testing.assert_close(found[1], model(ids[1:, :2]).logits[0, 1])
        assert model(ids).logits.shape[:2] == (2, 4), "the head sees all positions again"


def test_prompts_of_similar_length_are_computed_together(slots: Decoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(decoder.PREFILL, "cpu", 20)
    request = fakes.request(fakes.item())
    rows = [Row(request, [1] * n) for n in (3, 30, 9, 10, 4)]
    chunks = [[len(row.prompt) for row in chunk] for chunk in slots._chunks(rows)]
    assert chunks == [[30], [10, 9], [4, 3]]


def test_an_ended_row_stays_inside_its_slot(slots: Decoder) -> None:
    with torch.inference_mode():
        slots.positions.fill_(slots.length - 1)
        slots.step(4, slots.length - 1)
    assert slots.positions.tolist() == [slots.length - 1] * 4
