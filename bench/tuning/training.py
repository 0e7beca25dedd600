"""The training itself, by trl's `SFTTrainer`: checkpoints by the clock, progress on stderr, every step's loss kept.

Imports trl and transformers where they are used: unsloth, where it trains, must come before them.
"""

import dataclasses
import json
import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from bench.engines.quiet import stdout_to_stderr
from bench.errors import InputError
from bench.progress import Count, counting
from bench.tuning.examples import IGNORED, Example
from bench.tuning.folder import WHOLE, Folder
from bench.tuning.order import arrange
from bench.tuning.settings import Settings

_KEPT = 2
"""Checkpoints that are kept: if the newest is cut off, the one before it is there."""
_LOGGED = ("step", "seconds", "loss", "learning_rate", "grad_norm", "mean_token_accuracy")


@dataclasses.dataclass(frozen=True)
class History:
    """How a training went."""

    steps: tuple[dict[str, float], ...]
    """Of each step: loss, learning rate, norm of the gradient, as trl logs them; seconds of training up to its end."""
    seconds: float
    """Of training, those before an interruption included; without loading."""


def optimizer(device: torch.device) -> str:
    """Its name for transformers: AdamW with moments of 8 bits on CUDA, plain on a CPU."""
    return "adamw_8bit" if device.type == "cuda" else "adamw_torch"


def seen(settings: Settings, examples: int) -> int:
    """How many examples a training sees, repetitions counted; at least one."""
    if settings.max_steps:
        return settings.max_steps * settings.batch_size * settings.accumulation
    return max(1, round(settings.epochs * examples))


def train(
    model: Any,
    tokenizer: Any,
    examples: Sequence[Example],
    settings: Settings,
    folder: Folder,
    device: torch.device,
    *,
    save_every: float,
    checkpointing: bool,
) -> History:
    """Train the adapter of a model, from the folder's newest checkpoint where there is one.

    Parameters
    ----------
    model : a `peft.PeftModel`, changed in place.
    tokenizer : of the base; only its padding is used.
    save_every : seconds between checkpoints.
    checkpointing : compute activations again in the backward pass, on CUDA; unsloth, which brings a way of its own, is
        not told to.

    Raises
    ------
    InputError
        The GPU's memory ran out, or the loss is no number any more.
    """
    from datasets import Dataset
    from transformers import DataCollatorForSeq2Seq
    from trl import SFTConfig, SFTTrainer

    checkpoint, before = folder.newest()
    lengths, total = [len(example.input_ids) for example in examples], seen(settings, len(examples))
    order = arrange(lengths, settings.batch_size, settings.accumulation, total, settings.seed)
    columns = [field.name for field in dataclasses.fields(Example)]
    rows = Dataset.from_dict({name: [getattr(each, name) for each in examples] for name in columns}).select(order)
    with stdout_to_stderr(), counting("tuning") as count:
        watch = _watch(count, save_every, before)
        if device.index is not None:
            torch.cuda.set_device(device)
        arguments = SFTConfig(**_arguments(settings, folder.checkpoints, device, SFTConfig, checkpointing))
        arguments._n_gpu = min(1, arguments.n_gpu)  # the model lies on one; trl refuses copies on several
        trainer = SFTTrainer(
            model=model,
            args=arguments,
            train_dataset=rows,
            data_collator=DataCollatorForSeq2Seq(_padding(tokenizer), label_pad_token_id=IGNORED),
            processing_class=tokenizer,
            callbacks=[watch],
        )
        _only_ours(trainer)
        for weight in model.parameters():
            if weight.requires_grad:  # trl casts an adapter over 4-bit weights to bf16, in which small steps are lost
                weight.data = weight.data.float()
        try:
            trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
        except torch.OutOfMemoryError as error:
            raise InputError(
                "the GPU's memory ran out while training; take a smaller --batch-size (and a larger --accumulation) or "
                "--max-seq-length; the same command with these needs another -o",
                str(folder.path),
            ) from error
    steps = tuple(
        {name: entry[name] for name in _LOGGED if name in entry}
        for entry in trainer.state.log_history
        if "loss" in entry
    )
    return History(steps, watch.seconds)


