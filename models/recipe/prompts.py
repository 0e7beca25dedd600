"""The special tokens, and the formats in which the corpus asks: those of `bench.prompts`, elicited in its ways."""

from random import Random
from typing import Literal

from .words import Lang, Words

Format = Literal["alpaca", "chat", "raw"]
Elicitation = Literal["none", "ask", "prefill"]
ALPACA = (
    "Below is an instruction that describes a task, paired with an input that provides further context. "
    "Write a response that appropriately completes the request.\n\n"
    "### Instruction:\n{}\n\n### Input:\n\n\n### Response:\n"
)
PAD, START, END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
SYSTEM = "You are a helpful and harmless assistant. You should think step-by-step."
CHAT = f"{START}system\n{SYSTEM}{END}\n{START}user\n{{}}{END}\n{START}assistant\n"
ANSWER_LINE = Words("End with one line: Answer: <number>", "最後の行に「答え：<数>」とだけ書いてください。")
ASK = Words("Think step by step and check your result.", "順を追って考え、結果を確かめてください。")
# Cumulative shares.
FORMATS: list[tuple[float, Format]] = [(0.60, "alpaca"), (0.85, "chat"), (1.00, "raw")]
ELICITATIONS: list[tuple[float, Elicitation]] = [(0.65, "none"), (0.83, "ask"), (1.00, "prefill")]


def draw_format(rng: Random) -> Format:
    """A format by its share."""
    share = rng.random()
    return next(name for bound, name in FORMATS if share < bound)


def draw_elicitation(rng: Random) -> Elicitation:
    """An elicitation by its share."""
    share = rng.random()
    return next(name for bound, name in ELICITATIONS if share < bound)


def write_prompt(
    question: str,
    *,
    lang: Lang,
    format: Format,
    elicitation: Elicitation = "none",
    context: str = "",
    answer_line: str = "",
) -> str:
    """Put a question in a format: context, question, request to reason and answer line, a line each."""
    ask = ASK[lang] if elicitation == "ask" else ""
    whole = "\n".join(part for part in (context, question, ask, answer_line) if part)
    if format == "alpaca":
        return ALPACA.format(whole)
    if format == "chat":
        return CHAT.format(whole)
    return whole + "\n"
