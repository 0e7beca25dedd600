"""Small random models of several architectures with adapters, and what `transformers.generate` makes of a row alone."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import torch
import transformers
from peft import LoraConfig, PeftModel, get_peft_model
from peft.tuners.lora import LoraLayer

import fakes
from bench.arms import arms_of
from bench.engines.base import Engine
from bench.plan import plan
from bench.records import Item, Request, Sampling
from bench.resources import MODELS

SIZES: dict[str, Any] = {
    "hidden_size": 64,
    "intermediate_size": 112,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "vocab_size": 3072,
    "max_position_embeddings": 512,
    "initializer_range": 0.15,
    "bos_token_id": None,
    "pad_token_id": 0,
    # Many tokens end a text, so that rows end at different times.
    "eos_token_id": list(range(2, 3072, 23)),
}
SHAPES: dict[str, transformers.PreTrainedConfig] = {
    "qwen2": transformers.Qwen2Config(**SIZES),
    "qwen3": transformers.Qwen3Config(**SIZES),
    "llama": transformers.LlamaConfig(**SIZES, tie_word_embeddings=True),
    "gemma2": transformers.Gemma2Config(**SIZES, sliding_window=24, tie_word_embeddings=False),
    "gemma3": transformers.Gemma3TextConfig(
        **SIZES,
        sliding_window=24,
        tie_word_embeddings=False,
        layer_types=["sliding_attention"] * 2 + ["full_attention"],
    ),
}
ADAPTERS: dict[str, dict[str, Any]] = {
    "all": {"r": 8, "target_modules": "all-linear", "lora_alpha": 16},
    "few": {
        "r": 3,
        "target_modules": ["q_proj", "v_proj", "down_proj"],
        "rank_pattern": {"v_proj": 5},
        "alpha_pattern": {"down_proj": 3},
        "use_rslora": True,
    },
}


def make(folder: Path, shape: str, adapters: Mapping[str, dict[str, Any]] = ADAPTERS) -> Path:
    """``base`` and an adapter of each name in a folder, tokenised like the embedded pair."""
    torch.manual_seed(0)
    model = transformers.AutoModelForCausalLM.from_config(SHAPES[shape])
    model.generation_config.eos_token_id = SIZES["eos_token_id"]
    model.save_pretrained(folder / "base")
    transformers.AutoTokenizer.from_pretrained(MODELS / "mini").save_pretrained(folder / "base")
    for name, settings in adapters.items():
        lora = LoraConfig(task_type="CAUSAL_LM", init_lora_weights=False, **settings)
        tuned = get_peft_model(model, lora)
        with torch.no_grad():
            for key, weight in tuned.named_parameters():
                if "lora_" in key:
                    weight.normal_(0, 0.3)
        tuned.save_pretrained(folder / name, save_embedding_layers=False)
        model = tuned.unload()
    return folder


def requests(engine: Engine, count: int, *, adapters: Sequence[str] = tuple(ADAPTERS), **how: Any) -> list[Request]:
    """Prompts of different lengths in every arm, each with a budget of its own."""
    words = ["three", "apples", "山", "and", "seven", "pears", "are", "how", "many", "fruits"]
    items = [fakes.item(f"i{n}", question=" ".join(words[: 1 + (7 * n) % 10] * (1 + n % 3))) for n in range(count)]
    asked: list[Request] = []
    for n, item in enumerate(items):
        sampling = Sampling(max_new_tokens=5 + (13 * n) % 40, temperature=how.get("temperature", 0.0))
        asked += _planned([item], engine, sampling, adapters, how)
    return asked


def _planned(
    items: Sequence[Item], engine: Engine, sampling: Sampling, adapters: Sequence[str], how: dict[str, Any]
) -> list[Request]:
    arms = arms_of(adapters, how.get("strengths", ()))
    samples = how.get("samples", 1)
    return plan(items, engine, arms=arms, formats=["raw"], samples=samples, sampling=sampling, seed=1)


@cache
def _loaded(folder: Path, adapter: str | None, strength: float) -> Any:
    model = transformers.AutoModelForCausalLM.from_pretrained(folder / "base", dtype=torch.float32)
    if adapter is None:
        return model
    tuned = PeftModel.from_pretrained(model, str(folder / adapter))
    for module in tuned.modules():
        if isinstance(module, LoraLayer):
            module.scaling["default"] *= strength
    return tuned


def alone(folder: Path, request: Request, tokens: Sequence[int]) -> list[int]:
    """New tokens of a request, greedy, computed by `transformers.generate` with no other row beside it."""
    model = _loaded(folder, request.adapter, request.strength)
    ids = torch.tensor([list(tokens)])
    with torch.inference_mode():
        out = model.generate(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=request.sampling.max_new_tokens,
            do_sample=False,
        )
    return list(out[0, ids.shape[1] :].tolist())
