"""The tokenizer of the embedded pair, and one that lacks what is needed."""

import json
import shutil
from pathlib import Path

import pytest

from bench.engines.loading import read_config
from bench.engines.tokens import Tokens
from bench.errors import InputError
from bench.resources import MODELS

MINI = MODELS / "mini"


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens(MINI, read_config(MINI))


def test_chat_uses_the_tokenizers_template(tokens: Tokens) -> None:
    text = tokens.chat("Q?")
    assert text.endswith("<|im_start|>assistant\n")
    assert "<|im_start|>user\nQ?<|im_end|>" in text


def test_text_comes_back_whole_with_its_special_tokens(tokens: Tokens) -> None:
    text = "x =  3 .\n答え：42<|im_end|>"
    assert tokens.text(tokens.encode(text)) == text


def test_what_ends_and_pads_a_text(tokens: Tokens) -> None:
    assert tokens.text(tokens.end) == "<|im_end|>"
    assert tokens.text([tokens.pad]) == "<|endoftext|>"


def without_end(folder: Path) -> Path:
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"):
        shutil.copy(MINI / name, folder / name)
    for name in ("config.json", "tokenizer_config.json"):
        settings = json.loads((folder / name).read_text("utf-8"))
        (folder / name).write_text(
            json.dumps({k: None if k.startswith("eos") else v for k, v in settings.items()}), "utf-8"
        )
    return folder


def test_nothing_that_ends_a_text_is_refused(tmp_path: Path) -> None:
    folder = without_end(tmp_path)
    with pytest.raises(InputError, match=r"generation_config\.json: neither the model nor its tokenizer names"):
        Tokens(folder, read_config(folder))


def test_no_chat_template_is_refused(tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"):
        shutil.copy(MINI / name, tmp_path / name)
    with pytest.raises(InputError, match="no chat template; use --format alpaca or raw"):
        Tokens(tmp_path, read_config(tmp_path)).chat("Q?")
