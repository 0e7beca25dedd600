"""Base and adapters made ready for slots: adapters read through PEFT, projections installed, and the whole checked.

The check compares our logits with PEFT's own for every adapter, on a prompt, before anything is generated: an engine
that computed an adapter wrongly, or left it out, would be mistaken for what the fine-tune did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from bench.engines.effect import check_logits
from bench.engines.slotted import attention
from bench.engines.slotted.attention import Pass
from bench.engines.slotted.decoder import last_logits
from bench.engines.slotted.gates import Gates
from bench.engines.slotted.graphs import compile_layers
from bench.engines.slotted.lora import Factors, factors
from bench.engines.slotted.projections import Keep, install
from bench.errors import InputError

TOLERANCE = {torch.float32: 1e-3, torch.bfloat16: 0.15, torch.float16: 0.05}
"""How far logits may be from PEFT's, as a share of their standard deviation (root mean square over the vocabulary).

The order of summation differs; in 16 bit PEFT also computes A and B in another precision."""


@dataclass(frozen=True)
class Ready:
    """A model that slots can be opened on."""

    model: Any
    current: Pass
    gates: Gates
    indices: dict[str, int]
    """Adapter's key -> its index in the gates."""
    apart: dict[str, float]
    """Arm -> distance of our logits from PEFT's, as a share of their standard deviation."""


def make_ready(
    model: Any, adapters: Mapping[str, Path], probe: list[int], *, keep: Keep, allow_noop: bool = False
) -> Ready:
    """Turn a base as transformers loaded it into one for slots; the base is used up.

    Parameters
    ----------
    adapters : key -> folder.
    probe : a prompt's tokens, for the check.
    allow_noop : go on with an adapter whose logits are the base's.

    Raises
    ------
    InputError
        An adapter or a model that slots cannot compute, or that they compute otherwise than PEFT does, or an adapter
        that changes nothing.
    """
    ids = torch.tensor([probe], device=model.device)
    last = [len(probe) - 1]
    wanted = {"base": last_logits(model, ids, last)}
    read: dict[str, dict[str, Factors]] = {}
    for key, folder in adapters.items():
        model, read[key], wanted[key] = _through_peft(model, folder, ids, last)
    current, gates = Pass(), Gates(0, len(adapters), model.device, model.dtype)
    try:
        install(model, list(read.values()), gates, keep=keep, dtype=model.dtype)
        for module in model.modules():
            module.slot_pass = current
        model.set_attn_implementation(attention.NAME)
        indices = {key: n for n, key in enumerate(adapters)}
        ours: dict[str, torch.Tensor] = {}
        for arm in wanted:
            gates.current = gates.rows([{indices[arm]: 1.0} if arm in indices else {}])
            ours[arm] = last_logits(model, ids, last)
    except ValueError as error:
        raise InputError(f"slots cannot compute this: {error}; use --engine hf", "--engine slots") from error
    apart = {arm: distance(ours[arm], logits) for arm, logits in wanted.items()}
    for arm, far in apart.items():
        if not far <= TOLERANCE[model.dtype]:
            raise InputError(
                f"slots compute other logits for {arm!r} than PEFT ({far:.2g} standard deviations apart); "
                "use --engine hf and report this model",
                "--engine slots",
            )
    for key, folder in adapters.items():
        if not allow_noop:
            check_logits(ours["base"], ours[key], folder)
    if model.device.type == "cuda":
        compile_layers(model, current)
    return Ready(model, current, gates, indices, apart)


def distance(ours: torch.Tensor, theirs: torch.Tensor) -> float:
    """Root mean square of the difference of logits, over the standard deviation of theirs."""
    return float((ours - theirs).square().mean().sqrt() / theirs.std())


def _through_peft(
    model: Any, folder: Path, ids: torch.Tensor, last: list[int]
) -> tuple[Any, dict[str, Factors], torch.Tensor]:
    """The bare model again, the adapter's factors, and the logits that PEFT gives with it."""
    from peft import PeftModel

    wrapped = PeftModel.from_pretrained(model, str(folder), adapter_name="read")
    logits = last_logits(wrapped, ids, last)
    found = factors(wrapped, "read")
    return wrapped.unload(), found, logits
