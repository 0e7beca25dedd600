import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from bench import fingerprint
from bench.errors import InputError


@pytest.fixture
def model(tmp_path: Path) -> Path:
    save_file({"a": np.arange(20_000, dtype=np.float32), "b": np.ones(7, np.float16)}, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps({"hidden_size": 8, "transformers_version": "5.1"}))
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "adapter_config.json").write_text(json.dumps({"r": 16, "base_model_name_or_path": "x"}))
    save_file({"lora_A": np.ones(4, np.float32)}, tmp_path / "adapter_model.safetensors")
    return tmp_path


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "sampled"])
def test_weights_and_settings_change_the_hash_and_neutral_settings_do_not(
    model: Path, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    monkeypatch.setattr(fingerprint, "READ_WHOLE", 1 << 20 if whole else 0)
    before = fingerprint.base(model)
    assert before == fingerprint.base(model)
    (model / "config.json").write_text(json.dumps({"transformers_version": "5.2", "hidden_size": 8}))
    assert fingerprint.base(model) == before
    (model / "config.json").write_text(json.dumps({"hidden_size": 9}))
    changed = fingerprint.base(model)
    assert changed != before
    save_file({"a": np.arange(20_000, dtype=np.float32) + 1, "b": np.ones(7, np.float16)}, model / "model.safetensors")
    assert fingerprint.base(model) not in (before, changed)


def test_a_large_file_is_sampled_at_the_start_middle_and_end_of_each_tensor(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprint, "READ_WHOLE", 0)
    before = fingerprint.base(model)
    for index in (0, 10_000, 19_999):
        values = np.arange(20_000, dtype=np.float32)
        values[index] += 1
        save_file({"a": values, "b": np.ones(7, np.float16)}, model / "model.safetensors")
        assert fingerprint.base(model) != before


def test_adapter_ignores_where_its_base_lay(model: Path) -> None:
    before = fingerprint.adapter(model)
    (model / "adapter_config.json").write_text(json.dumps({"r": 16, "base_model_name_or_path": "elsewhere"}))
    assert fingerprint.adapter(model) == before
    save_file({"lora_A": np.zeros(4, np.float32)}, model / "adapter_model.safetensors")
    assert fingerprint.adapter(model) != before


def test_the_chat_template_is_part_of_the_tokenizer(model: Path) -> None:
    before = fingerprint.tokenizer(model)
    (model / "chat_template.jinja").write_text("{{ messages }}")
    assert fingerprint.tokenizer(model) != before


def test_all_bytes_are_read_where_asked_and_a_cut_file_is_told(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (fingerprint.hashed(model), fingerprint.base(model)) == ("whole", fingerprint.base(model, full=True))
    monkeypatch.setattr(fingerprint, "READ_WHOLE", 0)
    assert (fingerprint.hashed(model), fingerprint.hashed(model, full=True)) == ("sampled", "whole")
    sampled, full = fingerprint.base(model), fingerprint.base(model, full=True)
    values = np.arange(20_000, dtype=np.float32)
    values[5_000] += 1  # outside of the samples
    save_file({"a": values, "b": np.ones(7, np.float16)}, model / "model.safetensors")
    assert fingerprint.base(model) == sampled
    assert fingerprint.base(model, full=True) != full
    data = (model / "model.safetensors").read_bytes()
    for cut in (4, 40, len(data) - 1):
        (model / "model.safetensors").write_bytes(data[:cut])
        with pytest.raises(InputError, match=r"model\.safetensors: cannot be read \(.*copy the model again"):
            fingerprint.base(model)


def test_what_ends_a_text_is_part_of_the_base(model: Path) -> None:
    before = fingerprint.base(model)
    (model / "generation_config.json").write_text(json.dumps({"eos_token_id": [1, 2]}))
    assert fingerprint.base(model) != before
