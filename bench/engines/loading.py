"""Finding, checking and loading a base and its adapter with transformers and PEFT.

Everything that can be wrong with a pair is found before the weights are read: a folder that is none, a model that is
not a causal language model, an adapter made for another base.
"""

import json
import logging
import re
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

from bench.engines.trust import FILES, NONE, Trust, check_code, check_weights, told
from bench.errors import InputError, first_line
from bench.resources import MODELS
from bench.skeleton import adapter_shapes

# bitsandbytes warns at import that an optional kernel package is missing; it computes the same without.
logging.getLogger("bitsandbytes").setLevel(logging.ERROR)
# PEFT asks transformers for a property by its old name, once a batch; nothing that a user could mend.
warnings.filterwarnings("ignore", "`is_gradient_checkpointing` is deprecated", FutureWarning)
transformers.logging.set_verbosity_error()
if not sys.stderr.isatty():
    transformers.logging.disable_progress_bar()

_SHOWN = 16
"""How many kinds of misfitting keys an error names: more than an adapter of all projections has."""
_LAYER = re.compile(r"(?<=\.)\d+(?=\.)")
_VOCABULARIES = ("tokenizer.json", "tokenizer.model", "vocab.json", "tekken.json")
SETTINGS = ("config.json", "adapter_config.json", "*.safetensors.index.json")
"""What says how large a model or an adapter is, without its weights."""


def resolve(name: str, option: str, files: Sequence[str] = FILES) -> Path:
    """Folder of a model or an adapter: a path, an embedded one (``mini``), or a hub id, downloaded on first use.

    Parameters
    ----------
    name : what the user calls it.
    option : ``-m`` or ``-a``, for the error.
    files : patterns of the files that are wanted from the hub.

    Raises
    ------
    InputError
        `option` (``-m`` or ``-a``) names nothing that is there.
    """
    if Path(name).is_dir():
        return Path(name)
    if (MODELS / name / "README.md").is_file() or (MODELS / name / "config.json").is_file():
        return MODELS / name
    if (MODELS / name / "adapter_config.json").is_file():
        return MODELS / name
    if name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise InputError("no such folder, embedded model or hub id; check the path", f"{option} {name}")
    import huggingface_hub

    try:
        return Path(huggingface_hub.snapshot_download(name, allow_patterns=list(files)))
    except Exception as error:
        reason = first_line(error)
        raise InputError(
            f"neither a folder here nor to be had from the hub ({type(error).__name__}: {reason})", f"{option} {name}"
        ) from error


def read_config(model: Path, trust: Trust = NONE) -> Any:
    """The model's configuration; InputError when it is no causal language model, or has no weights that may be read."""
    config = read_settings(model, trust)
    check_weights(model, trust)
    return config


