"""The card says what the adapter is made of, and the picture has the curve."""

import struct
from pathlib import Path
from typing import Any

import pytest

from bench.tuning import card
from bench.tuning.job import Tuned
from bench.tuning.settings import Settings

GIB = 1 << 30
MEMORY: dict[str, Any] = {"device": "NVIDIA L4", "total": 22 * GIB, "reserved": 18 * GIB, "peak": 20 * GIB}
RESULT: dict[str, Any] = {
    "command": "kenzan tune -m some/base -d qa.jsonl -o mine",
    "base_name": "some/base",
    "data_name": "qa.jsonl",
    "pairs": 300,
    "kept": 100,
    "quantisation": "nf4, as the checkpoint has them",
    "optimizer": "adamw_8bit",
    "steps": 60,
    "first_loss": 2.5,
    "last_loss": 0.75,
    "seconds": 61.4,
    "memory": MEMORY,
}


def asked(**changes: Any) -> dict[str, Any]:
    return {
        "settings": Settings(**changes).model_dump(mode="json"),
        "data": "d" * 64,
        "base": "b" * 64,
        "trainer": "unsloth",
        "versions": {"torch": "2.11.0", "trl": "1.15.0"},
    }


def test_it_tells_what_the_adapter_is_made_of() -> None:
    found = card.card(RESULT, asked(rslora=True), "mine")
    assert found.startswith("---\nlibrary_name: peft\nbase_model: some/base\n")
    for told in (
        "on 300 pairs of `qa.jsonl`, with 100 of the base's own traces",
        "kenzan tune -m some/base -d qa.jsonl -o mine",
        "| adapter | r 16, alpha 16, dropout 0, bias none, rsLoRA |",
        "up to 2048 tokens, loss on prompt and response |",
        "| training | 60 steps of 2 × 4 examples; learning rate 0.0002, linear, 5 steps of warm-up, weight decay 0.01",
        "| loss | 2.5000 at first, 0.7500 at last",
        "| time | 61 s of training by unsloth on NVIDIA L4 |",
        f"`{'d' * 64}`",
        "torch 2.11.0, trl 1.15.0",
        "![Loss by step](loss.png)",
    ):
        assert told in found
    assert "loss on the response |" in card.card(RESULT, asked(response_only=True), "mine")


def test_memory_is_told_as_notebooks_do() -> None:
    assert card.told(MEMORY) == (
        "18.00 GiB reserved before, peak 20.00 GiB, 2.00 GiB of it for training (90.9 % of 22.0 GiB; training 9.1 %)"
    )
    assert card.told({**MEMORY, "total": None}).endswith("2.00 GiB of it for training")


def test_the_terminal_ends_with_the_folder() -> None:
    first, _, last = card.lines(Tuned(Path("mine"), RESULT))
    assert first == "60 steps on 300 pairs and 100 of the base's own traces in 61 s; loss 2.5000 -> 0.7500"
    assert last == "mine"


@pytest.mark.parametrize("number", [1, 3, 4001])
def test_the_curve_is_a_picture(number: int) -> None:
    picture = card.curve([{"step": n + 1, "loss": 1 / (n + 1)} for n in range(number)], "Loss of mine")
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert width > 1000 > height > 500
