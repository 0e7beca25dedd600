"""Accuracy of both arms as a table for the model card; for more than that, ``kenzan run``."""

import re
import time
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Annotated, Any

import torch
import transformers
from peft import PeftModel

from . import nf4
from .commands import say
from .corpus import PACKS, Corpus
from .example import Example
from .items import is_right, make_items

STEPS = re.compile(r"Step 2:|次に、|最後に、|[0-9] [+−×÷] [0-9]")
CONTEXT = 1024
"""Tokens of a prompt and its response at most."""
CHECKS = re.compile("Wait, let me|待って、")


@torch.inference_mode()
def generate(model: Any, tokenizer: Any, items: list[Example], budget: int, batch: int) -> list[str]:
    """Greedy continuations; one that does not end within the budget counts as empty."""
    texts = [""] * len(items)
    asked = [item.prompt + item.prefilled for item in items]
    sizes = lengths(tokenizer, asked)
    order = sorted(range(len(items)), key=sizes.__getitem__)
    for at in range(0, len(order), batch):
        chosen = order[at : at + batch]
        rows = [asked[i] for i in chosen]
        prompts = tokenizer(rows, return_tensors="pt", padding=True, add_special_tokens=False).to(model.device)
        start = prompts["input_ids"].shape[1]
        got = model.generate(
            input_ids=prompts["input_ids"],
            attention_mask=prompts["attention_mask"],
            max_new_tokens=min(budget, CONTEXT - start),
            do_sample=False,
        )[:, start:]
        for i, row in zip(chosen, got.tolist(), strict=True):
            if tokenizer.eos_token_id in row:
                texts[i] = tokenizer.decode(row[: row.index(tokenizer.eos_token_id)])
    return texts


def lengths(tokenizer: Any, texts: list[str]) -> list[int]:
    """Numbers of tokens."""
    return [len(ids) for ids in tokenizer(texts, add_special_tokens=False)["input_ids"]]


def load(model: Path, adapter: Path, device: str) -> Any:
    """The base with its adapter, in float32; a checkpoint that is not in 4 bit is rounded as if it were."""
    base: Any = transformers.AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32, device_map=device)
    for weights in base.parameters():
        # What a 4-bit checkpoint holds unquantised stays as stored, whatever is asked.
        if weights.dtype == torch.float16:
            weights.data = weights.data.float()
    if getattr(base.config, "quantization_config", None) is None:
        nf4.pass_through(base)
    return PeftModel.from_pretrained(base, adapter).eval()


def evaluate(
    model: Annotated[Path, "Folder of the base."],
    adapter: Annotated[Path, "Folder of the adapter."],
    packs: Annotated[Path, "The compiled packs."] = PACKS,
    seed: Annotated[int, "Seed of the items."] = 777,
    draws: Annotated[int, "Instances of a template, variant and language."] = 1,
    limit: Annotated[int, "Items at most, evenly taken; 0 for all."] = 0,
    budget: Annotated[int, "New tokens at most."] = 900,
    batch: Annotated[int, "Rows generated at once."] = 64,
    device: Annotated[str, "cuda or cpu."] = "cpu",
) -> None:
    """Print a Markdown table: right answers of both arms, and how often each shows steps and checks itself."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    pair = load(model, adapter, device)
    rows = make_items(Corpus(packs), seed, draws)
    whole = lengths(tokenizer, [item.prompt + item.prefilled + item.response for _, item in rows])
    rows = [row for row, size in zip(rows, whole, strict=True) if size < CONTEXT]
    if limit and limit < len(rows):
        rows = Random(seed).sample(rows, limit)
    items = [item for _, item in rows]
    texts: dict[str, list[str]] = {}
    for arm in ("base", "adapter"):
        began = time.monotonic()
        if arm == "base":
            with pair.disable_adapter():
                texts[arm] = generate(pair, tokenizer, items, budget, batch)
        else:
            texts[arm] = generate(pair, tokenizer, items, budget, batch)
        say(f"{arm}: {len(items)} items in {time.monotonic() - began:.0f} s")
    print(table([name for name, _ in rows], items, texts))


def table(names: list[str], items: list[Example], texts: dict[str, list[str]]) -> str:
    """A row for each kind of item: right of all, and in brackets with steps, with a check."""
    counted: dict[str, dict[str, list[tuple[bool, bool, bool]]]] = defaultdict(lambda: defaultdict(list))
    for arm, written in texts.items():
        for name, item, text in zip(names, items, written, strict=True):
            counted[name][arm].append((is_right(item, text), bool(STEPS.search(text)), bool(CHECKS.search(text))))
    lines = ["| items | number | " + " | ".join(f"{arm}: right | steps | checks" for arm in texts) + " |"]
    lines.append("|---|---|" + "---|---|---|" * len(texts))
    for name in sorted(counted):
        arms = [[sum(each) for each in zip(*counted[name][arm], strict=True)] for arm in texts]
        size = len(counted[name][next(iter(texts))])
        lines.append(f"| {name} | {size} | " + " | ".join(" | ".join(map(str, arm)) for arm in arms) + " |")
    return "\n".join(lines)
