"""Checkpoints with the shapes of a large model and random weights: speed does not depend on what the weights say.

    python benchmarks/shapes.py FOLDER [--shape qwq] [--layers N]      ->  FOLDER/base, FOLDER/adapter

The base is in the format of a bitsandbytes 4-bit checkpoint (NF4 with double quantisation, embeddings and output layer
in bf16), quantised on the GPU where there is one; the adapter is a LoRA of rank 16 on the seven projections. A
tokenizer of bytes goes with them. `qwq` is QwQ-32B: 18 GiB, about a minute on a GPU.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import bitsandbytes
import torch
import transformers
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

SHAPES = {
    "qwq": {
        "vocab_size": 152064,
        "hidden_size": 5120,
        "intermediate_size": 27648,
        "num_hidden_layers": 64,
        "num_attention_heads": 40,
        "num_key_value_heads": 8,
        "max_position_embeddings": 32768,
    },
    "tiny": {
        "vocab_size": 512,
        "hidden_size": 128,
        "intermediate_size": 256,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 2048,
    },
}
RANK = 16
_PAD, _END = 0, 1
_NF4 = {
    "quant_method": "bitsandbytes",
    "load_in_4bit": True,
    "load_in_8bit": False,
    "bnb_4bit_quant_type": "nf4",
    "bnb_4bit_use_double_quant": True,
    "bnb_4bit_compute_dtype": "bfloat16",
    "bnb_4bit_quant_storage": "uint8",
    "llm_int8_skip_modules": ["lm_head"],
}


def make(folder: Path, shape: str, layers: int | None = None) -> tuple[Path, Path]:
    """Write base and adapter unless they are there; return their folders."""
    base, adapter = folder / "base", folder / "adapter"
    if (base / "config.json").is_file() and (adapter / "adapter_config.json").is_file():
        return base, adapter
    size = dict(SHAPES[shape])
    size["num_hidden_layers"] = layers or size["num_hidden_layers"]
    base.mkdir(parents=True, exist_ok=True)
    adapter.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(3442)
    _write_tokenizer(base)
    index: dict[str, str] = {}
    lora: dict[str, torch.Tensor] = {}
    for number in range(size["num_hidden_layers"]):
        tensors, low_rank = _block(size, f"model.layers.{number}")
        lora.update(low_rank)
        _save(base / f"model-{number + 1:05d}.safetensors", tensors, index)
    ends = {
        "model.embed_tokens.weight": _random(size["vocab_size"], size["hidden_size"]),
        "lm_head.weight": _random(size["vocab_size"], size["hidden_size"]),
        "model.norm.weight": torch.ones(size["hidden_size"], dtype=torch.bfloat16),
    }
    _save(base / "model-ends.safetensors", ends, index)
    (base / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}), "utf-8")
    save_file(lora, adapter / "adapter_model.safetensors", metadata={"format": "pt"})
    settings = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "r": RANK,
        "lora_alpha": RANK,
        "lora_dropout": 0.0,
        "bias": "none",
        "target_modules": sorted(name.rpartition(".")[2] for name in _projections(size)),
        "base_model_name_or_path": str(base),
    }
    (adapter / "adapter_config.json").write_text(json.dumps(settings), "utf-8")
    config = transformers.Qwen2Config(
        **size, rms_norm_eps=1e-5, tie_word_embeddings=False, bos_token_id=None, eos_token_id=_END, pad_token_id=_PAD
    )
    written = {**config.to_dict(), "architectures": ["Qwen2ForCausalLM"], "dtype": "bfloat16"}
    # Old and new readers look for the base of the rotary embedding in different places.
    written |= {"quantization_config": _NF4, "rope_theta": 10000.0, "torch_dtype": "bfloat16"}
    (base / "config.json").write_text(json.dumps(written), "utf-8")
    return base, adapter


def _projections(size: dict[str, int]) -> Iterator[str]:
    yield from (f"self_attn.{part}_proj" for part in "qkvo")
    yield from (f"mlp.{part}_proj" for part in ("gate", "up", "down"))


def _extent(size: dict[str, int], name: str) -> tuple[int, int]:
    """(out, in) of a projection."""
    hidden, wide = size["hidden_size"], size["intermediate_size"]
    kept = hidden // size["num_attention_heads"] * size["num_key_value_heads"]
    if name.startswith("mlp"):
        return (hidden, wide) if "down" in name else (wide, hidden)
    return (kept, hidden) if name.endswith(("k_proj", "v_proj")) else (hidden, hidden)


def _block(size: dict[str, int], prefix: str) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    """Tensors of one block, and of the adapter in it."""
    tensors, lora = {}, {}
    for name in _projections(size):
        rows, columns = _extent(size, name)
        key = f"{prefix}.{name}"
        packed, state = bitsandbytes.functional.quantize_4bit(
            _random(rows, columns), quant_type="nf4", compress_statistics=True
        )
        tensors[f"{key}.weight"] = packed
        tensors |= {f"{key}.weight.{part}": value for part, value in state.as_dict(packed=True).items()}
        if name.endswith(("q_proj", "k_proj", "v_proj")):
            tensors[f"{key}.bias"] = _random(rows)
        lora[f"base_model.model.{key}.lora_A.weight"] = _random(RANK, columns).cpu()
        lora[f"base_model.model.{key}.lora_B.weight"] = _random(rows, RANK).cpu()
    for norm in ("input_layernorm", "post_attention_layernorm"):
        tensors[f"{prefix}.{norm}.weight"] = torch.ones(size["hidden_size"], dtype=torch.bfloat16)
    return tensors, lora


def _random(*size: int) -> torch.Tensor:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.randn(*size, device=device, dtype=torch.bfloat16) * 0.02


def _save(file: Path, tensors: dict[str, torch.Tensor], index: dict[str, str]) -> None:
    save_file({name: tensor.contiguous().cpu() for name, tensor in tensors.items()}, file, metadata={"format": "pt"})
    index.update(dict.fromkeys(tensors, file.name))


def _write_tokenizer(folder: Path) -> None:
    """One token a byte, after the two special ones."""
    words = {"<pad>": _PAD, "<end>": _END}
    for byte in sorted(pre_tokenizers.ByteLevel.alphabet()):
        words[byte] = len(words)
    plain = Tokenizer(models.BPE(vocab=words, merges=[]))
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    plain.decoder = decoders.ByteLevel()
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=plain, eos_token="<end>", pad_token="<pad>")
    fast.save_pretrained(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shape", choices=sorted(SHAPES), default="qwq")
    parser.add_argument("--layers", type=int)
    chosen = parser.parse_args()
    print(*make(chosen.folder, chosen.shape, chosen.layers), sep="\n")
