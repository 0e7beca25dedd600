"""Each part of what decides a text is changed for real, and the work is owed again; the run's directory is refused."""

import importlib.metadata
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

import fakes
from bench import fingerprint
from bench.arms import Arm, arms_of
from bench.engines.base import Engine, Setup
from bench.engines.opening import open_engine
from bench.errors import InputError
from bench.identity import identity_of, signature
from bench.plan import owed, plan
from bench.records import Request, Sampling
from bench.resources import MODELS
from bench.runs import Manifest, RunDirectory

ARMS = arms_of(["adapter"])


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A copy of the embedded pair, to change."""
    shutil.copytree(MODELS / "mini", tmp_path / "base")
    shutil.copytree(MODELS / "mini-terse", tmp_path / "lora")
    return tmp_path


def opened(pair: Path, engine: str = "hf", **setup: object) -> Engine:
    known: dict[str, object] = {"model": str(pair / "base"), "adapters": {"adapter": str(pair / "lora")}}
    return open_engine(engine, Setup(**{**known, "device": "cpu", **setup}))  # type: ignore[arg-type]


def asked(engine: Engine, **changes: object) -> list[Request]:
    how: dict[str, object] = {"arms": ARMS, "formats": ["chat"], "samples": 1, "sampling": fakes.GREEDY, "seed": 1}
    return plan([fakes.item()], engine, **{**how, **changes})  # type: ignore[arg-type]


def manifest(engine: Engine) -> Manifest:
    run = Manifest(
        created="2026-01-01T00:00:00+00:00",
        kenzan="0.1.0",
        command="kenzan run",
        model="base",
        adapters={"adapter": "lora"},
        engine=engine.name,
        identity=identity_of(engine, ARMS),
        versions=engine.versions,
        packs={"demo": "1.0.0"},
        formats=("chat",),
        samples=1,
        sampling=fakes.GREEDY,
        seed=1,
        select="standard",
        limit=None,
        signature="",
    )
    return run.model_copy(update={"signature": signature(run)})


def flip(file: Path) -> None:
    """One bit of a file's last byte."""
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(bytes(data))


def settings(file: Path, **changes: object) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **changes}), "utf-8")


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "base weights": (lambda pair: flip(pair / "base" / "model.safetensors"), "base"),
    "base config": (lambda pair: settings(pair / "base" / "config.json", rms_norm_eps=1e-5), "base"),
    "end of text": (lambda pair: settings(pair / "base" / "generation_config.json", eos_token_id=[1, 5]), "base"),
    "adapter weights": (lambda pair: flip(pair / "lora" / "adapter_model.safetensors"), "adapter"),
    "adapter config": (lambda pair: settings(pair / "lora" / "adapter_config.json", lora_alpha=17), "adapter"),
    "tokenizer": (lambda pair: settings(pair / "base" / "tokenizer_config.json", note="x"), "tokenizer"),
    "chat template": (lambda pair: (pair / "base" / "chat_template.jinja").write_text("{{ messages }}"), "tokenizer"),
}


@pytest.mark.parametrize(("change", "named"), FILES.values(), ids=FILES)
def test_a_changed_file_owes_the_work_again_and_refuses_the_directory(
    pair: Path, change: Callable[[Path], object], named: str
) -> None:
    before = opened(pair)
    done, run = {request.key for request in asked(before)}, RunDirectory(pair / "run")
    with run.writing():
        run.begin(manifest(before), asked(before))
    assert not owed(asked(opened(pair)), done)
    change(pair)
    after = opened(pair)
    left = owed(asked(after), done)
    assert [request.arm for request in left] == (["adapter"] if named == "adapter" else ["base", "adapter"])
    assert manifest(after).signature != manifest(before).signature
    with pytest.raises(InputError, match=rf"different {named}\); choose another -o"), run.writing():
        run.begin(manifest(after), asked(after))


def test_another_engine_owes_the_work_again(pair: Path) -> None:
    slots, hf = opened(pair, "slots"), opened(pair, "hf")
    assert len(owed(asked(slots), {request.key for request in asked(hf)})) == 2
    assert manifest(hf).differs(manifest(slots)) == "engine"


@pytest.mark.parametrize("library", ["torch", "transformers", "peft", "bitsandbytes", "kenzan"])
def test_another_version_of_a_library_owes_the_work_again_and_is_told(
    pair: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    before, real = opened(pair), importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "9.9" if name == library else real(name))
    after = opened(pair)
    assert len(owed(asked(after), {request.key for request in asked(before)})) == 2
    assert manifest(before).differs(manifest(after)) == f"{library}: {real(library)} there, 9.9 here"


