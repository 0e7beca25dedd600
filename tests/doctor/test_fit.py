"""Models measured by their configurations, and what the doctor advises."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
import transformers

from bench.cards import CARDS, GIB, Card
from bench.doctor.fit import advice, measure
from bench.errors import InputError
from bench.resources import MODELS
from bench.tuning.models import lora
from bench.tuning.room import need
from bench.tuning.settings import Settings
from qwq import NF4, QWQ

MINI, TERSE = MODELS / "mini", MODELS / "mini-terse"
L4 = next(card for card in CARDS if card.name == "L4")
H200 = next(card for card in CARDS if card.name == "H200")


def model(folder: Path, **changes: Any) -> str:
    """A folder with a configuration and nothing else."""
    (folder / "config.json").write_text(json.dumps({**QWQ, **changes}), "utf-8")
    return str(folder)


def test_qwq_fits_an_l4_in_4_bit_with_a_row_or_two_and_not_a_t4(tmp_path: Path) -> None:
    found = measure(model(tmp_path, quantization_config=NF4), [], 1024)
    four, half = found.demands
    assert (found.quantised, found.context, found.tokens, found.stored) == ("nf4", 32768, 1536, None)
    assert (round(four.weights / GIB), round(half.weights / GIB)) == (18, 61)
    rows = {card.name: (four.rows(card.memory), half.rows(card.memory)) for card in CARDS}
    assert rows["T4"] == (0, 0)
    assert 0 < rows["L4"][0] < 8
    assert rows["L4"][1] == 0
    assert 20 < rows["H100 80 GB"][1] < rows["H100 80 GB"][0]
    assert rows["H200"][1] > 128


def test_what_a_training_takes_is_what_kenzan_tune_computes(tmp_path: Path) -> None:
    folder = model(tmp_path, quantization_config=NF4)
    found = dict(measure(folder, [], 1024).training)
    config = transformers.AutoConfig.from_pretrained(folder)
    for trainer, in_parts in (("unsloth", True), ("hf", False)):
        assert found[trainer] == need(config, Settings(), lora(Settings()), in_parts=in_parts)
    assert 0 < found["hf"].tokens(L4.memory) < found["unsloth"].tokens(L4.memory) < 2048


def test_a_base_without_the_modules_has_no_training(tmp_path: Path) -> None:
    config = transformers.GPT2Config(n_layer=1, n_embd=32, n_head=2, vocab_size=64, architectures=["GPT2LMHeadModel"])
    config.save_pretrained(tmp_path)
    assert measure(str(tmp_path), [], 64).training == ()


def test_the_embedded_pair_and_what_its_files_hold() -> None:
    found = measure("mini", ["mini-terse"], 4096)
    assert found.stored == (MINI / "model.safetensors").stat().st_size
    assert found.tokens == found.context == 1024
    assert found.demands[0].adapter == 2_490_368


def test_a_checkpoints_index_says_what_is_stored(tmp_path: Path) -> None:
    index = {"metadata": {"total_size": 12345}, "weight_map": {}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index), "utf-8")
    assert measure(model(tmp_path, num_hidden_layers=1), [], 64).stored == 12345


def test_of_a_hub_model_only_the_configuration_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def download(name: str, *, allow_patterns: list[str]) -> str:
        asked.append(allow_patterns)
        return model(tmp_path, num_hidden_layers=1)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    assert measure("someone/some-model", [], 64).name == "someone/some-model"
    assert asked == [["config.json", "adapter_config.json", "*.safetensors.index.json"]]


def test_what_is_no_model_or_no_adapter_of_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no config\.json: not a model folder"):
        measure(str(TERSE), [], 64)
    with pytest.raises(InputError, match=r"no adapter_config\.json: not a PEFT adapter"):
        measure("mini", [str(MINI)], 64)
    shutil.copytree(TERSE, tmp_path / "lora")
    file = tmp_path / "lora" / "adapter_config.json"
    settings = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**settings, "target_modules": ["c_attn"]}), "utf-8")
    with pytest.raises(InputError, match="the adapter does not fit the base"):
        measure("mini", [str(tmp_path / "lora")], 64)


@pytest.mark.parametrize(
    ("config", "budget", "cards", "expected"),
    [
        ({"quantization_config": NF4}, 1024, [L4], []),
        ({"quantization_config": NF4}, 1024, [H200], ["--weights bf16 is as exact and faster"]),
        ({}, 1024, [L4], ["add --load-in-4bit"]),
        ({"quantization_config": NF4}, 30000, [L4], ["a smaller budget: --max-new-tokens"]),
        ({"quantization_config": NF4}, 1024, [Card("T4", 14 * GIB, bf16=False)], ["in 4 bit is the L4"]),
        ({}, 1024, [Card("24 GB", 18 * GIB)] * 8, ["--engine vllm spreads it over the 8 GPUs"]),
        ({"quantization_config": NF4}, 1024, [], []),
    ],
)
def test_advice(tmp_path: Path, config: dict[str, Any], budget: int, cards: list[Card], expected: list[str]) -> None:
    found = measure(model(tmp_path, **config), [], budget)
    lines = advice(found, cards)
    assert len(lines) == len(expected), lines
    for line, words in zip(lines, expected, strict=True):
        assert words in line


@pytest.mark.parametrize(
    ("times", "expected"),
    [(10, "no single GPU of the table holds it; 2 x H200 do, with --engine vllm"), (1000, "8 x H200 do not hold it")],
)
def test_advice_for_what_no_gpu_holds(tmp_path: Path, times: int, expected: str) -> None:
    found = measure(model(tmp_path), [], 1024)
    larger = tuple(replace(demand, weights=demand.weights * times) for demand in found.demands)
    (line,) = advice(replace(found, demands=larger), [])
    assert line.startswith(expected)
