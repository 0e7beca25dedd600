"""What is asked of a tuning, and what comes of it."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bench.tuning.settings import Settings

Trainer = Literal["auto", "unsloth", "hf"]
SAVE_EVERY = 300.0
"""Seconds between checkpoints: what a killed training loses at most."""


@dataclass(frozen=True)
class Job:
    """What is asked. Defaults are those of the command line."""

    model: str
    """Folder, hub id or embedded name of the base."""
    data: str
    """File, folder or hub id of the questions and answers."""
    output: Path
    """Folder of the adapter."""
    settings: Settings = field(default_factory=Settings)
    fields: Mapping[str, str] = field(default_factory=dict)
    """instruction, input or output -> the data's name for it."""
    split: str = "train"
    keep_reasoning: Path | None = None
    """A run of the base, whose right traces are mixed in."""
    drop: bool = False
    """Leave out what is empty or too long."""
    trainer: str = "auto"
    """One of `Trainer`."""
    device: str | None = None
    """None: CUDA where there is one."""
    save_every: float = SAVE_EVERY

    @property
    def command(self) -> str:
        """The command that repeats it: every option that is not the default."""
        words = ["kenzan", "tune", "-m", self.model, "-d", self.data, "-o", str(self.output)]
        if self.fields:
            words += ["--fields", ",".join(f"{ours}={theirs}" for ours, theirs in self.fields.items())]
        words += ["--split", self.split] if self.split != "train" else []
        words += ["--keep-reasoning", str(self.keep_reasoning)] if self.keep_reasoning else []
        words += ["--drop"] if self.drop else []
        default = Settings()
        for name in Settings.model_fields:
            value = getattr(self.settings, name)
            if value == getattr(default, name):
                continue
            option = f"--{name.replace('_', '-')}"
            if name == "load_in_4bit":
                words.append("--full-precision")
            elif isinstance(value, bool):
                words.append(option)
            else:
                words += [option, ",".join(value) if isinstance(value, tuple) else str(value)]
        words += ["--trainer", self.trainer] if self.trainer != "auto" else []
        words += ["--device", self.device] if self.device else []
        return shlex.join(words)


@dataclass(frozen=True)
class Tuned:
    """What came of it."""

    adapter: Path
    result: dict[str, Any]
    """As ``tuning.json`` has it."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON: without the losses of all steps, which are in ``tuning.json``."""
        return {"adapter": str(self.adapter), **{k: v for k, v in self.result.items() if k != "losses"}}
