"""Whether an adapter does anything to this base: what its files tell, and what the logits do.

An adapter that changes nothing makes a run that compares the base with itself and finds no difference. That is refused
before anything is generated, unless somebody insists.
"""

import json
from functools import cache
from pathlib import Path

import torch
from safetensors import safe_open

from bench import fingerprint
from bench.engines.loading import adapter_base_name
from bench.errors import InputError
from bench.resources import MODELS
from bench.terminal import tell

PROBE = 64
"""Tokens of a prompt of the run on which base and adapter are compared: its last."""
_DOWN, _UP = (".lora_A.", ".lora_embedding_A"), (".lora_B.", ".lora_embedding_B")
_SHOWN = 80
"""Characters of a name that an adapter's file gives."""


def refusal(why: str, adapter: Path) -> InputError:
    """The error for an adapter without effect."""
    what = f"the adapter does nothing: {why}; base would be compared with base (--allow-noop insists)"
    return InputError(what, str(adapter))


def without_effect(adapter: Path) -> str | None:
    """Why a PEFT adapter's files cannot change a model, in words; None where they can, or where they do not tell.

    A product B A is zero where either factor is. Whatever else an adapter trains (biases, whole modules, DoRA's
    magnitudes) may count: then only the logits tell.
    """
    settings = json.loads((adapter / "adapter_config.json").read_text("utf-8"))
    with safe_open(adapter / "adapter_model.safetensors", framework="pt") as file:
        keys = list(file.keys())
        if not keys:
            return "its file holds no tensors"
        downs = [key for key in keys if any(part in key for part in _DOWN)]
        ups = [key for key in keys if any(part in key for part in _UP)]
        if len(downs) + len(ups) < len(keys):
            return None
        if settings.get("lora_alpha") == 0 and not any((settings.get("alpha_pattern") or {}).values()):
            return "its lora_alpha is 0"
        for name, factors in (("B", ups), ("A", downs)):
            if not any(bool(file.get_tensor(key).float().any()) for key in factors):
                return f"{name} is zero in all of its {len(factors)} layers, as before training"
    return None


def check_logits(base: torch.Tensor, tuned: torch.Tensor, adapter: Path) -> None:
    """Refuse an adapter with which the logits of a prompt are the base's to the last bit."""
    if torch.equal(base, tuned):
        raise refusal("on a prompt of this run the logits are the base's, to the last bit", adapter)


def other_base(model: Path, adapter: Path) -> str | None:
    """In which way an adapter says that it was trained on another base, in words; None where nothing speaks for it.

    Where that base lies on this machine or travels with Kenzan, weights are compared, else names: only a hint, since
    folders are renamed.
    """
    said = adapter_base_name(adapter)
    if said is None:
        return None
    for place in (Path(said), adapter / said, MODELS / said):
        if _is_model(place):
            same = place.resolve() == model.resolve() or fingerprint.base(place) == fingerprint.base(model)
            return None if same else f"{said[:_SHOWN]!r}, and its weights or configuration are other ones"
    name = _named(model)
    if said.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1].casefold() == name.casefold():
        return None
    return f"{said[:_SHOWN]!r}, and this base is called {name!r}"


@cache
def warn_of_other_base(model: Path, adapter: Path) -> None:
    """Say once on stderr that an adapter seems to belong to another base, or to one that it is merged into already."""
    if how := other_base(model, adapter):
        tell(
            f"{adapter}: was trained on {how}; if that is another model, or one with this adapter merged into it, the "
            "comparison is worth nothing"
        )


def _is_model(place: Path) -> bool:
    try:
        return (place / "config.json").is_file() and any(place.glob("*.safetensors"))
    except (OSError, ValueError):
        return False


def _named(model: Path) -> str:
    """A base's name: its folder's, or the repository's where it lies in the hub's cache."""
    place = model.resolve()
    if place.parent.name == "snapshots":
        return place.parent.parent.name.rsplit("--", 1)[-1]
    return place.name