def _arguments(
    settings: Settings, output: Path, device: torch.device, kind: Any, checkpointing: bool
) -> dict[str, Any]:
    """Arguments of `trl.SFTConfig`; those that the installed version does not have are left out."""
    cuda = device.type == "cuda"
    bf16 = cuda and torch.cuda.is_bf16_supported()
    arguments: dict[str, Any] = {
        "output_dir": str(output),
        "per_device_train_batch_size": settings.batch_size,
        "gradient_accumulation_steps": settings.accumulation,
        "num_train_epochs": 1,  # over the examples in their order, repetitions and all
        "learning_rate": settings.learning_rate,
        "warmup_steps": settings.warmup_steps,
        "lr_scheduler_type": settings.schedule,
        "weight_decay": settings.weight_decay,
        "optim": optimizer(device),
        "seed": settings.seed,
        "data_seed": settings.seed,
        "bf16": bf16,
        "fp16": cuda and not bf16,
        "use_cpu": not cuda,
        "dataloader_pin_memory": cuda,
        "max_length": settings.max_seq_length,
        "packing": False,
        "dataset_kwargs": {"skip_prepare_dataset": True},
        "completion_only_loss": False,
        "train_sampling_strategy": "sequential",
        "logging_steps": 1,
        "logging_nan_inf_filter": False,
        "save_strategy": "no",
        "save_total_limit": _KEPT,
        "report_to": "none",
        "disable_tqdm": True,
    }
    known = {field.name for field in dataclasses.fields(kind)}
    if checkpointing or not cuda:
        prefix = "activation" if "activation_checkpointing" in known else "gradient"
        arguments[f"{prefix}_checkpointing"] = cuda
        if cuda:
            arguments[f"{prefix}_checkpointing_kwargs"] = {"use_reentrant": False}
    return {name: value for name, value in arguments.items() if name in known}


def _padding(tokenizer: Any) -> Any:
    """The tokenizer, padding on the right: padding on the left would shift the positions that the model trains on."""
    tokenizer.padding_side = "right"
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token  # masked, so that any would do
    return tokenizer


def _only_ours(trainer: Any) -> None:
    """Leave out the callbacks that print."""
    from transformers import PrinterCallback, ProgressCallback

    for kind in (PrinterCallback, ProgressCallback):
        trainer.remove_callback(kind)


def _watch(count: Count, save_every: float, before: float) -> Any:
    """The callback that shows progress, asks for checkpoints and notes when one is whole."""
    from transformers import TrainerCallback

    class Watch(TrainerCallback):
        """Clock of a training."""

        def __init__(self) -> None:
            self.started = self.saved = time.monotonic()

        @property
        def seconds(self) -> float:
            return before + time.monotonic() - self.started

        def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            self.started = self.saved = time.monotonic()
            count.begin(state.max_steps, state.global_step)

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            count.update(state.global_step)
            if time.monotonic() - self.saved >= save_every and state.global_step < state.max_steps:
                control.should_save = True

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            loss = (logs or {}).get("loss")
            if loss is None:
                return
            count.update(told=f"loss {loss:.4f}")
            state.log_history[-1]["seconds"] = round(self.seconds, 3)
            if not math.isfinite(loss):
                raise InputError(
                    f"the loss is {loss} at step {state.global_step}; take a smaller --learning-rate and another -o",
                    args.output_dir,
                )

        def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            place = Path(args.output_dir) / f"checkpoint-{state.global_step}"
            (place / WHOLE).write_text(json.dumps({"seconds": self.seconds}), "utf-8")
            self.saved = time.monotonic()

    return Watch()
