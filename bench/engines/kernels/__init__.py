"""Triton kernels of the slot engine's decode step: the 4-bit product and attention over slots.

Optional: everything here has a plain counterpart, and the package imports without Triton.
"""

import functools
import importlib.util
import os

import torch


def interpreted() -> bool:
    """Whether Triton's interpreter runs the kernels, on the CPU: ``TRITON_INTERPRET=1`` at its import."""
    return os.environ.get("TRITON_INTERPRET") == "1"


@functools.cache
def available(device: torch.device | str) -> bool:
    """Whether the kernels run on a device: CUDA from compute capability 8.0 on, or any under the interpreter."""
    if importlib.util.find_spec("triton") is None:
        return False
    if interpreted():
        return True
    device = torch.device(device)
    return device.type == "cuda" and torch.cuda.is_available() and torch.cuda.get_device_capability(device) >= (8, 0)
