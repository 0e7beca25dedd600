"""The base with a fresh adapter, through transformers and PEFT."""

from pathlib import Path
from typing import Any

import torch

from bench.engines.loading import load_base
from bench.errors import InputError
from bench.tuning import loftq
from bench.tuning.settings import Settings


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
    base.config.use_cache = False
    set_seed(settings.seed)
    model = get_peft_model(base, lora(settings))
    if settings.loftq:
        loftq.begin(model, folder, settings.seed)
    return model
