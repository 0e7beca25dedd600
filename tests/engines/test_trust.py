"""Model files that run code: refused by name, and read where it is asked for."""

import json
import os
import pickle
import shutil
from pathlib import Path

import pytest
import torch
import transformers
from safetensors.torch import load_file

import fakes
from bench import fingerprint
from bench.arms import arms_of
from bench.engines.base import Setup
from bench.engines.hf import HFEngine
from bench.engines.loading import read_config, read_tokenizer
from bench.engines.opening import open_engine
from bench.engines.trust import NONE, Trust, check_weights, readable
from bench.errors import InputError
from bench.plan import plan
from bench.resources import MODELS
from engines.shapes import SHAPES

MINI, TERSE = MODELS / "mini", MODELS / "mini-terse"
OWN = """
import pathlib
pathlib.Path({marker!r}).write_text("run")
from transformers import Qwen2Config, Qwen2ForCausalLM

class OwnConfig(Qwen2Config):
    model_type = "kenzan_own"

class OwnForCausalLM(Qwen2ForCausalLM):
    config_class = OwnConfig
"""


class Payload:
    """What a pickle can do when it is read."""

    def __init__(self, marker: Path) -> None:
        self.marker = str(marker)

    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return os.mkdir, (self.marker,)


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """Is there when code has run."""
    return tmp_path / "marker"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small base in full precision."""
    folder = tmp_path_factory.mktemp("full")
    torch.manual_seed(0)
    transformers.Qwen2ForCausalLM(SHAPES["qwen2"]).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        shutil.copy(MINI / name, folder)
    return folder


@pytest.fixture
def pickled(full: Path, tmp_path: Path) -> Path:
    """The same base, in a pickle."""
    folder = Path(shutil.copytree(full, tmp_path / "pickled"))
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    return folder


@pytest.fixture
def coded(full: Path, tmp_path: Path, marker: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same base, read by code of its own."""
    for module in ("transformers.dynamic_module_utils", "transformers.utils.hub"):
        monkeypatch.setattr(f"{module}.HF_MODULES_CACHE", str(tmp_path / "modules"), raising=False)
    folder = Path(shutil.copytree(full, tmp_path / "coded"))
    (folder / "modeling_own.py").write_text(OWN.format(marker=str(marker)), "utf-8")
    settings = json.loads((folder / "config.json").read_text("utf-8"))
    classes = {"AutoConfig": "modeling_own.OwnConfig", "AutoModelForCausalLM": "modeling_own.OwnForCausalLM"}
    settings |= {"model_type": "kenzan_own", "architectures": ["OwnForCausalLM"], "auto_map": classes}
    (folder / "config.json").write_text(json.dumps(settings), "utf-8")
    return folder


def texts(engine: HFEngine) -> list[str]:
    requests = plan(
        [fakes.item()], engine, arms=arms_of(list(engine.adapters)), formats=["raw"], samples=1,
        sampling=fakes.GREEDY.model_copy(update={"max_new_tokens": 4}), seed=0,
    )  # fmt: skip
    return [g.text for g in engine.generate(requests)]


def test_weights_in_a_pickle_are_read_where_it_is_asked_for(full: Path, pickled: Path) -> None:
    with pytest.raises(InputError, match=r"pytorch_model.bin: a pickle, .* or insist with `kenzan run --allow-pickle`"):
        HFEngine(pickled, device="cpu")
    own = HFEngine(pickled, device="cpu", trust=Trust(pickle=True))
    assert texts(own) == texts(HFEngine(full, device="cpu"))
    before = own.identity(None)["base"]
    torch.save({"a": torch.zeros(1)}, pickled / "pytorch_model.bin")
    assert fingerprint.base(pickled) != before


def test_a_pickle_that_does_something_else_does_nothing(pickled: Path, marker: Path) -> None:
    (pickled / "pytorch_model.bin").write_bytes(pickle.dumps(Payload(marker), 2))
    engine = HFEngine(pickled, device="cpu", trust=Trust(pickle=True))
    with pytest.raises(InputError, match="cannot load the model"):
        texts(engine)
    assert not marker.exists()


