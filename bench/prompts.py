"""Item -> the text that a model continues, in the formats that fine-tunes are made and used with.

``alpaca``
    The template of Stanford Alpaca (Taori et al. 2023) that most question-and-answer fine-tunes use; the whole question
    stands under *Instruction*, *Input* stays empty.
``chat``
    The tokenizer's own chat template. Where it already opens the response (QwQ-32B's ends in ``<think>``), that part is
    kept apart as `prefilled`: it belongs to the response but is not the model's.
``raw``
    The question alone.

Each can elicit reasoning in three ways, to tell what a model has lost from what it only hides:

``none``
    The item as it is.
``ask``
    A sentence asks for steps and for a check of the result, as zero-shot chain-of-thought prompts do (Kojima et al.
    2022, "Large Language Models are Zero-Shot Reasoners").
``prefill``
    The response is begun with the first words of a worked answer, which the model continues.
"""

import re
from collections.abc import Callable
from typing import get_args

from bench.errors import InputError
from bench.records import Elicit, Item, Lang

FORMATS = ("alpaca", "chat", "raw")
ELICITS: tuple[Elicit, ...] = get_args(Elicit)
ASK: dict[Lang, str] = {
    "en": "Think step by step and check your result.",
    "ja": "順を追って考え、結果を確かめてください。",
}
PREFILL: dict[Lang, str] = {"en": "Step 1:", "ja": "まず、"}

ALPACA = """Below is an instruction that describes a task, paired with an input that provides further context. \
Write a response that appropriately completes the request.

### Instruction:
{instruction}

### Input:
{input}

### Response:
"""

_OPENED = re.compile(r"<think>\s*\Z")


def question(item: Item, elicit: Elicit = "none") -> str:
    """The item as one text: context, question, what asks for reasoning, and answer line, a line each."""
    asked = ASK[item.lang] if elicit == "ask" else ""
    return "\n".join(part for part in (item.context, item.question, asked, item.answer_line) if part)


def render(item: Item, format: str, chat: Callable[[str], str], elicit: Elicit = "none") -> tuple[str, str]:
    """Prompt and `prefilled` part of an item.

    Parameters
    ----------
    format : one of `FORMATS`.
    elicit : one of `ELICITS`.
    chat : the tokenizer's chat template as a function of the user's turn (`Engine.chat`).

    Raises
    ------
    InputError
        Unknown format, or a tokenizer without a chat template.
    """
    text = question(item, elicit)
    begun = PREFILL[item.lang] if elicit == "prefill" else ""
    if format == "alpaca":
        return ALPACA.format(instruction=text, input="") + begun, begun
    if format == "raw":
        return f"{text}\n{begun}", begun
    if format == "chat":
        prompt = chat(text)
        opened = _OPENED.search(prompt)
        return prompt + begun, (opened.group() if opened else "") + begun
    raise InputError(f"unknown prompt format {format!r}; there are {', '.join(FORMATS)}", "--format")
