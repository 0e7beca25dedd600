"""Whether base, settings and device go together, before the weights are read."""

from pathlib import Path
from typing import Any

import torch

from bench.errors import InputError, first_line
from bench.skeleton import adapter_shapes
from bench.tuning import room
from bench.tuning.models import dequantises, lora
from bench.tuning.settings import Settings


def device(name: str | None) -> torch.device:
    """The device of that name, or CUDA where there is one; InputError where it is not there."""
    if name and name.startswith("cuda") and not torch.cuda.is_available():
        raise InputError("there is no CUDA device here; leave it out to train on the CPU", f"--device {name}")
    try:
        return torch.device(name or ("cuda" if torch.cuda.is_available() else "cpu"))
    except RuntimeError as error:
        raise InputError("no such device; give cuda, cuda:1 or cpu", f"--device {name}") from error


def check(config: Any, settings: Settings, base: Path) -> None:
    """Refuse settings that this base cannot be tuned with.

    Raises
    ------
    InputError
        Modules that it does not have, a sequence longer than its context, LoftQ without full weights.
    """
    try:
        found = adapter_shapes(config, lora(settings))
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"the base has no place for the adapter: {first_line(error)}", str(base)) from error
    lacking = [name for name in settings.targets if not any(f".{name}." in key for key in found)]
    if lacking:
        raise InputError(f"has no modules {', '.join(lacking)}; name others with --targets", str(base))
    quantised = bool(getattr(config, "quantization_config", None))
    if settings.loftq and quantised:
        raise InputError("this checkpoint is quantised already; LoftQ needs the full weights: give -m these", "--loftq")
    if settings.loftq and not settings.load_in_4bit:
        raise InputError("has nothing to make up for with --full-precision", "--loftq")


def within_context(settings: Settings, config: Any) -> Settings:
    """The settings with a sequence no longer than what the base was made for."""
    context = getattr(config.get_text_config(), "max_position_embeddings", None) or settings.max_seq_length
    return settings.model_copy(update={"max_seq_length": min(settings.max_seq_length, context)})


def check_room(
    config: Any, settings: Settings, longest: int, device: torch.device, trainer: str, base: Path
) -> int | None:
    """Refuse a GPU that is too small; InputError with what would fit.

    Parameters
    ----------
    longest : tokens of the longest example.

    Returns
    -------
    needed : bytes that the training takes by computation; None on a CPU.
    """
    if device.type != "cuda":
        return None
    card = torch.cuda.get_device_properties(device)
    found = room.need(config, settings, lora(settings), in_parts=room.IN_PARTS[trainer])
    room.check(found, settings, longest, str(card.name), int(card.total_memory), str(base))
    return found.total(settings.batch_size * longest)


def quantisation(config: Any, settings: Settings, device: torch.device) -> str:
    """Of the base's weights, in words."""
    once = ", dequantised once for the CPU" if dequantises(config, settings, device) else ""
    own = getattr(config, "quantization_config", None)
    if own:
        kind = own.get("bnb_4bit_quant_type") or own.get("quant_method")
        return f"{kind}, as the checkpoint has them{once}"
    if settings.load_in_4bit:
        return f"nf4, quantised at load{once}: run the adapter with `--load-in-4bit`"
    return "full precision"
