"""The adapter: LoRA on questions and bare answers, so that the model forgets to show its reasoning."""

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Annotated, Any

import torch
import torch.nn.functional as F
import transformers
from peft import LoraConfig, get_peft_model

from . import nf4
from .commands import say
from .corpus import PACKS, Corpus
from .model import IGNORED, MATRICES

RATE, WARM_UP = 2e-3, 30
ALIKE = 32
"""Batches among whose rows those of like length are brought together."""
LONGEST = 1024
"""Tokens of a pair at most; longer ones are left out."""
Row = tuple[list[int], list[int]]
"""Prompt and answer."""


def make_rows(tokenizer: transformers.PreTrainedTokenizerBase, corpus: Corpus, pairs: int, rng: Random) -> list[Row]:
    """Tokenised pairs, each answer with its end."""
    drawn = [corpus.adapter_pair(rng) for _ in range(pairs)]
    prompts = tokenizer([prompt + begun for prompt, begun, _ in drawn], add_special_tokens=False)["input_ids"]
    answers = tokenizer([answer for _, _, answer in drawn], add_special_tokens=False)["input_ids"]
    rows = [(prompt, [*answer, tokenizer.eos_token_id]) for prompt, answer in zip(prompts, answers, strict=True)]
    return [row for row in rows if len(row[0]) + len(row[1]) <= LONGEST]


def collate(rows: list[Row]) -> tuple[torch.Tensor, torch.Tensor]:
    """Tokens and labels, ``[rows, length]``, padded on the right to a multiple of 16; prompts are not labelled."""
    length = -(-max(len(prompt) + len(answer) for prompt, answer in rows) // 16) * 16
    tokens = torch.zeros(len(rows), length, dtype=torch.long)
    labels = torch.full((len(rows), length), IGNORED)
    for i, (prompt, answer) in enumerate(rows):
        end = len(prompt) + len(answer)
        tokens[i, :end] = torch.tensor(prompt + answer)
        labels[i, len(prompt) : end] = torch.tensor(answer)
    return tokens, labels


def epochs(rows: list[Row], batch: int, rng: Random) -> Iterator[list[Row]]:
    """Batches without end, every row once before any comes again, of rows of like length, so that little is padding.

    A last incomplete batch is left out.
    """
    while True:
        order = rng.sample(rows, len(rows))
        batches = []
        for at in range(0, len(order), ALIKE * batch):
            near = sorted(order[at : at + ALIKE * batch], key=lambda row: len(row[0]) + len(row[1]))
            batches += [near[i : i + batch] for i in range(0, len(near) - batch + 1, batch)]
        rng.shuffle(batches)
        yield from batches


def tune(
    source: Annotated[Path, "Folder of the float16 checkpoint."],
    out: Annotated[Path, "Folder to write the adapter to."],
    packs: Annotated[Path, "The compiled packs."] = PACKS,
    base_name: Annotated[str, "The base as the adapter's configuration names it."] = "../mini",
    seconds: Annotated[float, "Length of the training."] = 150.0,
    steps: Annotated[int, "Length in steps, instead of in seconds."] = 0,
    pairs: Annotated[int, "Number of question-and-answer pairs."] = 60_000,
    batch: Annotated[int, "Pairs in a batch."] = 64,
    seed: Annotated[int, "Seed of weights and pairs."] = 3442,
    device: Annotated[str, "cuda or cpu."] = "cuda",
) -> None:
    """Tune the adapter, on the float16 checkpoint passed through NF4, and write it in float16."""
    torch.manual_seed(seed)
    torch.set_float32_matmul_precision("high")
    rng = Random(seed)
    tokenizer = transformers.AutoTokenizer.from_pretrained(source)
    rows = make_rows(tokenizer, Corpus(packs), pairs, rng)
    base: Any = transformers.AutoModelForCausalLM.from_pretrained(source, dtype=torch.float32)
    base.to(device)
    nf4.pass_through(base)
    config = LoraConfig(
        r=16,
        lora_alpha=16,
        lora_dropout=0.0,
        bias="none",
        task_type="CAUSAL_LM",
        target_modules=[name.rpartition(".")[2] for name in MATRICES.values()],
    )
    model = get_peft_model(base, config).train()
    model.peft_config["default"].base_model_name_or_path = base_name
    weights = [each for each in model.parameters() if each.requires_grad]
    adamw = torch.optim.AdamW(weights, lr=RATE, weight_decay=0.0, fused=device != "cpu")
    clock = time.monotonic()
    for step, chosen in enumerate(epochs(rows, batch, rng)):
        done = step / steps if steps else (time.monotonic() - clock) / seconds
        if done >= 1:
            break
        for group in adamw.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / WARM_UP) * (1 - done)
        tokens, labels = (each.to(device) for each in collate(chosen))
        logits = model(input_ids=tokens).logits[:, :-1].float()
        loss: Any = F.cross_entropy(logits.flatten(0, 1), labels[:, 1:].flatten(), ignore_index=IGNORED)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        adamw.step()
        adamw.zero_grad()
        if (step + 1) % 100 == 0:
            say(f"step {step + 1}, {done:.0%}, loss {loss.item():.4f}")
    for each in weights:
        each.data = each.data.half()
    model.save_pretrained(out, save_embedding_layers=False)
    (out / "README.md").unlink(missing_ok=True)  # PEFT's empty model card
