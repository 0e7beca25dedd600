"""Whether a model fits: how many rows at once, on a GPU of any size, with weights in 4 bit or in 16."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import memory
from bench.cards import CARDS, USABLE, Card
from bench.doctor.model import Demand, Model
from bench.engines.loading import SETTINGS, read_settings, resolve
from bench.errors import InputError, first_line
from bench.tuning.models import lora
from bench.tuning.room import IN_PARTS, Need, need
from bench.tuning.settings import Settings

PROMPT = 512
"""Tokens of a prompt that room is kept for; the shipped packs' are shorter."""
_TOGETHER = (2, 4, 8)
"""GPUs of one machine."""


def measure(name: str, adapters: Sequence[str], budget: int) -> Model:
    """Take a model's measure from its configuration; of a hub model only that is downloaded.

    Parameters
    ----------
    name : folder, embedded name or hub id.
    adapters : of its adapters.
    budget : new tokens of a row.

    Raises
    ------
    InputError
        No such model or adapter, no causal language model, or an adapter that the model has no place for.
    """
    folder = resolve(name, "-m", SETTINGS)
    config = read_settings(folder)
    text = config.get_text_config()
    counted = memory.weights(config, kept=memory.kept_modules(config))
    context = getattr(text, "max_position_embeddings", None)
    tokens = min(PROMPT + budget, context or PROMPT + budget)
    adapter = sum(_adapter(config, resolve(one, "-a", SETTINGS)) for one in adapters)
    overhead = memory.CONTEXT + memory.prefill_bytes(config)
    row = memory.row_bytes(config, tokens)
    return Model(
        name=name,
        kind=config.model_type,
        parameters=counted.parameters,
        quantised=_quantised(config),
        stored=_stored(folder),
        context=context,
        tokens=tokens,
        demands=(
            Demand("4bit", counted.nf4, adapter, overhead + counted.largest * memory.HALF, row),
            Demand("bf16", counted.half, adapter, overhead, row),
        ),
        training=_training(config),
    )


def advice(model: Model, own: Sequence[Card]) -> list[str]:
    """What to do on this machine's GPUs, each in a line."""
    four, half = model.demands
    if not own:
        return [] if four.rows(CARDS[-1].memory) else _elsewhere(four)
    card = min(own, key=lambda c: c.memory)
    rows = four.rows(card.memory), half.rows(card.memory)
    if rows[1]:
        faster = model.quantised and rows[1] >= rows[0] / 2
        return ["--weights bf16 is as exact and faster: the dequantised weights fit"] if faster else []
    if rows[0]:
        return [] if model.quantised else [f"in 16 bit the weights do not fit on the {card.name}: add --load-in-4bit"]
    lines = []
    least = card.memory * USABLE - four.fixed
    if least > 0:
        tokens = math.floor(least / four.row * model.tokens)
        if tokens > PROMPT:
            lines.append(f"a row fits with a smaller budget: --max-new-tokens {tokens - PROMPT}")
    if len(own) > 1 and (four if model.quantised else half).rows(card.memory, len(own)):
        lines.append(f"--engine vllm spreads it over the {len(own)} GPUs")
    return lines or _elsewhere(four)


def _elsewhere(four: Demand) -> list[str]:
    """The smallest GPU that holds it in 4 bit, or several of the largest."""
    for card in sorted(CARDS, key=lambda c: c.memory):
        if four.rows(card.memory):
            return [f"the smallest GPU of the table that holds it in 4 bit is the {card.name}"]
    largest = max(CARDS, key=lambda c: c.memory)
    for number in _TOGETHER:
        if four.rows(largest.memory, number):
            return [f"no single GPU of the table holds it; {number} x {largest.name} do, with --engine vllm"]
    return [f"{_TOGETHER[-1]} x {largest.name} do not hold it in 4 bit"]


def _adapter(config: Any, folder: Path) -> int:
    from peft import PeftConfig

    if not (folder / "adapter_config.json").is_file():
        raise InputError("no adapter_config.json: not a PEFT adapter", str(folder))
    try:
        return memory.adapter_bytes(config, PeftConfig.from_pretrained(str(folder)))
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"the adapter does not fit the base: {first_line(error)}", str(folder)) from error


def _training(config: Any) -> tuple[tuple[str, Need], ...]:
    """Trainer and need, with the defaults of `kenzan tune`; none where the base has no place for its adapter."""
    settings = Settings()
    adapter = lora(settings)
    try:
        return tuple((name, need(config, settings, adapter, in_parts=parts)) for name, parts in IN_PARTS.items())
    except (ValueError, KeyError, TypeError):
        return ()


def _quantised(config: Any) -> str | None:
    own = getattr(config, "quantization_config", None)
    return str(own.get("bnb_4bit_quant_type") or own.get("quant_method")) if own else None


def _stored(folder: Path) -> int | None:
    """Bytes of all tensors: as the checkpoint's index says, else those of the files that are there."""
    for index in folder.glob("*.safetensors.index.json"):
        try:
            return int(json.loads(index.read_text("utf-8"))["metadata"]["total_size"])
        except (ValueError, KeyError, TypeError):
            continue
    files = list(folder.glob("*.safetensors"))
    return sum(file.stat().st_size for file in files) if files else None
