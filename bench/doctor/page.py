"""The examination for people."""

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from bench.doctor.examination import Examination, Fit
from bench.machine import Machine
from bench.terminal import cell

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")


def page(found: Examination) -> Group:
    """Machine, libraries, what is wrong, and a model's fit."""
    parts: list[Text | Table] = [cell(line) for line in _machine(found.machine)]
    versions = ", ".join(f"{name} {version}" for name, version in found.libraries.items())
    parts.append(cell(f"libraries   {versions or 'none of the engines'}"))
    parts += [cell(line) for line in _extras(found)]
    for finding in found.findings:
        parts.append(cell(("problem     " if finding.grave else "note        ") + finding.what))
    if not found.findings:
        parts.append(cell("problems    none"))
    if found.fit:
        parts += [cell(""), *_fit(found.fit)]
    return Group(*parts)


def size(number: float) -> str:
    """Bytes in the unit that suits them, with three digits."""
    unit = 0
    while number >= 1024 and unit < len(_UNITS) - 1:
        number, unit = number / 1024, unit + 1
    return f"{number:.3g} {_UNITS[unit]}" if number < 1000 else f"{number:.0f} {_UNITS[unit]}"


def _machine(machine: Machine) -> Iterator[str]:
    memory = f", {size(machine.memory)} of memory" if machine.memory else ""
    yield f"machine     {machine.system}, {machine.cores} cores{memory}, Python {machine.python}"
    for gpu in machine.gpus:
        capability = f", compute capability {gpu.capability[0]}.{gpu.capability[1]}" if gpu.capability else ""
        yield f"GPU         {gpu.name}, {size(gpu.memory)}{capability}"
    if not machine.gpus:
        yield "GPU         none found; engines run on the CPU"
    if machine.driver:
        served = f", serves CUDA up to {machine.cuda[0]}.{machine.cuda[1]}" if machine.cuda else ""
        yield f"driver      {machine.driver}{served}"


def _extras(found: Examination) -> Iterator[str]:
    there = [extra for extra, missing in found.extras.items() if not missing]
    if there:
        yield f"extras      {', '.join(there)}"
    for extra, missing in found.extras.items():
        if missing:
            yield f"not there   kenzan[{extra}]: {', '.join(missing)}"


def _fit(fit: Fit) -> Iterator[Text | Table]:
    model = fit.model
    facts = [
        f"{model.parameters / 1e9:.3g} billion weights" if model.parameters >= 1e8 else f"{model.parameters:,} weights"
    ]
    facts += [f"stored as {model.quantised}"] if model.quantised else []
    facts += [f"checkpoint {size(model.stored)}"] if model.stored else []
    facts += [f"context {model.context:,} tokens"] if model.context else []
    yield cell(f"{model.name}: {model.kind}, {', '.join(facts)}")
    yield _demands(fit)
    yield cell(f"Rows at once, each of {model.tokens:,} tokens (prompt and budget):")
    if model.training:
        yield cell("Under tune, tokens at once in a training: the longest example's times --batch-size.")
    yield _cards(fit)
    for line in fit.advice:
        yield cell(line)


def _demands(fit: Fit) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("takes", *(demand.name for demand in fit.model.demands)):
        table.add_column(heading, justify="left" if heading == "takes" else "right")
    for name, field in (
        ("weights", "weights"),
        ("adapters, float32", "adapter"),
        ("CUDA, activations", "overhead"),
        ("one row", "row"),
    ):
        if any(getattr(demand, field) for demand in fit.model.demands):
            table.add_row(name, *(size(getattr(demand, field)) for demand in fit.model.demands))
    return table


def _cards(fit: Fit) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("GPU")
    table.add_column("memory", justify="right")
    for demand in fit.model.demands:
        table.add_column(demand.name, justify="right")
    for trainer, _ in fit.model.training:
        table.add_column(f"tune, {trainer}", justify="right")
    for card, own, rows, tokens in fit.rows:
        name = f"{card.name} (here)" if own else card.name
        notes = "" if card.bf16 else ", no bf16"
        table.add_row(name + notes, size(card.memory), *(f"{n:,}" if n else "–" for n in (*rows, *tokens)))
    return table
