"""The examination: machine, libraries, findings, and a model's fit, as one record that prints as text or as JSON."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.cards import CARDS, Card
from bench.doctor import libraries
from bench.doctor.libraries import Finding
from bench.doctor.model import Model
from bench.errors import InputError
from bench.machine import Machine, this_machine


@dataclass(frozen=True)
class Fit:
    """A model on GPUs of all sizes."""

    model: Model
    rows: tuple[tuple[Card, bool, tuple[int, ...], tuple[int, ...]], ...]
    """Card, whether it is this machine's, rows at once for each of the model's `demands`, tokens at once for each
    of its ways of `training`."""
    advice: tuple[str, ...]


@dataclass(frozen=True)
class Examination:
    """All that the doctor found."""

    machine: Machine
    libraries: dict[str, str]
    """Name -> version, of those that are installed."""
    extras: dict[str, tuple[str, ...]]
    """Extra of Kenzan -> what is missing for it."""
    findings: tuple[Finding, ...]
    fit: Fit | None = None

    @property
    def healthy(self) -> bool:
        """Whether everything that was asked about will work."""
        return not any(finding.grave for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return dataclasses.asdict(self)


def examine(model: str, adapters: Sequence[str], budget: int) -> Examination:
    """Examine this machine, and a model where one is named.

    Parameters
    ----------
    model : folder, embedded name or hub id; empty for none.
    adapters : adapters of it.
    budget : new tokens of a row.

    Raises
    ------
    InputError
        The model or an adapter cannot be used, or what is needed to read its configuration is not installed.
    """
    machine = this_machine()
    build = libraries.torch_build()
    findings = [
        *libraries.torch_findings(machine, build),
        *libraries.missing_findings(machine),
        *libraries.conflicts(),
    ]
    fit = _fit(machine, model, adapters, budget) if model else None
    found = {name: one.version for name in libraries.LIBRARIES if (one := libraries.installed(name))}
    return Examination(machine, found, libraries.extras(), tuple(findings), fit)


def _fit(machine: Machine, model: str, adapters: Sequence[str], budget: int) -> Fit:
    try:
        from bench.doctor.fit import advice, measure

        measured = measure(model, adapters, budget)
    except ImportError as error:
        raise InputError(f"{error.name} is not installed; pip install 'kenzan[hf]'", f"-m {model}") from error
    own = [Card(gpu.name, gpu.memory, gpu.bf16) for gpu in machine.gpus]
    # GPUs of one kind in one line.
    cards = [(card, True) for card in dict.fromkeys(own)] + [(card, False) for card in CARDS]
    rows = tuple(
        (
            card,
            mine,
            tuple(demand.rows(card.memory) for demand in measured.demands),
            tuple(need.tokens(card.memory) for _, need in measured.training),
        )
        for card, mine in cards
    )
    return Fit(measured, rows, tuple(advice(measured, own)))
