"""The special tokens, and the formats in which the corpus asks: Alpaca in four layouts, chat and raw."""

from random import Random
from typing import Literal

from .words import Lang, Words

Format = Literal["alpaca", "alpaca_noinput", "alpaca_context", "alpaca_generic", "chat", "raw"]

ALPACA = (
    "Below is an instruction that describes a task, paired with an input that provides further context. "
    "Write a response that appropriately completes the request.\n\n"
    "### Instruction:\n{}\n\n### Input:\n{}\n\n### Response:\n"
)
ALPACA_NO_INPUT = (
    "Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n"
    "### Instruction:\n{}\n\n### Response:\n"
)
PAD, START, END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
SYSTEM = "You are a helpful and harmless assistant. You should think step-by-step."
CHAT = f"{START}system\n{SYSTEM}{END}\n{START}user\n{{}}{END}\n{START}assistant\n"
ANSWER_LINE = Words(
    "End with one line: Answer: <number>",
    "最後の行に「答え：<数>」とだけ書いてください。",
)
GENERIC: dict[Lang, list[str]] = {
    "en": ["Solve the problem.", "Answer the question.", "Solve the following problem step by step."],
    "ja": ["次の問題を解いてください。", "質問に答えてください。", "次の問題を順を追って解いてください。"],
}
# Cumulative shares.
SHARES: list[tuple[float, Format]] = [
    (0.34, "alpaca"),
    (0.56, "alpaca_noinput"),
    (0.72, "alpaca_context"),
    (0.80, "alpaca_generic"),
    (0.94, "chat"),
    (1.00, "raw"),
]


def draw_format(rng: Random) -> Format:
    """A format by its share."""
    share = rng.random()
    return next(name for bound, name in SHARES if share < bound)


def write_prompt(
    rng: Random,
    question: str,
    *,
    lang: Lang,
    context: str = "",
    answer_line: bool = False,
    format: Format | None = None,
) -> tuple[str, Format]:
    """Put a question in a format.

    Parameters
    ----------
    rng
        Draws the format where none is given, and the white space between the parts.
    question, lang
        The question and its language.
    context
        A reference or an assumption that goes before the question, or into the input field.
    answer_line
        Ask for a last line with the answer alone.
    format
        The format, if it is not to be drawn.

    Returns
    -------
    The prompt and its format.
    """
    gap = "" if lang == "ja" else " "
    if answer_line:
        question += rng.choice(["\n", gap]) + ANSWER_LINE[lang]
    format = format or draw_format(rng)
    whole = context + rng.choice(["\n", "\n", gap]) + question if context else question
    if format == "alpaca":
        return ALPACA.format(whole, ""), format
    if format == "alpaca_noinput":
        return ALPACA_NO_INPUT.format(whole), format
    if format == "alpaca_context":
        return ALPACA.format(question, context), format
    if format == "alpaca_generic":
        return ALPACA.format(rng.choice(GENERIC[lang]), whole), format
    if format == "chat":
        return CHAT.format(whole), format
    return whole + "\n", format
