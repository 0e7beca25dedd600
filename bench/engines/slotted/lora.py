"""The factors of LoRA adapters, as PEFT holds them, and which adapters are more than that.

LoRA (Hu et al. 2021, "LoRA: low-rank adaptation of large language models"): a linear layer's output gains
``scaling * B A x``. Ranks and scalings may differ from layer to layer (`rank_pattern`, `alpha_pattern`, rsLoRA): they
are read off the layers that PEFT makes, not worked out again.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open

_MORE = {
    "use_dora": "DoRA",
    "modules_to_save": "modules_to_save",
    "trainable_token_indices": "trainable tokens",
    "lora_bias": "a bias in its B",
    "layer_replication": "replicated layers",
    "target_parameters": "LoRA on bare parameters",
    "fan_in_fan_out": "transposed layers (fan_in_fan_out)",
    "alora_invocation_tokens": "activated LoRA",
    "use_qalora": "QALoRA",
}
"""Settings that, when set, make an adapter more than plain LoRA -> what to call them."""


@dataclass(frozen=True)
class Factors:
    """One adapter at one linear layer."""

    down: torch.Tensor
    """A: [rank, inputs]."""
    up: torch.Tensor
    """B times the scaling: [outputs, rank]."""


def more_than_lora(adapter: Path) -> str | None:
    """What an adapter has beyond plain LoRA on linear layers, in words; None when it is plain."""
    settings = json.loads((adapter / "adapter_config.json").read_text("utf-8"))
    if settings.get("peft_type") != "LORA":
        return str(settings.get("peft_type"))
    for name, words in _MORE.items():
        if settings.get(name):
            return words
    if settings.get("bias", "none") != "none":
        return f"trained biases (bias={settings['bias']})"
    with safe_open(adapter / "adapter_model.safetensors", framework="pt") as file:
        other = [key for key in file.keys() if not key.endswith((".lora_A.weight", ".lora_B.weight"))]  # noqa: SIM118
    return f"weights that are not LoRA's ({other[0]})" if other else None


def factors(model: Any, adapter: str) -> dict[str, Factors]:
    """Name of each adapted module in the base -> its factors, of an adapter that PEFT has loaded onto `model`."""
    from peft.tuners.lora import LoraLayer

    found = {}
    for name, module in model.base_model.model.named_modules():
        if isinstance(module, LoraLayer) and adapter in module.lora_A:
            scaling = module.scaling[adapter]
            up = module.lora_B[adapter].weight.detach().float() * scaling
            found[name] = Factors(module.lora_A[adapter].weight.detach().float(), up)
    return found
