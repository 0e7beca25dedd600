"""The base with a fresh adapter, through transformers and PEFT."""

from pathlib import Path
from typing import Any

import torch

from bench import memory
from bench.engines.loading import load_base
from bench.errors import InputError
from bench.tuning import loftq
from bench.tuning.settings import Settings

_ROOM = 0.5
"""Share of the machine's free memory that dequantised weights may take."""


def lora(settings: Settings) -> Any:
    """The adapter's configuration."""
    from peft import LoraConfig

    return LoraConfig(
        r=settings.r,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        bias="none",
        use_rslora=settings.rslora,
        target_modules=sorted(settings.targets),
        task_type="CAUSAL_LM",
    )


def load(folder: Path, config: Any, device: torch.device, settings: Settings) -> Any:
    """The base with its adapter.

    On a CPU 4-bit weights are dequantised once where memory allows: each product would dequantise them again, to the
    same numbers. The adapter is one for the 4-bit base all the same.

    Returns
    -------
    model : a `peft.PeftModel`; the adapter's numbers are float32, B is zero unless LoftQ begins it.
    """
    from peft import get_peft_model
    from transformers import set_seed

    try:
        base = load_base(folder, config, device, load_in_4bit=settings.load_in_4bit)
    except torch.OutOfMemoryError as error:
        raise InputError("not enough GPU memory for the weights; see kenzan doctor", str(folder)) from error
    if dequantises(config, settings, device):
        _dequantise(base)
    base.config.use_cache = False
    set_seed(settings.seed)
    model = get_peft_model(base, lora(settings))
    if settings.loftq:
        loftq.begin(model, folder, settings.seed)
    return model


def _dequantise(base: Any) -> None:
    """Put plain layers in the place of 4-bit ones, in the float32 that bitsandbytes computes in on a CPU."""
    from bitsandbytes.functional import dequantize_4bit
    from bitsandbytes.nn import Linear4bit

    layers = [(name, layer) for name, layer in base.named_modules() if isinstance(layer, Linear4bit)]
    for name, layer in layers:
        state: Any = layer.weight.quant_state
        state.dtype = torch.float32
        plain = torch.nn.Linear(layer.in_features, layer.out_features, bias=False, device="meta")
        plain.weight = torch.nn.Parameter(dequantize_4bit(layer.weight.data, state), requires_grad=False)
        plain.bias = layer.bias
        base.set_submodule(name, plain)
    base.is_quantized = base.is_loaded_in_4bit = False


def dequantises(config: Any, settings: Settings, device: torch.device) -> bool:
    """Whether `load` dequantises the weights; LoftQ needs them as they are."""
    import psutil

    own = getattr(config, "quantization_config", None)
    four = bool(own.get("load_in_4bit")) if own else settings.load_in_4bit
    if device.type != "cpu" or not four or settings.loftq:
        return False
    return memory.weights(config).parameters * memory.FULL <= psutil.virtual_memory().available * _ROOM
