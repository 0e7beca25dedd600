"""Whether a training fits a GPU, before the weights are read: from the configuration and the longest example.

Weights, adapter with gradients and optimizer, one dequantised layer, and with gradient checkpointing the input of every
block and the activations of one. `benchmarks/tuning.py` sets it against what was measured.
"""

import math
from dataclasses import dataclass
from typing import Any

from bench import memory
from bench.cards import CARDS, GIB, USABLE
from bench.errors import InputError
from bench.tuning.settings import Settings

_ADAPTER = 4 + 4 + 2
"""Bytes of an adapter's number: float32, its gradient, and two moments of 8 bits."""
_HIDDEN, _WIDE = 10, 6
"""Numbers of a block that one token leaves behind, in hidden and in MLP widths: forward and backward."""
_LOGITS = 2 + 4 + 4
"""Bytes of a logit: 16 bit, float32 and its gradient."""
_CHUNK = 1 << 29
"""Logits where the loss is computed in parts."""
IN_PARTS = {"unsloth": True, "hf": False}
"""Trainer -> whether it computes the loss without all logits at once, block inputs waiting in the machine's memory."""
_STEP = 128
"""Tokens by which a shorter sequence is looked for."""


@dataclass(frozen=True)
class Need:
    """What a training takes, in bytes."""

    fixed: int
    """Weights, adapter and overhead."""
    token: int
    """One token of a batch."""
    whole: int
    """Of a batch, whatever its size."""

    def total(self, tokens: int) -> int:
        """With so many tokens in a batch, padding included."""
        return self.fixed + self.whole + tokens * self.token

    def tokens(self, room: int) -> int:
        """How many tokens a batch may have, padding included, on a GPU with that many bytes."""
        return max(0, math.floor((room * USABLE - self.fixed - self.whole) / self.token))


def need(config: Any, settings: Settings, lora: Any, *, in_parts: bool) -> Need:
    """The need of a training.

    Parameters
    ----------
    config : of the base.
    lora : the adapter's `peft.LoraConfig`.
    in_parts : as `IN_PARTS` has it for a trainer.

    Raises
    ------
    ValueError, KeyError, TypeError
        The base has no place for the adapter.
    """
    text = config.get_text_config()
    counted = memory.weights(config, kept=memory.kept_modules(config))
    quantised = settings.load_in_4bit or bool(getattr(config, "quantization_config", None))
    weights = counted.nf4 + counted.largest * memory.HALF if quantised else counted.half
    adapter = memory.adapter_bytes(config, lora) // memory.FULL * _ADAPTER
    wide = getattr(text, "intermediate_size", None) or 4 * text.hidden_size
    block = (_HIDDEN * text.hidden_size + _WIDE * wide) * memory.HALF
    kept = 2 if in_parts else text.num_hidden_layers
    logits = 0 if in_parts else int(text.vocab_size) * _LOGITS
    return Need(
        fixed=weights + adapter + memory.CONTEXT,
        token=block + kept * text.hidden_size * memory.HALF + logits,
        whole=_CHUNK if in_parts else 0,
    )


def check(found: Need, settings: Settings, longest: int, card: str, room: int, where: str) -> None:
    """Refuse a GPU that is too small, and say what would fit.

    Parameters
    ----------
    longest : tokens of the longest example.
    card, room : name of the GPU and its memory in bytes.

    Raises
    ------
    InputError
        It does not fit.
    """
    wanted = found.total(settings.batch_size * longest)
    if wanted <= room * USABLE:
        return
    what = (
        f"training takes about {_gib(wanted)} ({settings.batch_size} examples of {longest} tokens at once), the "
        f"{card} has {_gib(room)}"
    )
    raise InputError(f"{what}: {_advice(found, settings, longest, room)}", where)


def _advice(found: Need, settings: Settings, longest: int, room: int) -> str:
    """Fewer examples at once, shorter ones, or the smallest GPU that takes it all."""
    for size in range(settings.batch_size - 1, 0, -1):
        if found.total(size * longest) <= room * USABLE:
            same = -(-settings.batch_size * settings.accumulation // size)
            return f"--batch-size {size} --accumulation {same} fits"
    shorter = found.tokens(room) // _STEP * _STEP
    if shorter > 0:
        return f"--batch-size 1 --max-seq-length {shorter} --drop fits, without the longer examples"
    larger = [c for c in sorted(CARDS, key=lambda c: c.memory) if found.total(longest) <= c.memory * USABLE]
    if larger:
        return f"the weights alone are too large for it; the smallest GPU that fits one example is the {larger[0].name}"
    return "no single GPU that is known fits it"


def _gib(size: int) -> str:
    return f"{size / GIB:.1f} GiB"
