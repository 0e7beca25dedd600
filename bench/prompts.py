"""Item -> the text that a model continues, in the formats that fine-tunes are made and used with.

``alpaca``
    The template of Stanford Alpaca (Taori et al. 2023) that most question-and-answer fine-tunes use; the whole question
    stands under *Instruction*, *Input* stays empty.
``chat``
    The tokenizer's own chat template. Where it already opens the response (QwQ-32B's ends in ``<think>``), that part is
    kept apart as `prefilled`: it belongs to the response but is not the model's.
``raw``
    The question alone.
"""

import re
from collections.abc import Callable

from bench.errors import InputError
from bench.records import Item

FORMATS = ("alpaca", "chat", "raw")

ALPACA = """Below is an instruction that describes a task, paired with an input that provides further context. \
Write a response that appropriately completes the request.

### Instruction:
{instruction}

### Input:
{input}

### Response:
"""

_OPENED = re.compile(r"<think>\s*\Z")


def question(item: Item) -> str:
    """The item as one text: context, question and answer line, a line each."""
    return "\n".join(part for part in (item.context, item.question, item.answer_line) if part)


def render(item: Item, format: str, chat: Callable[[str], str]) -> tuple[str, str]:
    """Prompt and `prefilled` part of an item.

    Parameters
    ----------
    format : one of `FORMATS`.
    chat : the tokenizer's chat template as a function of the user's turn (`Engine.chat`).

    Raises
    ------
    InputError
        Unknown format, or a tokenizer without a chat template.
    """
    text = question(item)
    if format == "alpaca":
        return ALPACA.format(instruction=text, input=""), ""
    if format == "raw":
        return text + "\n", ""
    if format == "chat":
        prompt = chat(text)
        opened = _OPENED.search(prompt)
        return prompt, opened.group() if opened else ""
    raise InputError(f"unknown prompt format {format!r}; there are {', '.join(FORMATS)}", "--format")
