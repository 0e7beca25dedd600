"""Adapters that do nothing, made on small models of several architectures, and the engines that refuse them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file

import fakes
from bench.arms import arms_of
from bench.engines.base import Setup
from bench.engines.effect import check_logits, other_base, without_effect
from bench.engines.opening import open_engine
from bench.errors import InputError
from bench.plan import plan
from bench.records import Sampling
from bench.resources import MODELS
from engines.shapes import ADAPTERS, SHAPES, make

MINI, TERSE = MODELS / "mini", MODELS / "mini-terse"
INSISTS = r"base would be compared with base \(--allow-noop insists\)"


def weights(folder: Path, change: Callable[[str, torch.Tensor], torch.Tensor]) -> None:
    """Change an adapter's tensors by name."""
    file = folder / "adapter_model.safetensors"
    save_file({key: change(key, tensor).contiguous() for key, tensor in load_file(file).items()}, file)


def zeroed(part: str) -> Callable[[str, torch.Tensor], torch.Tensor]:
    return lambda key, tensor: torch.zeros_like(tensor) if part in key else tensor


def settings(folder: Path, **changes: object) -> None:
    file = folder / "adapter_config.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **changes}), "utf-8")


@pytest.fixture(scope="module", params=list(SHAPES))
def shape(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random model with adapters that do something, and one as PEFT makes it before training."""
    untrained = {"target_modules": "all-linear", "r": 4}
    folder = make(tmp_path_factory.mktemp(request.param), request.param, {**ADAPTERS, "untrained": untrained})
    weights(folder / "untrained", zeroed("lora_B"))
    return folder


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The embedded adapter, to spoil."""
    return Path(shutil.copytree(TERSE, tmp_path / "adapter"))


def generated(engine: Any) -> int:
    """How many texts an engine makes of one item in all arms."""
    sampling = Sampling(max_new_tokens=4)
    arms = arms_of(list(engine.adapters))
    asked = plan([fakes.item()], engine, arms=arms, formats=["raw"], samples=1, sampling=sampling, seed=1)
    return len(list(engine.generate(asked)))


def opened(name: str, base: Path, *, device: str = "cpu", **setup: Any) -> Any:
    return open_engine(name, Setup(str(base), device=device, **setup))


def test_an_untrained_adapter_is_refused_before_anything_is_loaded(shape: Path) -> None:
    adapter = shape / "untrained"
    for engine in ("slots", "hf", "auto"):
        with pytest.raises(InputError, match=rf"untrained: the adapter does nothing: B is zero in all .* {INSISTS}"):
            opened(engine, shape / "base", adapters={"adapter": str(adapter)})
    assert without_effect(shape / "all") is without_effect(shape / "few") is None


@pytest.mark.parametrize("engine", ["slots", "hf"])
def test_an_adapter_that_its_files_do_not_betray_is_refused_by_the_logits(
    shape: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    monkeypatch.setattr("bench.engines.local.without_effect", lambda adapter: None)
    both = {"all": str(shape / "all"), "untrained": str(shape / "untrained")}
    with pytest.raises(InputError, match=r"untrained: .* on a prompt of this run the logits are the base's"):
        generated(opened(engine, shape / "base", adapters=both))
    assert generated(opened(engine, shape / "base", adapters={"all": both["all"], "few": str(shape / "few")})) == 3


@pytest.mark.parametrize("engine", ["slots", "hf"])
def test_who_insists_gets_a_run(shape: Path, engine: str) -> None:
    adapters = {"adapter": str(shape / "untrained")}
    assert generated(opened(engine, shape / "base", adapters=adapters, allow_noop=True)) == 2


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda folder: weights(folder, zeroed("lora_B")), "B is zero in all of its 56 layers"),
        (lambda folder: weights(folder, zeroed("lora_A")), "A is zero in all of its 56 layers"),
        (lambda folder: weights(folder, lambda key, tensor: -torch.zeros_like(tensor)), "B is zero"),
        (lambda folder: settings(folder, lora_alpha=0), "its lora_alpha is 0"),
        (lambda folder: save_file({}, folder / "adapter_model.safetensors"), "no tensors"),
    ],
    ids=["B", "A", "minus zero", "alpha", "empty"],
)
def test_what_files_tell(copy: Path, spoil: Callable[[Path], None], why: str) -> None:
    spoil(copy)
    assert why in (without_effect(copy) or "")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: None,
        lambda folder: weights(folder, zeroed("layers.0.mlp.up_proj.lora_B")),
        lambda folder: settings(folder, lora_alpha=0, alpha_pattern={"up_proj": 4}),
    ],
    ids=["trained", "one layer", "alpha of one layer"],
)
def test_an_adapter_of_which_a_part_is_zero_does_something(copy: Path, spoil: Callable[[Path], None]) -> None:
    spoil(copy)
    assert without_effect(copy) is None


