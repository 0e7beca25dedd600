"""Versions against one another and torch against the GPU, with metadata made up for the tests."""

from collections.abc import Mapping

import pytest

from bench.doctor.libraries import (
    Build,
    Find,
    Installed,
    conflicts,
    extras,
    installed,
    missing_findings,
    torch_build,
    torch_findings,
)
from bench.machine import Gpu, Machine

UNSLOTH = (
    "transformers!=5.0.0,<=5.17.0,>=4.52.4",
    "torch<2.15.0,>=2.4.0",
    "triton-windows; sys_platform == 'win32'",
    "peft>=0.99; extra == 'never'",
    "this is no requirement",
)
KENZAN = (
    "typer>=0.29",
    "torch>=2.6; extra == 'hf'",
    "bitsandbytes>=0.49; extra == 'hf'",
    "kenzan[hf]; extra == 'unsloth'",
    "unsloth>=2026.1; extra == 'unsloth'",
)
L4 = Machine("Linux x86_64", "3.12", 8, 1 << 35, (Gpu("NVIDIA L4", 23 << 30, (8, 9)),), "550.1", (12, 4))
T4 = Machine("Linux x86_64", "3.12", 8, 1 << 35, (Gpu("Tesla T4", 15 << 30, (7, 5)),), "580.1", (13, 0))
CPU = Machine("Linux x86_64", "3.12", 8, 1 << 35)


def environment(versions: Mapping[str, str], **requires: tuple[str, ...]) -> Find:
    """An environment with these distributions alone."""
    return lambda name: Installed(name, versions[name], requires.get(name, ())) if name in versions else None


def told(findings: object) -> str:
    return "\n".join(f.what for f in findings)  # type: ignore[attr-defined]


def test_a_library_that_goes_no_further_than_an_older_transformers() -> None:
    versions = {"unsloth": "2026.10.9", "transformers": "5.24.0", "torch": "2.11.0+cu130", "peft": "0.21.0"}
    (finding,) = conflicts(environment(versions, unsloth=UNSLOTH))
    assert finding.grave
    assert "unsloth 2026.10.9 goes with transformers" in finding.what
    assert "<=5.17.0" in finding.what
    assert "5.24.0 is installed; pip install 'transformers" in finding.what


def test_versions_that_go_together() -> None:
    versions = {"unsloth": "2026.10.9", "transformers": "5.17.0", "torch": "2.11.0+cu130", "peft": "0.21.0"}
    assert conflicts(environment(versions, unsloth=UNSLOTH)) == []


def test_a_build_number_is_no_other_version() -> None:
    assert conflicts(environment({"vllm": "0.25.0", "torch": "2.11.0+cu130"}, vllm=("torch==2.11.0",))) == []
    (finding,) = conflicts(environment({"vllm": "0.25.0", "torch": "2.13.0+cu130"}, vllm=("torch==2.11.0",)))
    assert "vllm 0.25.0 goes with torch ==2.11.0, 2.13.0+cu130 is installed" in finding.what


def test_which_extras_are_there_and_what_is_missing_for_the_others() -> None:
    find = environment({"kenzan": "0.1.0", "torch": "2.11.0", "bitsandbytes": "0.50.2"}, kenzan=KENZAN)
    assert extras(find) == {"hf": (), "unsloth": ("unsloth",)}
    find = environment({"kenzan": "0.1.0", "torch": "2.11.0"}, kenzan=KENZAN)
    assert extras(find) == {"hf": ("bitsandbytes",), "unsloth": ("bitsandbytes", "unsloth")}
    assert extras(environment({})) == {}


@pytest.mark.parametrize(
    ("machine", "build", "expected"),
    [
        (L4, Build("2.13.0+cpu", None, (), False), "torch 2.13.0+cpu is built without CUDA"),
        (
            L4,
            Build("2.11.0+cu130", (13, 0), ("sm_80", "sm_90"), False),
            "the driver 550.1 serves CUDA up to 12.4, torch 2.11.0+cu130 is built for 13.0; update the driver, or "
            "install a build of torch for CUDA 12",
        ),
        (T4, Build("2.11.0+cu130", (13, 0), ("sm_80", "compute_120"), True), "no code for the Tesla T4"),
        (L4, Build("2.6.0+cu124", (12, 4), ("sm_80", "sm_90a"), False), "torch sees no GPU though there is one"),
    ],
    ids=["CPU build", "driver too old", "GPU too old", "hidden"],
)
def test_torch_that_cannot_use_the_gpu(machine: Machine, build: Build, expected: str) -> None:
    (finding,) = torch_findings(machine, build)
    assert finding.grave
    assert expected in finding.what


@pytest.mark.parametrize(
    ("machine", "build"),
    [
        (L4, Build("2.6.0+cu124", (12, 4), ("sm_80", "sm_90"), True)),
        (L4, Build("2.6.0+cu128", (12, 8), ("compute_70",), True)),
        (L4, None),
        (CPU, Build("2.13.0+cpu", None, (), False)),
    ],
    ids=["same generation", "newer minor, older intermediate code", "no torch", "no GPU"],
)
def test_torch_that_can(machine: Machine, build: Build | None) -> None:
    assert torch_findings(machine, build) == []


def test_what_is_missing() -> None:
    assert "torch is not installed" in told(missing_findings(CPU, environment({})))
    assert "bitsandbytes is not installed" in told(missing_findings(CPU, environment({"torch": "2.11.0"})))
    whole = environment({"torch": "2.11.0", "bitsandbytes": "0.50.2"})
    assert missing_findings(L4, whole) == []
    (note,) = missing_findings(T4, whole)
    assert not note.grave
    assert "bf16" in note.what


def test_of_this_environment() -> None:
    import torch

    build = torch_build()
    assert build is not None
    assert build.version == torch.__version__
    assert installed("no-such-distribution") is None
    found = installed("pydantic")
    assert found is not None
    assert any(line.startswith(("pydantic-core", "pydantic_core")) for line in found.requires)
