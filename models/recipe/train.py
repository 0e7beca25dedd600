"""Training of the base model from nothing: a few minutes on one GPU."""

import json
import time
from collections import Counter
from pathlib import Path
from typing import Annotated

import torch
import transformers

from .batches import TOKENS, feed
from .commands import say
from .corpus import PACKS
from .model import Decoder, Shape, save
from .muon import Muon

MUON_RATE, ADAMW_RATE, WEIGHT_DECAY = 4e-3, 3e-3, 0.05
WARM_UP = 200
"""Steps of linear warm-up."""
DECAY_FROM = 0.4
"""Fraction of the training after which the rate falls linearly, to a hundredth."""
QUANTISED_FROM = 0.7
"""Fraction of the training after which the projections pass through NF4."""
UNTIMED = 3
"""Steps before the clock starts: they compile."""


def rate(step: int, done: float) -> float:
    """The learning rate's factor at a step, when the fraction `done` of the training is over."""
    warm = min(1.0, (step + 1) / WARM_UP)
    return warm if done < DECAY_FROM else warm * ((1 - done) / (1 - DECAY_FROM) + 0.01)


def train(
    out: Annotated[Path, "Folder to write the checkpoint to."],
    tokenizer: Annotated[Path, "Folder of the tokenizer."],
    packs: Annotated[Path, "The compiled packs."] = PACKS,
    seconds: Annotated[float, "Length of the training, without compilation."] = 300.0,
    steps: Annotated[int, "Length in steps, instead of in seconds."] = 0,
    workers: Annotated[int, "Processes that draw examples; 0 draws them in this one."] = 15,
    seed: Annotated[int, "Seed of weights and examples."] = 3442,
    device: Annotated[str, "cuda or cpu."] = "cuda",
    hidden: Annotated[int, "Hidden size."] = 256,
    layers: Annotated[int, "Number of layers."] = 8,
    heads: Annotated[int, "Attention heads; half as many for keys and values."] = 8,
    inner: Annotated[int, "Size of the MLP."] = 768,
    tokens: Annotated[int, "Tokens in a batch, padding included."] = TOKENS,
) -> None:
    """Train the base model; writes a float16 checkpoint and the log of the training."""
    began = time.monotonic()
    vocabulary = transformers.AutoTokenizer.from_pretrained(tokenizer)
    shape = Shape(
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=heads // 2,
        intermediate_size=inner,
        vocab_size=len(vocabulary),
    )
    torch.manual_seed(seed)
    torch.set_float32_matmul_precision("high")
    on_gpu = device != "cpu"
    model = Decoder(shape, compiled=on_gpu).to(device)
    muon = Muon(model.matrix_parameters(), lr=MUON_RATE, weight_decay=WEIGHT_DECAY)
    adamw = torch.optim.AdamW(
        model.other_parameters(), lr=ADAMW_RATE, betas=(0.9, 0.98), weight_decay=0.0, fused=on_gpu
    )
    losses: list[torch.Tensor] = []
    log: list[tuple[int, float]] = []
    examples, exposures = 0, Counter[str]()
    clock, step = began, 0
    with feed(packs, tokenizer / "tokenizer.json", seed=seed, workers=workers, tokens=tokens) as batches:
        for batch in batches:
            if step == UNTIMED:
                clock = time.monotonic()
            elapsed = time.monotonic() - clock if step >= UNTIMED else 0.0
            done = step / steps if steps else elapsed / seconds
            if done >= 1:
                break
            factor = rate(step, done)
            for group in muon.param_groups:
                group["lr"] = MUON_RATE * factor
            for group in adamw.param_groups:
                group["lr"] = ADAMW_RATE * factor
            rows = torch.from_numpy(batch.tokens.astype("int64")).to(device, non_blocking=True)
            loss = model(rows, quantised=done >= QUANTISED_FROM)
            loss.backward()
            muon.step()
            adamw.step()
            model.zero_grad(set_to_none=True)
            losses.append(loss.detach())
            step += 1
            examples += batch.examples
            exposures += batch.exposures
            if step % 200 == 0 or step == steps:
                log.append((step, torch.stack(losses).mean().item()))
                losses.clear()
                say(f"step {step}, {done:.0%}, loss {log[-1][1]:.4f}")
    out.mkdir(parents=True, exist_ok=True)
    save(model, out)
    vocabulary.save_pretrained(out)
    summary = {
        "seed": seed,
        "steps": step,
        "tokens": step * tokens,
        "examples": examples,
        "training_seconds": round(time.monotonic() - clock, 1),
        "seconds": round(time.monotonic() - began, 1),
        "weights": sum(weights.numel() for weights in model.parameters()),
        "weights_in_4_bit": sum(weights.numel() for weights in model.matrix_parameters()),
        "losses": log,
        "exposures": dict(exposures.most_common()),
    }
    (out / "training.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
