"""The tokenizer: byte-level BPE over the corpus, digits one by one, with Qwen's pre-tokeniser and special tokens."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Annotated

import tokenizers
import transformers
from tokenizers import decoders, models, pre_tokenizers, trainers

from .corpus import PACKS, Corpus
from .prompts import END, PAD, START, SYSTEM
from .words import LANGS

# Qwen2's pattern: contractions, words, single digits, punctuation, line ends, white space.
PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CHAT_TEMPLATE = (
    "{% for m in messages %}{% if loop.first and m['role'] != 'system' %}<|im_start|>system\n"
    + SYSTEM
    + "<|im_end|>\n{% endif %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def texts(corpus: Corpus, examples: int, seed: int) -> Iterator[str]:
    """Examples, every fourth with its terse answer, then every entity; not the wordings that training leaves out,
    whose tokens it could not teach.
    """
    rng = Random(seed)
    for i in range(examples):
        drawn = corpus.example(rng)
        yield drawn.prompt + drawn.prefilled + drawn.response + ("\n" + drawn.terse if i % 4 == 0 else "")
    for question in corpus.ladder.packs:
        for entity in question.entities:
            yield " ".join(text for lang in LANGS for text in entity.words[lang].values())


def train_bpe(corpus: Iterator[str], vocabulary: int) -> tokenizers.Tokenizer:
    """Learn the merges.

    Parameters
    ----------
    corpus
        Texts to learn from.
    vocabulary
        Number of tokens, of which 3 are special and 256 the bytes.
    """
    bpe = tokenizers.Tokenizer(models.BPE())
    split = pre_tokenizers.Split(tokenizers.Regex(PATTERN), "isolated")
    as_bytes = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    bpe.pre_tokenizer = pre_tokenizers.Sequence([split, as_bytes])
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[PAD, START, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator(corpus, trainer)
    return bpe


def make_tokenizer(
    out: Annotated[Path, "Folder to write the tokenizer to."],
    packs: Annotated[Path, "The compiled packs."] = PACKS,
    examples: Annotated[int, "Number of examples to learn from."] = 60_000,
    vocabulary: Annotated[int, "Number of tokens."] = 3072,
    seed: Annotated[int, "Seed of the examples."] = 1,
) -> None:
    """Train the tokenizer."""
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=train_bpe(texts(Corpus(packs), examples, seed), vocabulary),
        eos_token=END,
        pad_token=PAD,
        extra_special_tokens=[START],
        padding_side="left",
        model_max_length=1024,
        chat_template=CHAT_TEMPLATE,
        clean_up_tokenization_spaces=False,
    ).save_pretrained(out)
