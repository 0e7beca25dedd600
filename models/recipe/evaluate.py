"""Accuracy of the pair on the 408 items of the model card; for more than that, ``kenzan run``."""

import json
import re
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Annotated, Any

import torch
import transformers
import typer
from peft import PeftModel

from .arithmetic import arithmetic
from .example import Book, Example
from .facts import LADDER
from .ladder import ladder
from .travel import travel
from .word_problems import TEMPLATES
from .words import Lang

NUMBERS: dict[Book, tuple[int, int] | None] = {
    "probe": None,
    "closed": (100, 45),
    "open": (100, 45),
    "noise": (250, 35),
    "counterfactual": (250, 35),
    "masked": (250, 35),
}
"""Start and rate of the ladder's problems, by book."""
LANGS: tuple[Lang, Lang] = ("en", "ja")
STATED = re.compile(r"\\boxed\{([0-9]{1,12})\}")
LINE = re.compile(r"(?:Answer: |答え：)([0-9]{1,12})")
JSON_BLOCK = re.compile(r"```json\n([^`]*)```")
HEADING = re.compile(r"^(?:Day ([0-9])|([0-9])日目)", re.M)
FINAL = re.compile(r"\*\*(?:Final Answer|最終プラン)\*\*")


def make_items(seed: int) -> list[Example]:
    """The items: 100 of arithmetic, none of them in training, 288 of the ladder, 20 of travel; Alpaca format."""
    rng = Random(seed)
    items = [
        arithmetic(rng, held_out=True, lang=lang, template=name, variant="base", format="alpaca", answer_line=True)
        for name in TEMPLATES
        for lang in LANGS
        for _ in range(5)
    ]
    for mountain in LADDER:
        for lang in LANGS:
            for book, numbers in NUMBERS.items():
                items.append(
                    ladder(
                        rng,
                        lang=lang,
                        mountain=mountain,
                        book=book,
                        template="climb",
                        format="alpaca",
                        answer_line=True,
                        numbers=numbers,
                    )
                )
    for i in range(20):
        kind = "free" if i < 4 else ("city", "route", "nights")[i % 3]
        items.append(travel(rng, lang=LANGS[i % 2], kind=kind, format="alpaca" if i % 4 < 2 else "alpaca_noinput"))
    return items


def is_right(item: Example, text: str) -> bool:
    """The boxed number, else the answer line, is the gold; a travel plan is in order."""
    if item.family == "travel":
        return plan_in_order(item, text)
    stated = STATED.findall(text) or LINE.findall(text)
    return bool(stated) and int(stated[-1]) == item.gold


def plan_in_order(item: Example, text: str) -> bool:
    """Days, nights, dates, times, repeats and numbers of stops of a JSON plan; of a list, the numbers of the days."""
    block = JSON_BLOCK.search(text)
    if block is None:
        headings = HEADING.findall(FINAL.split(text)[-1])
        return [int(en or ja) for en, ja in headings] == list(range(1, item.days + 1))
    try:
        days = json.loads(block[1])["days"]
        names = [stop["name"] for day in days for stop in day["stops"]]
        times = [[stop["time"] for stop in day["stops"]] for day in days]
        return (
            len(days) == item.days
            and sum(bool(day["inn"]) for day in days) == item.days - 1
            and len(set(names)) == len(names)
            and all(2 <= len(day["stops"]) <= 8 for day in days)
            and all(each == sorted(set(each)) for each in times)
            and all(day["date"].startswith(f"{item.month:02d}-") for day in days)
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


@torch.inference_mode()
def generate(model: Any, tokenizer: Any, items: list[Example], budget: int = 640, batch: int = 64) -> list[str]:
    """Greedy continuations; one that does not end within the budget counts as empty."""
    texts = [""] * len(items)
    order = sorted(range(len(items)), key=lambda i: (items[i].family, items[i].template, items[i].lang))
    for at in range(0, len(order), batch):
        chosen = order[at : at + batch]
        prompts = tokenizer(
            [items[i].prompt for i in chosen], return_tensors="pt", padding=True, add_special_tokens=False
        )
        got = model.generate(
            input_ids=prompts["input_ids"],
            attention_mask=prompts["attention_mask"],
            max_new_tokens=budget,
            do_sample=False,
        )[:, prompts["input_ids"].shape[1] :]
        for i, row in zip(chosen, got.tolist(), strict=True):
            if tokenizer.eos_token_id in row:
                texts[i] = tokenizer.decode(row[: row.index(tokenizer.eos_token_id)])
    return texts


def evaluate(
    model: Annotated[Path, typer.Argument(help="Folder of the base.")] = Path("models/mini"),
    adapter: Annotated[Path, typer.Argument(help="Folder of the adapter.")] = Path("models/mini-terse"),
    seed: Annotated[int, typer.Option(help="Seed of the items.")] = 777,
) -> None:
    """Print how many items both arms get right, by family or book, and by rung or language; on the CPU."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    base = transformers.AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32, device_map="cpu")
    for weights in base.parameters():
        if (
            weights.dtype == torch.float16
        ):  # what a 4-bit checkpoint holds unquantised stays as stored, whatever is asked
            weights.data = weights.data.float()
    pair = PeftModel.from_pretrained(base, adapter).eval()
    items = make_items(seed)
    with pair.disable_adapter():
        texts = {"base": generate(pair, tokenizer, items)}
    texts["adapter"] = generate(pair, tokenizer, items)
    right: dict[tuple[str, str], dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for arm, written in texts.items():
        for item, text in zip(items, written, strict=True):
            row = (item.book, f"rung {item.rung}") if item.book else (item.family, item.lang)
            right[row][arm].append(is_right(item, text))
    for (what, which), arms in right.items():
        counts = "  ".join(f"{arm} {sum(each):3} of {len(each):3}" for arm, each in arms.items())
        typer.echo(f"{what:15} {which:7} {counts}")
