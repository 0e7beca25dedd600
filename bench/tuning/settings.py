"""What is asked of a tuning: all that decides the adapter's weights besides data, base and libraries."""

from typing import Literal, get_args

from bench.errors import InputError
from bench.records import Record

Format = Literal["alpaca", "chat"]
Schedule = Literal["linear", "cosine", "constant_with_warmup"]
TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
"""The seven projections of a Llama-like block: attention and MLP."""


class Settings(Record):
    """Defaults are those of unsloth's notebooks for question-and-answer data."""

    format: str = "alpaca"
    """One of `Format`: how a question is put; the prompt is the one that `kenzan run` asks with in this format."""
    response_only: bool = False
    """Loss on the response alone; else on the prompt as well."""
    r: int = 16
    """Rank of the adapter."""
    alpha: int = 16
    dropout: float = 0.0
    """Of the adapter's input."""
    targets: tuple[str, ...] = TARGETS
    """Modules that get an adapter."""
    rslora: bool = False
    """Scale by alpha / sqrt(r) instead of alpha / r (Kalajdzievski 2023, arXiv:2312.03732)."""
    loftq: bool = False
    """Begin with what quantisation lost of the weights (Li et al. 2023, arXiv:2310.08659), with one iteration."""
    max_seq_length: int = 2048
    """Tokens of an example, prompt and response."""
    load_in_4bit: bool = True
    """Quantise a full-precision base to NF4 at load; a checkpoint that is quantised stays as it is."""
    learning_rate: float = 2e-4
    batch_size: int = 2
    """Examples at once."""
    accumulation: int = 4
    """Batches whose gradients make one step."""
    epochs: float = 1.0
    """Times that the data are gone through; without meaning where `max_steps` is given."""
    max_steps: int | None = None
    warmup_steps: int = 5
    schedule: str = "linear"
    """One of `Schedule`: of the learning rate after the warm-up."""
    weight_decay: float = 0.01
    keep_share: float = 0.25
    """Share of the base's own traces in the mixture, where there are any."""
    seed: int = 3442
    """Of the adapter's first weights, the order of examples and the choice of traces."""

    def checked(self) -> "Settings":
        """These settings; InputError for one that makes no sense, by its option."""
        for value, known, option in (
            (self.format, get_args(Format), "--format"),
            (self.schedule, get_args(Schedule), "--schedule"),
        ):
            if value not in known:
                raise InputError(f"unknown {value!r}; there are {', '.join(known)}", option)
        for number, option in (
            (self.learning_rate, "--learning-rate"),
            (self.epochs, "--epochs"),
        ):
            if not 0 < number < float("inf"):
                raise InputError(f"{number:g} is no positive number", option)
        if not 0 <= self.dropout < 1:
            raise InputError(f"{self.dropout:g} is not between 0 and 1", "--dropout")
        if not 0 < self.keep_share < 1:
            raise InputError(f"{self.keep_share:g} is not between 0 and 1", "--keep-share")
        if not self.targets:
            raise InputError("names no module; leave it out for the seven projections", "--targets")
        return self
