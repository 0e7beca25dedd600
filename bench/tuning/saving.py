"""The trained adapter as files: what PEFT, vLLM and `kenzan run` read."""

import json
from pathlib import Path
from typing import Any

import torch

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"


def save(model: Any, folder: Path, base_name: str) -> None:
    """Write the adapter of a model.

    Numbers are stored in float16 where its range holds them: half the size of the float32 that they are trained in,
    and three bits more than bf16. Lists in the configuration are sorted, so that the same adapter has the same hash.

    Parameters
    ----------
    base_name : what the configuration names as the base.
    """
    from peft import get_peft_model_state_dict
    from safetensors.torch import save_file

    settings = model.peft_config["default"]
    settings.base_model_name_or_path = base_name
    settings.inference_mode = True
    settings.save_pretrained(str(folder))
    file = folder / CONFIG
    plain = json.loads(file.read_text("utf-8"))
    plain["target_modules"] = sorted(plain["target_modules"])
    file.write_text(json.dumps(plain, indent=1, sort_keys=True) + "\n", "utf-8")
    state = get_peft_model_state_dict(model, save_embedding_layers=False)
    tensors = {name: _half(tensor.detach().cpu()).contiguous() for name, tensor in state.items()}
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})
    (folder / WEIGHTS).chmod(file.stat().st_mode)  # it may come readable by its owner alone


def _half(tensor: torch.Tensor) -> torch.Tensor:
    fits = bool(tensor.abs().max() <= torch.finfo(torch.float16).max)
    return tensor.half() if fits else tensor.float()