@pytest.mark.parametrize(
    "more", [{"use_dora": True}, {"bias": "all"}, {"modules_to_save": ["norm"]}], ids=["dora", "bias", "modules"]
)
def test_of_an_adapter_that_is_more_than_lora_the_files_do_not_tell(tmp_path: Path, more: dict[str, Any]) -> None:
    model = transformers.AutoModelForCausalLM.from_config(
        transformers.Qwen2Config(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
    )
    lora = LoraConfig(task_type="CAUSAL_LM", target_modules=["q_proj"], r=2, **more)
    get_peft_model(model, lora).save_pretrained(tmp_path, save_embedding_layers=False)
    assert without_effect(tmp_path) is None


def test_logits_that_differ_in_the_last_bit_are_an_effect(tmp_path: Path) -> None:
    logits = torch.randn(1, 8)
    check_logits(logits, torch.nextafter(logits, torch.tensor(torch.inf)), tmp_path)
    with pytest.raises(InputError, match=INSISTS):
        check_logits(logits, logits.clone(), tmp_path)


def test_the_base_that_an_adapter_names_is_compared_by_weights_where_it_is_here(tmp_path: Path, copy: Path) -> None:
    assert other_base(MINI, TERSE) is None
    merged = Path(shutil.copytree(MINI, tmp_path / "mini"))
    assert other_base(merged, TERSE) is None
    data = bytearray((merged / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (merged / "model.safetensors").write_bytes(data)
    assert other_base(merged, TERSE) == "'mini', and its weights or configuration are other ones"
    settings(copy, base_model_name_or_path=str(MINI))
    assert other_base(merged, copy) == f"{str(MINI)[:80]!r}, and its weights or configuration are other ones"
    settings(copy, base_model_name_or_path=None)
    assert other_base(merged, copy) is None


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("unsloth/QwQ-32B-Preview", True),
        ("/home/me/models/qwq-32b-preview/", True),
        ("C:\\models\\QwQ-32B-Preview", True),
        ("Qwen/QwQ-32B", False),
        ("x\n\x1b[31mred" * 500, False),
        ("\0", False),
    ],
)
def test_elsewhere_names_are_compared(tmp_path: Path, copy: Path, said: str, fits: bool) -> None:
    settings(copy, base_model_name_or_path=said)
    for place in ("QwQ-32B-Preview", "models--Qwen--QwQ-32B-Preview/snapshots/91906fe"):
        (tmp_path / place).mkdir(parents=True)
        told = other_base(tmp_path / place, copy)
        assert (told is None) == fits
        assert not fits or told is None
        assert told is None or (told.isprintable() and "this base is called 'QwQ-32B-Preview'" in told)


def test_another_base_is_told_once_and_refuses_nothing(
    tmp_path: Path, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(copy, base_model_name_or_path="someone/maxi")
    for engine in ("slots", "hf"):
        opened(engine, MINI, adapters={"adapter": str(copy)})
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert err.startswith(f"kenzan: {copy}: was trained on 'someone/maxi', and this base is called 'mini'; ")
