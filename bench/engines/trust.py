"""What of somebody else's model may run code here: nothing, unless it is asked for.

Weights in pickles (``pytorch_model.bin``, ``adapter_model.bin``) and classes that a checkpoint brings along
(``auto_map`` with ``modeling_*.py``) run code when they are read. Both have an option of their own, and whoever refuses
them names the file and the option.
"""

import json
import tempfile
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.errors import InputError, first_line

FILES = ("*.json", "*.safetensors", "*.model", "*.txt", "*.jinja")
"""Patterns of a checkpoint's files, none of which can hold code."""
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
_LOOK = "look at its *.py, and insist with `kenzan run --trust-remote-code`"
ADAPTER = "adapter_model"
"""Name of an adapter's weights, without its ending."""


@dataclass(frozen=True)
class Trust:
    """What was asked for."""

    pickle: bool = False
    """``--allow-pickle``"""
    code: bool = False
    """``--trust-remote-code``"""

    @property
    def files(self) -> tuple[str, ...]:
        """Patterns of the files that are wanted from the hub."""
        return (*FILES, *(("*.bin",) if self.pickle else ()), *(("*.py",) if self.code else ()))


NONE = Trust()


def check_weights(model: Path, trust: Trust) -> None:
    """Refuse a base without weights that may be read."""
    if any(model.glob("*.safetensors")):
        return  # these are what is read
    pickles = _pickles(model)
    if not pickles:
        also = "" if trust.pickle else "; of a hub model in pickles alone they are taken with --allow-pickle"
        raise InputError(f"no *.safetensors in the folder{also}", str(model))
    if not trust.pickle:
        raise InputError(
            "a pickle, which can run code when it is read; convert it to safetensors, or insist with `kenzan run "
            "--allow-pickle`",
            str(pickles[0]),
        )


def check_code(file: Path, trust: Trust, known: Callable[[Any], bool]) -> None:
    """Refuse a configuration that is read by code of the checkpoint's own.

    Parameters
    ----------
    file : ``config.json`` or ``tokenizer_config.json``.
    known : whether the library has a class of its own for a ``model_type`` or ``tokenizer_class``; it takes that one.
    """
    try:
        settings = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return  # whoever reads it says what is wrong
    if trust.code or not isinstance(settings, dict) or not settings.get("auto_map"):
        return
    if not known(settings.get("model_type") or settings.get("tokenizer_class")):
        raise InputError(f"read by code that comes with the model; {_LOOK}", str(file))


def told(error: Exception) -> str:
    """What a library says that will not run a checkpoint's code, in our words; else its first line."""
    if "trust_remote_code" in str(error):
        return f"it is read by code that comes with the model; {_LOOK}"
    return first_line(error)


def readable(adapter: Path, trust: Trust, owner: object) -> Path:
    """An adapter's folder with its weights in safetensors: itself, or a copy of one in a pickle, if that is allowed.

    The pickle is read by torch's restricted reader, which takes tensors alone.

    Parameters
    ----------
    owner : the copy stays as long as it does.

    Raises
    ------
    InputError
        A pickle that is not allowed or holds other things than tensors.
    """
    pickle = adapter / f"{ADAPTER}.bin"
    if (adapter / f"{ADAPTER}.safetensors").is_file() or not pickle.is_file():
        return adapter
    if not trust.pickle:
        raise InputError(
            "a pickle, which can run code when it is read; save the adapter as safetensors, or insist with `kenzan run "
            "--allow-pickle`",
            str(pickle),
        )
    import torch
    from safetensors.torch import save_file

    try:
        tensors: Any = torch.load(pickle, map_location="cpu", weights_only=True)
        tensors = {str(name): tensor.contiguous().clone() for name, tensor in tensors.items()}
    except Exception as error:  # a pickle may fail in any way
        raise InputError(f"holds other things than tensors ({first_line(error)})", str(pickle)) from error
    kept = tempfile.TemporaryDirectory(prefix="kenzan-")
    weakref.finalize(owner, kept.cleanup)
    copy = Path(kept.name) / adapter.name
    copy.mkdir()
    save_file(tensors, copy / f"{ADAPTER}.safetensors", metadata={"format": "pt"})
    if (adapter / "adapter_config.json").is_file():
        (copy / "adapter_config.json").write_bytes((adapter / "adapter_config.json").read_bytes())
    return copy


def _pickles(folder: Path) -> list[Path]:
    return sorted(file for pattern in _PICKLES for file in folder.glob(pattern))
