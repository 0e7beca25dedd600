"""What a log of another tool says, whatever its format: who answered, how, and every answer with its question."""

from dataclasses import dataclass, field
from typing import Literal

from bench.records import Sampling


@dataclass(frozen=True)
class Arm:
    """Who answered."""

    model: str
    """Name or path of the weights."""
    adapter: str | None = None
    """Name or path of a LoRA adapter on them."""


@dataclass(frozen=True)
class Answered:
    """One text that a model wrote."""

    arm: Arm
    task: str
    id: str
    """Of the question within its task; the same in every log of the task."""
    question: str
    prompt: str
    """The whole text before the answer; the question itself where the log has no more."""
    target: str
    """The reference answer as the log has it."""
    text: str
    where: str
    """File and line, for what is wrong with it."""
    sample: int = 0
    choices: int = 0
    """Options that the question gives, where the log lists them; the target is then a letter."""
    finish_reason: Literal["stop", "length"] | None = None
    prompt_tokens: int | None = None
    new_tokens: int | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Log:
    """One log."""

    tool: str
    """What wrote it, e.g. ``lm-eval``."""
    answers: tuple[Answered, ...]
    tasks: dict[str, str]
    """Task -> version: whatever must be the same for two logs of it to be comparable."""
    format: str
    """``chat`` where a chat template made the prompts, else ``raw``."""
    sampling: Sampling
    versions: dict[str, str] = field(default_factory=dict)
    """Library -> version."""
    created: str = ""
    """UTC, ISO 8601; empty where the log does not say."""
