"""Which libraries are installed, which extras that makes, and which versions do not go together.

What goes together is read from the libraries' own metadata: unsloth says how far it goes with transformers, vLLM which
torch it was built for. Torch is also asked which CUDA and which GPUs its build knows.
"""

import importlib.metadata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version

from bench.machine import Machine

LIBRARIES = (
    "torch",
    "transformers",
    "peft",
    "bitsandbytes",
    "accelerate",
    "safetensors",
    "triton",
    "unsloth",
    "unsloth_zoo",
    "vllm",
    "trl",
    "datasets",
    "openai",
    "ray",
)
"""Those that engines and training are made of."""
EXTRAS = ("hf", "unsloth", "vllm", "openai", "ray", "tune")
Find = Callable[[str], "Installed | None"]


@dataclass(frozen=True)
class Installed:
    """A distribution that is there."""

    name: str
    version: str
    requires: tuple[str, ...] = ()
    """Its requirements, as its metadata states them."""


@dataclass(frozen=True)
class Finding:
    """Something that a user should know."""

    grave: bool
    """It will not work; else only worth knowing."""
    what: str
    """In one line: what is wrong and what to do."""


@dataclass(frozen=True)
class Build:
    """How torch was built, and what it sees."""

    version: str
    cuda: tuple[int, int] | None
    """None: without CUDA."""
    architectures: tuple[str, ...]
    """GPUs that it has code for: ``sm_80``, ``compute_90``."""
    sees_gpu: bool


def installed(name: str) -> Installed | None:
    """A distribution of this environment; None where it is not."""
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None
    return Installed(name, found.version, tuple(found.requires or ()))


def extras(find: Find = installed) -> dict[str, tuple[str, ...]]:
    """Extra of Kenzan -> what is missing for it; nothing missing: it is there."""
    kenzan = find("kenzan")
    lists: dict[str, list[Requirement]] = {extra: [] for extra in EXTRAS}
    for wanted in _requirements(kenzan.requires if kenzan else ()):
        for extra, members in lists.items():
            if wanted.marker and "extra" in str(wanted.marker) and wanted.marker.evaluate({"extra": extra}):
                members.append(wanted)
    return {extra: tuple(_missing(members, lists, find)) for extra, members in lists.items() if members}


def _missing(members: Sequence[Requirement], lists: dict[str, list[Requirement]], find: Find) -> Iterable[str]:
    """Names of an extra's requirements, other extras of Kenzan's followed, that are not there."""
    for wanted in members:
        if wanted.name == "kenzan":
            for extra in wanted.extras:
                yield from _missing(lists.get(extra, ()), lists, find)
        elif find(wanted.name) is None:
            yield wanted.name


def conflicts(find: Find = installed) -> list[Finding]:
    """Installed versions that an installed library rules out."""
    findings = []
    for library in ("kenzan", *LIBRARIES):
        found = find(library)
        for wanted in _requirements(found.requires if found else ()):
            other = find(wanted.name) if _applies(wanted) else None
            if found is None or other is None or wanted.specifier.contains(_version(other), prereleases=True):
                continue
            findings.append(
                Finding(
                    grave=True,
                    what=f"{found.name} {found.version} goes with {wanted.name} {wanted.specifier}, {other.version} is "
                    f"installed; pip install '{wanted.name}{wanted.specifier}'",
                )
            )
    return findings


def torch_findings(machine: Machine, build: Build | None) -> list[Finding]:
    """Torch against the GPU and its driver."""
    if build is None or not machine.gpus:
        return []
    if build.cuda is None:
        return [
            Finding(True, f"torch {build.version} is built without CUDA and leaves the GPU idle; install a CUDA build")
        ]
    findings = []
    if machine.cuda and machine.cuda[0] < build.cuda[0]:
        served, built = (".".join(map(str, cuda)) for cuda in (machine.cuda, build.cuda))
        findings.append(
            Finding(
                True,
                f"the driver {machine.driver} serves CUDA up to {served}, torch {build.version} is built for {built}; "
                f"update the driver, or install a build of torch for CUDA {machine.cuda[0]}",
            )
        )
    for gpu in machine.gpus:
        if gpu.capability and build.architectures and not _covers(build.architectures, gpu.capability):
            capability = ".".join(map(str, gpu.capability))
            findings.append(
                Finding(True, f"torch {build.version} has no code for the {gpu.name} (compute capability {capability})")
            )
    if not build.sees_gpu and not findings:
        findings.append(Finding(True, "torch sees no GPU though there is one; is CUDA_VISIBLE_DEVICES set?"))
    return findings


def torch_build() -> Build | None:
    """The installed torch; None without one. Imports it."""
    try:
        import torch
    except ImportError:
        return None
    cuda = torch.version.cuda
    major, _, minor = (cuda or "").partition(".")
    return Build(
        version=torch.__version__,
        cuda=(int(major), int(minor or 0)) if cuda else None,
        architectures=tuple(torch.cuda.get_arch_list()) if cuda else (),
        sees_gpu=torch.cuda.is_available(),
    )


def missing_findings(machine: Machine, find: Find = installed) -> list[Finding]:
    """What most users will want and is not there."""
    findings = []
    if find("torch") is None:
        findings.append(
            Finding(
                True,
                "torch is not installed: packs and traces can be read, nothing generated here; "
                "pip install 'kenzan[hf]'",
            )
        )
    elif find("bitsandbytes") is None:
        findings.append(
            Finding(True, "bitsandbytes is not installed: 4-bit models cannot be loaded; pip install 'kenzan[hf]'")
        )
    if machine.gpus and not all(gpu.bf16 for gpu in machine.gpus):
        findings.append(
            Finding(
                False,
                "the GPU does not compute in bf16 (it came with compute capability 8.0); models in bf16 are slow on it",
            )
        )
    return findings


def _covers(architectures: Sequence[str], capability: tuple[int, int]) -> bool:
    """Whether a build runs on a GPU: code for its generation and no newer, or any older intermediate code."""
    major, minor = capability
    for architecture in architectures:
        kind, _, digits = architecture.partition("_")
        digits = digits.rstrip("af")
        if not digits.isdigit():
            continue
        own = int(digits[:-1]), int(digits[-1])
        if (kind == "sm" and own[0] == major and own[1] <= minor) or (kind == "compute" and own <= (major, minor)):
            return True
    return False


def _requirements(lines: Iterable[str]) -> Iterable[Requirement]:
    for line in lines:
        try:
            yield Requirement(line)
        except InvalidRequirement:
            continue


def _applies(wanted: Requirement) -> bool:
    """Whether a requirement holds on this machine without any extra."""
    return wanted.marker is None or wanted.marker.evaluate({"extra": ""})


def _version(found: Installed) -> str:
    """Its version without the local part (``+cu130``), which specifiers are not about."""
    try:
        return Version(found.version).public
    except InvalidVersion:
        return found.version