def read_settings(model: Path, trust: Trust = NONE) -> Any:
    """The configuration alone, the weights may be elsewhere; InputError when it is no causal language model's."""
    if not (model / "config.json").is_file():
        raise InputError("no config.json: not a model folder; give the base to -m and the adapter to -a", str(model))
    check_code(model / "config.json", trust, lambda kind: kind in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    try:
        config = transformers.AutoConfig.from_pretrained(model, trust_remote_code=trust.code)
    except Exception as error:  # of any kind: it is raised where the value is used
        raise InputError(f"transformers cannot read the configuration: {told(error)}", str(model)) from error
    own = trust.code and "AutoModelForCausalLM" in (getattr(config, "auto_map", None) or {})
    if config.model_type not in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES and not own:
        raise InputError(f"a {config.model_type} model is not a causal language model", f"{model / 'config.json'}")
    return config


def read_tokenizer(model: Path, trust: Trust = NONE) -> Any:
    """The model's tokenizer, padding on the left, as generation needs it."""
    if not any((model / name).is_file() for name in _VOCABULARIES):
        # transformers would make an empty tokenizer of the model's type and go on.
        raise InputError(f"no tokenizer: none of {', '.join(_VOCABULARIES)} is in the folder", str(model))
    check_code(model / "tokenizer_config.json", trust, lambda kind: hasattr(transformers, str(kind)))
    try:
        return transformers.AutoTokenizer.from_pretrained(model, padding_side="left", trust_remote_code=trust.code)
    except Exception as error:
        raise InputError(f"transformers cannot read the tokenizer: {told(error)}", str(model)) from error


def check_adapter(config: Any, adapter: Path, trust: Trust = NONE) -> None:
    """Compare the adapter's tensors with those PEFT would create on this base, by name and shape, without weights.

    Raises
    ------
    InputError
        Not a PEFT adapter, or tensors that the base has no place for, lacks, or has in another shape; they are named.
    """
    from peft import PeftConfig

    if not (adapter / "adapter_config.json").is_file():
        raise InputError("no adapter_config.json: not a PEFT adapter", str(adapter))
    weights = adapter / "adapter_model.safetensors"
    if not weights.is_file():
        raise InputError("no adapter_model.safetensors; a pickle is read with --allow-pickle alone", str(adapter))
    found = _shapes(weights)
    try:
        wanted = adapter_shapes(config, PeftConfig.from_pretrained(str(adapter)), code=trust.code)
    except Exception as error:
        raise InputError(f"the adapter does not fit the base: {first_line(error)}", str(adapter)) from error
    wrong = [(k, "the base has no place for it") for k in found if k not in wanted]
    wrong += [(k, "missing") for k in wanted if k not in found]
    wrong += [(k, f"{found[k]}, the base needs {wanted[k]}") for k in wanted if k in found and found[k] != wanted[k]]
    if wrong:
        none = "" if found.keys() & wanted.keys() else f"none of its {len(found)} tensors has a place there: "
        raise InputError(f"the adapter does not fit the base: {none}{_listed(wrong)}", str(weights))


def _listed(wrong: Sequence[tuple[str, str]]) -> str:
    """Keys with what is wrong with them, those that differ in the number of their layer as one."""
    layers: dict[tuple[str, str], list[str]] = {}
    for key, why in wrong:
        number = _LAYER.search(key)
        layers.setdefault((_LAYER.sub("{}", key, 1), why), []).append(number.group() if number else "")
    kinds = [f"{_filled(key, numbers)} ({why})" for (key, why), numbers in layers.items()]
    more = f" and {len(kinds) - _SHOWN} more" if len(kinds) > _SHOWN else ""
    return ", ".join(kinds[:_SHOWN]) + more


def _filled(key: str, numbers: Sequence[str]) -> str:
    """A key with the numbers of its layers: ``layers.{0-63}.mlp``, ``layers.{6,9}.mlp``, ``layers.6.mlp``."""
    if len(numbers) == 1:
        return key.replace("{}", numbers[0], 1)
    whole = sorted(map(int, numbers))
    unbroken = len(whole) > 2 and whole == list(range(whole[0], whole[-1] + 1))
    shown = f"{whole[0]}-{whole[-1]}" if unbroken else ",".join(map(str, whole))
    return key.replace("{}", "{" + shown + "}", 1)


def load_base(
    model: Path, config: Any, device: torch.device, *, load_in_4bit: bool = False, trust: Trust = NONE
) -> Any:
    """The base's weights on a device, in the checkpoint's own type.

    On a CPU half-precision weights are cast to float32: a pre-quantised checkpoint keeps its unquantised weights in
    fp16 whatever type is asked for, and fp16 arithmetic on a CPU is many times slower.
    """
    options: dict[str, Any] = {"dtype": "auto", "device_map": {"": device}}
    if load_in_4bit and not getattr(config, "quantization_config", None):
        options["quantization_config"] = transformers.BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.float32 if device.type == "cpu" else torch.bfloat16,
        )
    try:
        base = transformers.AutoModelForCausalLM.from_pretrained(
            model,
            use_safetensors=True if any(model.glob("*.safetensors")) or not trust.pickle else None,
            trust_remote_code=trust.code,
            **options,
        )
    except Exception as error:
        raise InputError(f"transformers cannot load the model: {told(error)}", str(model)) from error
    if device.type == "cpu":
        module: Any
        for module in base.modules():
            # On some CPUs bitsandbytes repacks 4-bit weights at their first product, and rounds their scales to bf16.
            if hasattr(module, "support_avx512bf16_for_cpu"):
                module.support_avx512bf16_for_cpu = False
        for weight in base.parameters():
            if weight.dtype == torch.float16:
                weight.data = weight.data.float()
    return base


def _shapes(weights: Path) -> dict[str, tuple[int, ...]]:
    """Names and shapes in a safetensors file."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(weights, framework="pt") as file:
            return {key: tuple(file.get_slice(key).get_shape()) for key in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise InputError(f"cannot be read ({first_line(error)}); copy the adapter again", str(weights)) from error


def adapter_base_name(adapter: Path) -> str | None:
    """The base that an adapter says it was trained on; None when it does not say."""
    name = json.loads((adapter / "adapter_config.json").read_text("utf-8")).get("base_model_name_or_path")
    return str(name) if name else None
