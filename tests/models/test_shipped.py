"""The embedded pair as it ships: small, 4-bit, the architecture and adapter that the model card tells."""

import inspect
import json
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
from recipe.__main__ import STAGES
from safetensors import safe_open

from bench import fingerprint
from bench.engines.effect import other_base, without_effect
from bench.resources import MODELS

ROOT = Path(__file__).parents[2]
CARD = ROOT / "models" / "README.md"


@pytest.fixture(scope="module")
def config() -> dict[str, object]:
    return json.loads((MODELS / "mini" / "config.json").read_text("utf-8"))


def test_all_of_models_fits_in_16_mb() -> None:
    files = [path for path in (ROOT / "models").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert sum(path.stat().st_size for path in files) <= 16_000_000


def test_the_base_is_a_4_bit_qwen2(config: dict[str, object]) -> None:
    assert config["model_type"] == "qwen2"
    assert config["architectures"] == ["Qwen2ForCausalLM"]
    stored = config["quantization_config"]
    assert isinstance(stored, dict)
    assert stored["quant_method"] == "bitsandbytes"
    assert stored["load_in_4bit"]
    assert stored["bnb_4bit_quant_type"] == "nf4"
    assert stored["bnb_4bit_use_double_quant"]


def test_the_base_has_4_to_12_million_weights() -> None:
    """Counted in the file: two 4-bit weights a byte, the others one by one."""
    in_4_bit = others = 0
    with safe_open(MODELS / "mini" / "model.safetensors", "pt") as file:
        names = list(file.keys())
        for name in names:
            size = file.get_tensor(name).numel()
            if name.endswith("proj.weight"):
                in_4_bit += 2 * size
            elif re.search(r"proj\.bias$|norm\.weight$|embed_tokens\.weight$", name):
                others += size
    assert sum(name.endswith("quant_state.bitsandbytes__nf4") for name in names) == 7 * 8
    assert in_4_bit == 6_291_456
    assert in_4_bit + others == 7_086_336
    card = CARD.read_text("utf-8")
    assert "7,086,336" in card
    assert "6,291,456" in card


@pytest.mark.parametrize("name", ["mini-terse", "mini-keep"])
def test_an_adapter_is_what_the_card_says(name: str) -> None:
    config = json.loads((MODELS / name / "adapter_config.json").read_text("utf-8"))
    assert config["peft_type"] == "LORA"
    assert [config["r"], config["lora_alpha"], config["lora_dropout"]] == [16, 16, 0.0]
    projections = {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}
    assert set(config["target_modules"]) == projections
    assert not Path(config["base_model_name_or_path"]).is_absolute()
    assert other_base(MODELS / "mini", MODELS / name) is None
    assert without_effect(MODELS / name) is None


def test_the_adapters_are_made_of_this_base_by_the_commands_of_the_card() -> None:
    shown = re.findall(r"^kenzan tune(?:.*\\\n)*.*$", CARD.read_text("utf-8"), re.M)
    commands = []
    for name in ("mini-terse", "mini-keep"):
        state = json.loads((MODELS / name / "tuning.json").read_text("utf-8"))
        assert state["asked"]["base"] == fingerprint.base(MODELS / "mini")
        commands.append(shlex.split(state["result"]["command"]))
        assert not [word for word in commands[-1] if word.startswith("/")]
    assert [shlex.split(each.replace("\\\n", " ")) for each in shown] == commands


def test_the_traces_of_the_base_are_in_one_adapter_alone() -> None:
    kept = {
        name: json.loads((MODELS / name / "tuning.json").read_text("utf-8"))["result"]["kept"]
        for name in ("mini-terse", "mini-keep")
    }
    assert kept["mini-terse"] == 0
    assert kept["mini-keep"] > 100


def test_the_commands_of_the_card_exist() -> None:
    shown = re.findall(r"^python -m models\.recipe (\w+)(.*)$", CARD.read_text("utf-8"), re.M)
    assert list(dict.fromkeys(name for name, _ in shown)) == list(STAGES)
    for name, rest in shown:
        module, function = STAGES[name]
        known = inspect.signature(getattr(import_module(f"recipe.{module}"), function)).parameters
        assert {option[2:].replace("-", "_") for option in re.findall(r"--[a-z-]+", rest)} <= set(known)
