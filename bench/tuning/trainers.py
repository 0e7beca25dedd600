"""Which library trains. unsloth must be chosen, and imported, before anything imports transformers."""

import importlib
import importlib.metadata
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from bench.errors import InputError
from bench.machine import this_machine
from bench.tuning.job import Job, Trainer

Load = Callable[[Path, Any, Any, Any], Any]
"""Folder, configuration, device and settings -> the base with a fresh adapter."""
_MODULES = {"hf": "bench.tuning.models", "unsloth": "bench.tuning.unsloth_models"}
_LIBRARIES = ("kenzan", "torch", "transformers", "peft", "trl", "bitsandbytes", "accelerate")
_UNSLOTH = ("unsloth", "unsloth_zoo")


def choose(job: Job) -> str:
    """``unsloth`` where it is installed and a GPU is to be used, else ``hf``; InputError for an unknown name."""
    if job.trainer not in get_args(Trainer):
        raise InputError(f"unknown {job.trainer!r}; there are {', '.join(get_args(Trainer))}", "--trainer")
    if job.trainer != "auto":
        return job.trainer
    on_gpu = bool(this_machine().gpus) if job.device is None else job.device.startswith("cuda")
    return "unsloth" if on_gpu and importlib.util.find_spec("unsloth") else "hf"


def loader(trainer: str) -> Load:
    """How that trainer loads a base; imports its library. ImportError where that is not installed."""
    load: Load = importlib.import_module(_MODULES[trainer]).load
    return load


def missing(error: ImportError, trainer: str) -> InputError:
    """The error that says what to install."""
    extra = "unsloth" if trainer == "unsloth" and error.name in _UNSLOTH else "tune"
    if isinstance(error, ModuleNotFoundError):
        return InputError(f"{error.name} is not installed; pip install 'kenzan[{extra}]'", f"--trainer {trainer}")
    return InputError(f"cannot be imported: {error}; see kenzan doctor", str(error.name or trainer))


def versions(trainer: str) -> dict[str, str]:
    """Of the libraries that change numbers, of those installed."""
    found = {}
    for name in (*_LIBRARIES, *(_UNSLOTH if trainer == "unsloth" else ())):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
