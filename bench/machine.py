"""What there is to compute with: GPUs and their driver, cores, memory."""

import ctypes
import os
import platform
import subprocess
from dataclasses import dataclass

_QUERY = ["nvidia-smi", "--query-gpu=name,memory.total,compute_cap,driver_version", "--format=csv,noheader,nounits"]
_MIB = 1 << 20


@dataclass(frozen=True)
class Gpu:
    """One GPU."""

    name: str
    memory: int
    """Bytes."""
    capability: tuple[int, int] | None
    """Compute capability, e.g. (8, 9)."""

    @property
    def bf16(self) -> bool:
        """Whether it computes in bf16 itself: from capability 8.0 on."""
        return self.capability is None or self.capability >= (8, 0)


@dataclass(frozen=True)
class Machine:
    """A machine, as the operating system and the GPU's driver tell."""

    system: str
    python: str
    cores: int
    memory: int | None
    """Bytes; None where the system does not tell."""
    gpus: tuple[Gpu, ...] = ()
    driver: str | None = None
    """Version of NVIDIA's driver."""
    cuda: tuple[int, int] | None = None
    """The newest CUDA that the driver serves."""


def this_machine() -> Machine:
    """Look at this machine."""
    gpus, driver = _gpus()
    return Machine(
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        cores=os.cpu_count() or 1,
        memory=_memory(),
        gpus=gpus,
        driver=driver,
        cuda=_driver_cuda(),
    )


def _gpus() -> tuple[tuple[Gpu, ...], str | None]:
    """NVIDIA's, as its own tool lists them, and the driver's version."""
    try:
        answer = subprocess.run(_QUERY, capture_output=True, text=True, check=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return (), None
    return parse(answer)


def parse(answer: str) -> tuple[tuple[Gpu, ...], str | None]:
    """GPUs and driver from lines of ``name, MiB, capability, driver``; lines of another kind are passed over."""
    gpus, driver = [], None
    for line in answer.splitlines():
        parts = [part.strip() for part in line.split(",")]
        if len(parts) != 4 or not parts[1].isdigit():
            continue
        major, _, minor = parts[2].partition(".")
        known = major.isdigit() and minor.isdigit()
        gpus.append(Gpu(parts[0], int(parts[1]) * _MIB, (int(major), int(minor)) if known else None))
        driver = parts[3]
    return tuple(gpus), driver


def _driver_cuda() -> tuple[int, int] | None:
    """Asks the driver's library, which answers without a context on any GPU."""
    version = ctypes.c_int()
    try:
        if ctypes.CDLL("libcuda.so.1").cuDriverGetVersion(ctypes.byref(version)) != 0:
            return None
    except (OSError, AttributeError):
        return None
    return version.value // 1000, version.value % 1000 // 10


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
