"""The engines by name, and the opening of one: its module is imported only then."""

import importlib
from dataclasses import dataclass
from typing import Protocol, cast

from bench.engines.base import Engine, Setup
from bench.errors import InputError


@dataclass(frozen=True)
class _Entry:
    module: str
    kind: str
    """Name of the class."""
    extra: str
    """What to install for it: ``kenzan[extra]``."""


_ENGINES = {
    "hf": _Entry("bench.engines.hf", "HFEngine", "hf"),
    "openai": _Entry("bench.engines.openai", "OpenAIEngine", "openai"),
}
ENGINES = ("auto", *_ENGINES)
"""What ``--engine`` takes. ``auto`` is the paired engine of this machine."""
_AUTO = "hf"


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
    if name not in ENGINES:
        raise InputError(f"unknown engine {name!r}; there are {', '.join(ENGINES)}", "--engine")
    entry = _ENGINES[_AUTO if name == "auto" else name]
    try:
        kind = getattr(importlib.import_module(entry.module), entry.kind)
    except ImportError as error:
        raise InputError(
            f"{error.name} is not installed; pip install 'kenzan[{entry.extra}]'", f"--engine {name}"
        ) from error
    return cast(_Opens, kind).open(setup)
