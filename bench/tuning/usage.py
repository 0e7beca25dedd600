"""Memory of a training: reserved when it begins, the peak, and both as a share of the card, as notebooks print it."""

from dataclasses import dataclass

import torch

from bench.machine import this_machine


@dataclass(frozen=True)
class Usage:
    """All sizes in bytes. On a CPU the process's resident memory, and the machine's."""

    device: str
    total: int | None
    reserved: int
    """Before the training, the base with its adapter loaded."""
    peak: int


class Meter:
    """Measures from its making until it is read.

    Parameters
    ----------
    device : where the model lies.
    """

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.reserved = self._peak()

    def read(self) -> Usage:
        """The memory until now."""
        if self.device.type == "cuda":
            card = torch.cuda.get_device_properties(self.device)
            return Usage(str(card.name), int(card.total_memory), self.reserved, self._peak())
        return Usage("CPU", this_machine().memory, self.reserved, self._peak())

    def _peak(self) -> int:
        return int(torch.cuda.max_memory_reserved(self.device)) if self.device.type == "cuda" else _resident()


def _resident() -> int:
    """The largest resident memory that the process has had; what it has now where the system does not tell."""
    import psutil

    try:
        import resource
    except ImportError:
        return int(psutil.Process().memory_info().rss)
    unit = 1 if psutil.MACOS else 1024
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)
