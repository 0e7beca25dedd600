"""Text to token ids and back, as every engine does it that holds the tokenizer itself."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import transformers

from bench.engines.loading import read_tokenizer
from bench.engines.trust import NONE, Trust
from bench.errors import InputError


class Tokens:
    """A model's tokenizer, with the ids that end a text and pad a batch.

    Parameters
    ----------
    model : folder of the model.
    config : its configuration.
    trust : what of it may run code.

    Raises
    ------
    InputError
        No tokenizer there, or nothing that ends a text.
    """

    def __init__(self, model: Path, config: Any, trust: Trust = NONE) -> None:
        self.folder = model
        self.tokenizer = read_tokenizer(model, trust)
        self.end = self._end(config)

    @cached_property
    def pad(self) -> int:
        """Id that fills shorter rows; masked, so that any would do."""
        own = self.tokenizer.pad_token_id
        return int(own if own is not None else self.end[0])

    def chat(self, question: str) -> str:
        """The tokenizer's chat template around a user's turn, with the response opened; InputError without one."""
        if not self.tokenizer.chat_template:
            raise InputError("the tokenizer has no chat template; use --format alpaca or raw", str(self.folder))
        turns = [{"role": "user", "content": question}]
        return str(self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True))

    def encode(self, prompt: str) -> list[int]:
        """Token ids; the tokenizer's own start token is added unless the prompt (a chat template's) has it."""
        start = self.tokenizer.bos_token
        ids = self.tokenizer(prompt, add_special_tokens=not (start and prompt.startswith(start)))["input_ids"]
        return list(ids)

    def response(self, text: str) -> list[int]:
        """Token ids of a response that follows a prompt, with the token that ends it."""
        own = self.tokenizer.eos_token_id
        ids = self.tokenizer(text, add_special_tokens=False)["input_ids"]
        return [*ids, int(own if own is not None else self.end[0])]

    def without_end(self, text: str) -> str:
        """A generated text without the token that ended it."""
        ends = (self.text([i]) for i in self.end)
        return next((text.removesuffix(end) for end in ends if end and text.endswith(end)), text)

    def text(self, ids: Sequence[int]) -> str:
        """The text of generated tokens, whole: special tokens kept, spaces as they are."""
        return str(self.tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False))

    def _end(self, config: Any) -> tuple[int, ...]:
        """The checkpoint's (several in chat models) and the tokenizer's, which may differ."""
        if (self.folder / "generation_config.json").is_file():
            own = transformers.GenerationConfig.from_pretrained(self.folder).eos_token_id
        else:
            own = getattr(config.get_text_config(), "eos_token_id", None)
        ids = [*(own if isinstance(own, list) else [own]), self.tokenizer.eos_token_id]
        found = tuple(sorted({i for i in ids if i is not None}))
        if not found:
            raise InputError(
                "neither the model nor its tokenizer names an end-of-text token",
                f"{self.folder}/generation_config.json",
            )
        return found
