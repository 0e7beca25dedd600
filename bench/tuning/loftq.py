"""LoftQ: an adapter that begins with what the quantisation lost, so that training starts from the full weights.

Li et al. 2023 (arXiv:2310.08659), with one iteration: the 4-bit weights stay those that the checkpoint gives when it is
quantised at load, which is what the adapter will be used on. The residual's best approximation of the adapter's rank is
its truncated singular value decomposition (Eckart & Young 1936), divided between both factors.
"""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open

_OVER, _ROUNDS = 16, 4
"""Of the randomised decomposition (Halko et al. 2011): columns beyond the rank, and power iterations."""
_PREFIX = "base_model.model."


def begin(model: Any, folder: Path, seed: int, adapter: str = "default") -> int:
    """Set the factors of every adapter over a 4-bit weight; returns how many these are.

    Parameters
    ----------
    model : a `peft.PeftModel` over a base that was quantised at load.
    folder : of the full-precision checkpoint.
    """
    from bitsandbytes.functional import dequantize_4bit
    from peft.tuners.lora import LoraLayer

    generator_state = torch.get_rng_state()
    torch.manual_seed(seed)
    files, done = _files(folder), 0
    with torch.no_grad():
        for name, module in model.named_modules():
            weight: Any = getattr(getattr(module, "base_layer", None), "weight", None)
            if not isinstance(module, LoraLayer) or not hasattr(weight, "quant_state"):
                continue
            key = f"{name.removeprefix(_PREFIX)}.weight"
            with safe_open(folder / files[key], framework="pt") as file:
                full = file.get_tensor(key)
            lossy = dequantize_4bit(weight.data, weight.quant_state).float()
            residual = (full.to(lossy.device).float() - lossy) / module.scaling[adapter]
            rank = module.r[adapter]
            left, values, right = torch.svd_lowrank(residual, min(rank + _OVER, *residual.shape), niter=_ROUNDS)
            root = values[:rank].sqrt()
            up, down = module.lora_B[adapter].weight, module.lora_A[adapter].weight
            up.copy_(left[:, :rank] * root)
            down.copy_((right[:, :rank] * root).T)
            done += 1
    torch.set_rng_state(generator_state)
    return done


def _files(folder: Path) -> dict[str, str]:
    """Tensor -> the file of the checkpoint that holds it."""
    found: dict[str, str] = {}
    for index in folder.glob("*.safetensors.index.json"):
        found |= json.loads(index.read_text("utf-8"))["weight_map"]
    if not found:
        for path in folder.glob("*.safetensors"):
            with safe_open(path, framework="pt") as file:
                found |= dict.fromkeys(file.keys(), path.name)
    return found
