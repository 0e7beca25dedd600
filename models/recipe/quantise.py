"""The 4-bit checkpoint: NF4 with double quantisation by bitsandbytes, as published 4-bit checkpoints are stored."""

from pathlib import Path
from typing import Annotated

import torch
import transformers


def quantise(
    source: Annotated[Path, "Folder of the float16 checkpoint."],
    out: Annotated[Path, "Folder to write the 4-bit checkpoint to."],
) -> None:
    """Quantise a checkpoint, on the CPU, and write it with its tokenizer."""
    config = transformers.BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.float32,
    )
    model = transformers.AutoModelForCausalLM.from_pretrained(
        source, quantization_config=config, dtype=torch.float16, device_map="cpu"
    )
    model.save_pretrained(out)
    transformers.AutoTokenizer.from_pretrained(source).save_pretrained(out)
