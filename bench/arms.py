"""The arms of a run: the base alone, and each adapter at each strength. An arm is a property of a request.

All arms share prompts, sampling and seeds, so that only the adapter and its strength differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.errors import InputError

BASE = "base"
"""Name of the reference arm."""
ADAPTER = "adapter"
"""Name of the only adapter's arm; several are named after their folders."""
STRONGEST = 1.5
"""Beyond, an adapter says little about the fine-tune that it was trained to be."""


@dataclass(frozen=True)
class Arm:
    """One way of running the model: the base alone, or with an adapter."""

    name: str
    adapter: str | None = None
    """Key of the adapter in the engine's `Setup`; None for the base."""
    strength: float = 1.0
    """Factor on the adapter's contribution."""


def adapter_keys(adapters: Sequence[str]) -> dict[str, str]:
    """Key of each adapter -> where it is. One is called ``adapter``; several are called by their folders' names.

    Raises
    ------
    InputError
        The same adapter twice, or two folders of the same name.
    """
    if len(adapters) == 1:
        return {ADAPTER: adapters[0]}
    named: dict[str, str] = {}
    for adapter in adapters:
        key = Path(adapter).name
        if key in named or key == BASE:
            raise InputError(f"two arms would be called {key!r}; rename one of the folders", f"-a {adapter}")
        named[key] = adapter
    return named


def arms_of(adapters: Mapping[str, str] | Sequence[str], strengths: Sequence[float] = ()) -> tuple[Arm, ...]:
    """The reference arm, each adapter's, and one more for each adapter and strength (``adapter@0.5``).

    Raises
    ------
    InputError
        A strength that is not in (0, 1.5], or strengths without an adapter.
    """
    for strength in strengths:
        if not 0 < strength <= STRONGEST:
            raise InputError(f"{strength:g} is not above 0 and at most {STRONGEST:g}", "--strength")
    if strengths and not adapters:
        raise InputError("there is no adapter to weaken; name one with -a", "--strength")
    arms = [Arm(BASE)]
    for key in adapters:
        between = sorted(set(strengths) - {1.0})
        arms += [Arm(key, key)] + [Arm(f"{key}@{s:g}", key, s) for s in between]
    return tuple(arms)
