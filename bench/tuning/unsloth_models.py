"""The base with a fresh adapter, through unsloth.

It rewrites transformers and trl while it is imported: it comes first.
"""

from pathlib import Path
from typing import Any

from bench.engines.quiet import stdout_to_stderr
from bench.engines.unsloth_first import import_unsloth
from bench.errors import InputError, first_line

unsloth = import_unsloth("--trainer unsloth")

import torch  # noqa: E402

from bench.tuning import loftq  # noqa: E402
from bench.tuning.settings import Settings  # noqa: E402


def load(folder: Path, config: Any, device: torch.device, settings: Settings) -> Any:
    """The base with its adapter, prepared for training: unsloth's kernels and its gradient checkpointing."""
    if device.type != "cuda":
        raise InputError("unsloth trains on CUDA only; use --trainer hf on this device", "--trainer unsloth")
    quantised = bool(getattr(config, "quantization_config", None))
    try:
        with stdout_to_stderr():
            base, _ = unsloth.FastLanguageModel.from_pretrained(
                model_name=str(folder),
                max_seq_length=settings.max_seq_length,
                dtype=None,
                load_in_4bit=settings.load_in_4bit or quantised,
                **({} if device.index is None else {"device_map": {"": device.index}}),
            )
            model = unsloth.FastLanguageModel.get_peft_model(
                base,
                r=settings.r,
                target_modules=list(settings.targets),
                lora_alpha=settings.alpha,
                lora_dropout=settings.dropout,
                bias="none",
                use_gradient_checkpointing="unsloth",
                random_state=settings.seed,
                use_rslora=settings.rslora,
                loftq_config=None,
            )
    except torch.OutOfMemoryError as error:
        raise InputError("not enough GPU memory for the weights; see kenzan doctor", str(folder)) from error
    except (ValueError, OSError, RuntimeError, NotImplementedError) as error:
        raise InputError(f"unsloth cannot load the model: {first_line(error)}", str(folder)) from error
    if settings.loftq:
        loftq.begin(model, folder, settings.seed)
    return model