def test_quantisation_owes_the_work_again(pair: Path) -> None:
    file = pair / "base" / "config.json"
    config = json.loads(file.read_text("utf-8"))
    del config["quantization_config"]
    file.write_text(json.dumps(config), "utf-8")
    plain, quantised = opened(pair), opened(pair, load_in_4bit=True)
    assert len(owed(asked(quantised), {request.key for request in asked(plain)})) == 2
    assert manifest(plain).differs(manifest(quantised)) == "quantisation"


HOT = Sampling(max_new_tokens=64, temperature=0.5)
ASKED: dict[str, dict[str, object]] = {
    "prompt": {"formats": ["raw"]},
    "temperature": {"sampling": HOT.model_copy(update={"temperature": 0.6})},
    "top_p": {"sampling": HOT.model_copy(update={"top_p": 0.9})},
    "top_k": {"sampling": HOT.model_copy(update={"top_k": 9})},
    "budget": {"sampling": HOT.model_copy(update={"max_new_tokens": 65})},
    "seed": {"seed": 2},
}


@pytest.mark.parametrize("change", ASKED.values(), ids=ASKED)
def test_what_is_asked_otherwise_is_owed_again(pair: Path, change: dict[str, object]) -> None:
    engine = opened(pair)
    done = {request.key for request in asked(engine, sampling=HOT)}
    assert len(owed(asked(engine, **{"sampling": HOT, **change}), done)) == 2


def test_another_sample_and_another_strength_are_owed_beside_what_is_done(pair: Path) -> None:
    engine = opened(pair)
    done = {request.key for request in asked(engine)}
    assert [r.sample for r in owed(asked(engine, samples=2), done)] == [1, 1]
    assert [r.arm for r in owed(asked(engine, arms=[*ARMS, Arm("adapter@0.5", "adapter", 0.5)]), done)] == [
        "adapter@0.5"
    ]


def test_hashes_of_two_kinds_are_not_mixed_and_bases_not_called_different(
    pair: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = manifest(opened(pair))
    assert small.differs(manifest(opened(pair, verify="full"))) is None
    monkeypatch.setattr(fingerprint, "READ_WHOLE", 1000)
    sampled, full = opened(pair), opened(pair, verify="full")
    assert manifest(sampled).differs(manifest(full)) == manifest(full).differs(manifest(sampled)) == "--verify"
    assert len(owed(asked(full), {request.key for request in asked(sampled)})) == 2
    weights = load_file(pair / "base" / "model.safetensors")
    middle = max(weights, key=lambda name: weights[name].nbytes)
    weights[middle].reshape(-1)[weights[middle].size // 3] += 1
    save_file(weights, pair / "base" / "model.safetensors", metadata={"format": "pt"})
    assert manifest(full).differs(manifest(opened(pair, verify="full"))) == "base"


def test_a_directory_whose_identity_has_fewer_parts_is_refused_by_their_names(pair: Path) -> None:
    now = manifest(opened(pair))
    known = {name: now.identity[name] for name in ("engine", "base", "tokenizer", "quantisation", "adapter")}
    run = RunDirectory(pair / "run")
    with run.writing():
        run.begin(now.model_copy(update={"identity": known}), [])
        with pytest.raises(InputError, match=r"another run \(different .*hashed, .*torch: none there, .* here"):
            run.begin(now, [])


def test_the_signature_names_every_part_in_one_line(pair: Path) -> None:
    run = manifest(opened(pair))
    parts = dict(part.split(":", 1) for part in run.signature.split("|"))
    assert "\n" not in run.signature
    assert parts == {
        "base": run.identity["base"][:12],
        "hashed": "whole",
        "adapter": run.identity["adapter"][:12],
        "q": "nf4",
        "tok": run.identity["tokenizer"][:12],
        "fmt": "chat",
        "elicit": "none",
        "pack": "demo@1.0.0",
        "select": "standard",
        "n": "1",
        "strength": "1",
        "t": "0",
        "p": "1",
        "k": "0",
        "max": "64",
        "seed": "1",
        "engine": "hf",
        "v": "0.1.0",
        **{name: version for name, version in run.versions.items() if name != "kenzan"},
    }
    changed = signature(run.model_copy(update={"limit": 3, "strengths": (0.5,), "sampling": HOT}))
    assert "|select:standard*3|" in changed
    assert "|strength:1+0.5|t:0.5|" in changed
