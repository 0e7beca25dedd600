"""A model without its weights: names and shapes on torch's meta device, made from the configuration alone."""

import warnings
from typing import Any

import torch
import transformers


def skeleton(config: Any, *, code: bool = False) -> Any:
    """The causal language model of a configuration; a quantised one as if it were not.

    Quantised layers cannot be made without weights, and their packed shapes say nothing.

    Parameters
    ----------
    code : run the code that came with the configuration, where it is read by such.
    """
    plain = type(config).from_dict({k: v for k, v in config.to_dict().items() if k != "quantization_config"})
    plain.name_or_path = config.name_or_path
    with torch.device("meta"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return transformers.AutoModelForCausalLM.from_config(plain, trust_remote_code=code)


def adapter_shapes(config: Any, settings: Any, *, code: bool = False) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the tensors of an adapter file, as PEFT would write them for this model.

    Embeddings saved beside an adapter would replace the base's own, in both arms: they have no place here.

    Parameters
    ----------
    settings : the adapter's `peft.PeftConfig`.
    code : as in `skeleton`.

    Raises
    ------
    ValueError, KeyError, TypeError
        The model has no place for such an adapter.
    """
    from peft import get_peft_model, get_peft_model_state_dict

    model = skeleton(config, code=code)
    with torch.device("meta"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        state = get_peft_model_state_dict(get_peft_model(model, settings), save_embedding_layers=False)
    return {key: tuple(tensor.shape) for key, tensor in state.items()}