def test_a_pickle_beside_safetensors_is_not_looked_at(full: Path, tmp_path: Path, marker: Path) -> None:
    folder = Path(shutil.copytree(full, tmp_path / "both"))
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Payload(marker), 2))
    for trust in (NONE, Trust(pickle=True)):
        assert texts(HFEngine(folder, device="cpu", trust=trust))
    assert not marker.exists()


def test_no_weights_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \*\.safetensors in the folder; of a hub model .* --allow-pickle"):
        check_weights(tmp_path, NONE)


def test_an_adapter_in_a_pickle(tmp_path: Path, marker: Path) -> None:
    folder = Path(shutil.copytree(TERSE, tmp_path / "terse"))
    torch.save(load_file(folder / "adapter_model.safetensors"), folder / "adapter_model.bin")
    (folder / "adapter_model.safetensors").unlink()
    setup = Setup(model="mini", adapters={"terse": str(folder)}, device="cpu")
    for name in ("hf", "slots", "auto"):
        with pytest.raises(InputError, match=r"adapter_model.bin: a pickle, .* `kenzan run --allow-pickle`"):
            open_engine(name, setup)
    engine = HFEngine(MINI, {"terse": folder}, device="cpu", trust=Trust(pickle=True))
    assert engine.identity("terse") == HFEngine(MINI, {"terse": TERSE}, device="cpu").identity("terse")
    assert engine.adapters["terse"].name == "terse"
    copy = engine.adapters["terse"]
    del engine
    assert not copy.exists()
    (folder / "adapter_model.bin").write_bytes(pickle.dumps(Payload(marker), 2))
    with pytest.raises(InputError, match="holds other things than tensors"):
        readable(folder, Trust(pickle=True), setup)
    assert not marker.exists()


def test_code_of_a_model_runs_where_it_is_asked_for_alone(full: Path, coded: Path, marker: Path) -> None:
    refused = r"config.json: read by code that comes with the model; .* insist with `kenzan run --trust-remote-code`"
    for name in ("hf", "slots", "auto"):
        with pytest.raises(InputError, match=refused):
            open_engine(name, Setup(model=str(coded), device="cpu"))
    assert not marker.exists()
    engine = open_engine("hf", Setup(model=str(coded), device="cpu", trust_remote_code=True))
    assert marker.exists()
    assert isinstance(engine, HFEngine)
    assert texts(engine) == texts(HFEngine(full, device="cpu"))
    before = engine.identity(None)["base"]
    (coded / "modeling_own.py").write_text("# other code", "utf-8")
    assert fingerprint.base(coded, code=True) != before


def test_code_of_a_tokenizer_does_not_run(full: Path, tmp_path: Path, marker: Path) -> None:
    folder = Path(shutil.copytree(full, tmp_path / "own"))
    (folder / "tokenization_own.py").write_text(OWN.format(marker=str(marker)), "utf-8")
    settings = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))
    settings |= {"tokenizer_class": "OwnTokenizer", "auto_map": {"AutoTokenizer": [None, "tokenization_own.Own"]}}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")
    read_config(folder)
    with pytest.raises(InputError, match="read by code that comes with the model"):
        read_tokenizer(folder)
    assert not marker.exists()


def test_a_known_model_that_also_brings_code_is_read_without_it(full: Path, tmp_path: Path, marker: Path) -> None:
    folder = Path(shutil.copytree(full, tmp_path / "known"))
    (folder / "modeling_own.py").write_text(OWN.format(marker=str(marker)), "utf-8")
    settings = json.loads((folder / "config.json").read_text("utf-8"))
    settings["auto_map"] = {"AutoConfig": "modeling_own.OwnConfig"}
    (folder / "config.json").write_text(json.dumps(settings), "utf-8")
    assert texts(HFEngine(folder, device="cpu"))
    assert not marker.exists()


@pytest.mark.parametrize("option", ["allow_pickle", "trust_remote_code"])
def test_a_server_has_its_own_mind(option: str) -> None:
    setup = Setup(model="m", base_url="http://localhost:9", **{option: True})  # type: ignore[arg-type]
    with pytest.raises(InputError, match=f"--{option.replace('_', '-')}: a server decides this itself"):
        open_engine("openai", setup)
