import json
import shutil
from pathlib import Path

import pytest
import torch
import transformers
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file

from bench.engines.loading import check_adapter, read_config, read_settings, read_tokenizer, resolve
from bench.errors import InputError
from bench.resources import MODELS

MINI, TERSE = MODELS / "mini", MODELS / "mini-terse"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The embedded adapter, to spoil."""
    return Path(shutil.copytree(TERSE, tmp_path / "adapter"))


def tensors(folder: Path) -> dict[str, torch.Tensor]:
    return dict(load_file(folder / "adapter_model.safetensors"))


def test_resolve_finds_folders_and_embedded_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert resolve(str(MINI), "-m") == MINI
    assert resolve("mini", "-m") == MINI
    assert resolve("mini-terse", "-a") == TERSE
    (tmp_path / "mini").mkdir()
    assert resolve("mini", "-m") == Path("mini")


@pytest.mark.parametrize("name", ["./missing", "missing", "/no/such/folder", "a/b/c", "~/x"])
def test_resolve_names_what_is_missing(name: str) -> None:
    with pytest.raises(InputError, match=f"^-m {name}: no such folder, embedded model or hub id; check the path$"):
        resolve(name, "-m")


def test_resolve_tells_that_the_hub_cannot_give_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(
        InputError, match=r"^-m no-such-owner/no-such-model: neither a folder here nor to be had from the hub"
    ):
        resolve("no-such-owner/no-such-model", "-m")


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no config\.json: not a model folder"):
        read_config(tmp_path)
    with pytest.raises(InputError, match=r"no config\.json"):
        read_config(TERSE)


def test_a_model_that_generates_no_text(tmp_path: Path) -> None:
    transformers.ViTConfig().save_pretrained(tmp_path)
    with pytest.raises(InputError, match="a vit model is not a causal language model"):
        read_config(tmp_path)


def test_a_broken_configuration(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": ')
    with pytest.raises(InputError, match="cannot read the configuration"):
        read_config(tmp_path)


def test_a_model_without_tokenizer(tmp_path: Path) -> None:
    shutil.copy(MINI / "config.json", tmp_path)
    with pytest.raises(InputError, match="no tokenizer: none of "):
        read_tokenizer(tmp_path)


SPOILT: dict[str, object] = {
    "no object": None,
    "a list": [],
    "added tokens": {"added_tokens": 3},
    "a vocabulary with a fraction": {"model": {"type": "BPE", "vocab": {"a": 1.5}, "merges": []}},
    "merges out of the vocabulary": {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [["b", "c"]]}},
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_tokenizer_that_is_none_is_refused_whatever_its_reader_raises(name: str, tmp_path: Path) -> None:
    shutil.copy(MINI / "config.json", tmp_path)
    shutil.copy(MINI / "tokenizer_config.json", tmp_path)
    whole, change = json.loads((MINI / "tokenizer.json").read_text("utf-8")), SPOILT[name]
    made = {**whole, **change} if isinstance(change, dict) else change
    (tmp_path / "tokenizer.json").write_text(json.dumps(made), "utf-8")
    with pytest.raises(InputError, match="transformers cannot read the tokenizer: "):
        read_tokenizer(tmp_path)


@pytest.mark.parametrize("change", [{"hidden_size": None}, {"num_hidden_layers": "x"}, {"layer_types": [1]}, []])
def test_a_configuration_of_other_types_is_refused(change: object, tmp_path: Path) -> None:
    whole = json.loads((MINI / "config.json").read_text("utf-8"))
    (tmp_path / "config.json").write_text(json.dumps({**whole, **change} if isinstance(change, dict) else change))
    with pytest.raises(InputError, match="transformers cannot read the configuration: "):
        read_settings(tmp_path)


@pytest.mark.parametrize("change", [{"r": None}, {"target_modules": 3}, {"peft_type": []}, {"lora_alpha": {}}])
def test_an_adapter_whose_settings_are_of_other_types_is_refused(change: dict[str, object], copy: Path) -> None:
    whole = json.loads((TERSE / "adapter_config.json").read_text("utf-8"))
    (copy / "adapter_config.json").write_text(json.dumps({**whole, **change}))
    with pytest.raises(InputError, match="the adapter does not fit the base: "):
        check_adapter(read_config(MINI), copy)


def test_the_embedded_adapter_fits_its_base() -> None:
    check_adapter(read_config(MINI), TERSE)


def test_an_adapter_of_another_base_is_refused_by_its_shapes(tmp_path: Path) -> None:
    other = transformers.Qwen2Config(hidden_size=64, num_hidden_layers=8, num_attention_heads=4, intermediate_size=96)
    other.save_pretrained(tmp_path)
    with pytest.raises(InputError, match=r"does not fit the base: .*layers\.\{0-7\}.*lora_.*the base needs .*"):
        check_adapter(transformers.AutoConfig.from_pretrained(tmp_path), TERSE)


def test_an_adapter_with_more_layers_than_the_base_names_the_keys(tmp_path: Path) -> None:
    config = read_config(MINI)
    config.num_hidden_layers, config.layer_types = 6, config.layer_types[:6]
    with pytest.raises(InputError, match=r"layers\.\{6,7\}\..* \(the base has no place for it\)"):
        check_adapter(config, TERSE)


def test_every_key_left_over_on_either_side_is_listed(copy: Path) -> None:
    """A kind of key once, with its layers; a file of which no key matches says so."""
    weights = {key.removeprefix("base_model.model."): tensor for key, tensor in tensors(copy).items()}
    save_file(weights, copy / "adapter_model.safetensors")
    with pytest.raises(InputError, match="none of its 112 tensors has a place there: ") as error:
        check_adapter(read_config(MINI), copy)
    assert "model.layers.{0-7}.mlp.down_proj.lora_A.weight (the base has no place for it)" in str(error.value)
    assert str(error.value).count("(the base has no place for it)") == 14
    assert str(error.value).endswith(" and 12 more")
    kept = {key: tensor for key, tensor in tensors(TERSE).items() if ".mlp.up_proj." not in key}
    save_file(kept, copy / "adapter_model.safetensors")
    with pytest.raises(InputError) as error:
        check_adapter(read_config(MINI), copy)
    place = "base_model.model.model.layers.{0-7}.mlp.up_proj"
    assert str(error.value).endswith(
        f"does not fit the base: {place}.lora_A.weight (missing), {place}.lora_B.weight (missing)"
    )


def test_an_adapter_of_another_architecture_is_refused() -> None:
    gpt = transformers.GPT2Config(n_embd=64, n_layer=2, n_head=2)
    with pytest.raises(InputError, match="the adapter does not fit the base: "):
        check_adapter(gpt, TERSE)


def test_missing_and_foreign_tensors_are_named(copy: Path) -> None:
    weights = tensors(copy)
    first = sorted(weights)[0]
    weights["base_model.model.model.extra.lora_A.weight"] = weights.pop(first)
    save_file(weights, copy / "adapter_model.safetensors")
    with pytest.raises(InputError) as error:
        check_adapter(read_config(MINI), copy)
    assert f"{first} (missing)" in str(error.value)
    assert "extra.lora_A.weight (the base has no place for it)" in str(error.value)


def test_a_resized_embedding_is_refused_not_cut(tmp_path: Path) -> None:
    config = read_config(MINI)
    config.vocab_size = 3000
    del config.quantization_config
    modules = {"target_modules": ["q_proj"], "modules_to_save": ["embed_tokens"], "ensure_weight_tying": True}
    model = get_peft_model(
        transformers.AutoModelForCausalLM.from_config(config), LoraConfig(r=2, task_type="CAUSAL_LM", **modules)
    )
    model.save_pretrained(tmp_path, save_embedding_layers=False)
    with pytest.raises(InputError, match=r"embed_tokens.* \(\(3000, 256\), the base needs \(3072, 256\)\)"):
        check_adapter(read_config(MINI), tmp_path)


def test_embeddings_saved_beside_an_adapter_are_refused(copy: Path) -> None:
    """PEFT would load them into the base, which would then no longer be the base."""
    weights = tensors(copy)
    weights["base_model.model.model.embed_tokens.weight"] = torch.zeros(3072, 256)
    save_file(weights, copy / "adapter_model.safetensors")
    with pytest.raises(InputError, match=r"embed_tokens\.weight \(the base has no place for it\)"):
        check_adapter(read_config(MINI), copy)


@pytest.mark.parametrize("name", ["adapter_config.json", "adapter_model.safetensors"])
def test_a_folder_that_is_no_adapter(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(InputError, match=f"no {name}"):
        check_adapter(read_config(MINI), copy)


def test_a_torn_adapter_file(copy: Path) -> None:
    file = copy / "adapter_model.safetensors"
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(InputError, match=r"adapter_model\.safetensors: cannot be read \(.*header"):
        check_adapter(read_config(MINI), copy)


def test_an_adapter_of_an_unknown_kind(copy: Path) -> None:
    settings = json.loads((copy / "adapter_config.json").read_text())
    (copy / "adapter_config.json").write_text(json.dumps({**settings, "peft_type": "MAGIC"}))
    with pytest.raises(InputError, match="MAGIC"):
        check_adapter(read_config(MINI), copy)
