"""The engines by name, and the opening of one: its module is imported only then."""

import importlib
from dataclasses import dataclass, replace
from typing import Protocol, cast

from bench.engines.base import Engine, Setup, Unserved
from bench.errors import InputError, first_line
from bench.terminal import tell


@dataclass(frozen=True)
class _Entry:
    module: str
    kind: str
    """Name of the class."""
    extra: str
    """What to install for it: ``kenzan[extra]``."""


_ENGINES = {
    "slots": _Entry("bench.engines.slots", "SlotsEngine", "hf"),
    "hf": _Entry("bench.engines.hf", "HFEngine", "hf"),
    "unsloth": _Entry("bench.engines.unsloth", "UnslothEngine", "unsloth"),
    "vllm": _Entry("bench.engines.vllm", "VllmEngine", "vllm"),
    "openai": _Entry("bench.engines.openai", "OpenAIEngine", "openai"),
    "ray": _Entry("bench.engines.ray", "RayEngine", "ray"),
    "replay": _Entry("bench.engines.replay", "ReplayEngine", ""),
}
ENGINES = ("auto", *_ENGINES)
"""What ``--engine`` takes; ``auto``: slots, and hf for an adapter that slots do not compute; ``ray:hf``: workers with
the engine ``hf``."""
_AUTO = ("slots", "hf")
_RAY = "ray"
_ONLY = (("workers", "--workers", _RAY), ("ray_address", "--ray-address", _RAY), ("base_url", "--base-url", "openai"))
"""Fields of a `Setup` that one engine alone has a use for, with their options."""


class _Opens(Protocol):
    @classmethod
    def open(cls, setup: Setup) -> Engine: ...


def open_engine(name: str, setup: Setup) -> Engine:
    """The engine of that name, with model and adapters found and checked; their weights are not read yet.

    Raises
    ------
    InputError
        No engine of that name, its library is not installed, or it cannot serve what is set up.
    """
    outer, _, inner = name.partition(":")
    if outer not in ENGINES or (inner and (outer != _RAY or inner not in ENGINES or inner == _RAY)):
        raise InputError(f"unknown engine {name!r}; there are {', '.join(ENGINES)} and ray:ENGINE", "--engine")
    if outer == _RAY:
        setup = replace(setup, inner=inner or setup.inner)
    for field, option, only in _ONLY:
        if only not in (outer, inner) and getattr(setup, field) is not None:
            raise InputError(f"only --engine {only} takes it, not {name}", option)
    if outer != "auto":
        return _open(outer, setup, name)
    first, other = _AUTO
    try:
        return _open(first, setup, name)
    except Unserved as error:
        tell(f"{error}: going on with --engine {other}")
        return _open(other, setup, name)


def _open(name: str, setup: Setup, asked: str) -> Engine:
    entry = _ENGINES[name]
    try:
        kind = getattr(importlib.import_module(entry.module), entry.kind)
    except ImportError as error:
        missing = isinstance(error, ModuleNotFoundError)
        what = f"{error.name} is not installed" if missing else f"its library cannot be imported ({first_line(error)})"
        raise InputError(f"{what}; pip install 'kenzan[{entry.extra}]'", f"--engine {asked}") from error
    return cast(_Opens, kind).open(setup)
