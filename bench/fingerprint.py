"""What a model or an adapter is, as a hash of its content: the same files give the same hash wherever they lie.

The hash is the same in every process and on every machine. An adapter is read whole. Of a base, large weight files are
sampled unless all bytes are asked for: the header (names, shapes, types, offsets of all tensors) and the start, middle
and end of each tensor. A retrained, merged or requantised model changes all of its tensors; a file with one flipped bit
elsewhere in a tensor is told apart by the whole hash alone.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from bench.errors import InputError, first_line

READ_WHOLE = 64 << 20
"""A base's files up to this many bytes are hashed whole."""
SAMPLE = 4096
"""Bytes taken at the start, the middle and the end of each tensor of a larger file."""

_TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "added_tokens.json",
    "chat_template.jinja",
    "chat_template.json",
    "special_tokens_map.json",
    "vocab.json",
    "merges.txt",
    "tokenizer.model",
    "tekken.json",
)
# What a run may change in these files without changing a number that the model computes.
_NEUTRAL = {"_name_or_path", "base_model_name_or_path", "transformers_version", "peft_version", "inference_mode"}


Hashed = Literal["whole", "sampled"]
"""How much of a base's weights its hash is of: hashes of different kinds say nothing about one another."""


def hashed(folder: Path, *, full: bool = False) -> Hashed:
    """How `base` reads a folder: small models whole in any case."""
    small = all(file.stat().st_size <= READ_WHOLE for file in folder.glob("*.safetensors"))
    return "whole" if full or small else "sampled"


def base(folder: Path, *, full: bool = False, code: bool = False) -> str:
    """SHA-256 (hex) of a model folder's weights, ``config.json`` and ``generation_config.json``.

    Parameters
    ----------
    full : read all bytes of large weight files, too.
    code : the model's own code computes: its ``*.py`` count.

    Raises
    ------
    InputError
        A weight file that is cut off, or none.
    """
    digest = hashlib.sha256(_settings(folder / "config.json"))
    if (folder / "generation_config.json").is_file():  # it names the tokens that end a text
        digest.update(_settings(folder / "generation_config.json"))
    weights = sorted(folder.glob("*.safetensors"))
    for file in weights:
        digest.update(_whole(file) if full or file.stat().st_size <= READ_WHOLE else _sampled(file))
    for file in sorted([*(() if weights else folder.glob("*.bin")), *(folder.glob("*.py") if code else ())]):
        digest.update(_whole(file))
    return digest.hexdigest()


def adapter(folder: Path) -> str:
    """SHA-256 (hex) of an adapter folder's weights and ``adapter_config.json``."""
    digest = hashlib.sha256(_settings(folder / "adapter_config.json"))
    for file in sorted(folder.glob("adapter_model.safetensors")):
        digest.update(_whole(file))
    return digest.hexdigest()


def tokenizer(folder: Path) -> str:
    """SHA-256 (hex) of the tokenizer's files, chat templates included."""
    digest = hashlib.sha256()
    templates = (f"chat_templates/{file.name}" for file in sorted(folder.glob("chat_templates/*.jinja")))
    for name in (*_TOKENIZER_FILES, *templates):
        if (folder / name).is_file():
            data = (folder / name).read_bytes()
            digest.update(f"{name} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _settings(file: Path) -> bytes:
    settings = json.loads(file.read_text("utf-8"))
    kept = {k: v for k, v in settings.items() if k not in _NEUTRAL}
    return json.dumps(kept, sort_keys=True).encode()


def _whole(file: Path) -> bytes:
    with file.open("rb") as f:
        return hashlib.file_digest(f, "sha256").digest()


def _sampled(file: Path) -> bytes:
    """Digest of a safetensors file's header and of samples of its tensors."""
    digest = hashlib.sha256()
    try:
        for part in _samples(file):
            digest.update(part)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"cannot be read ({first_line(error)}); copy the model again", str(file)) from error
    return digest.digest()


def _samples(file: Path) -> Iterator[bytes]:
    """The header, then of each tensor its start, middle and end.

    A safetensors file is 8 bytes of header length, the JSON header, then the tensors' bytes.
    """
    size = file.stat().st_size
    with file.open("rb") as f:
        length = f.read(8)
        start = 8 + int.from_bytes(length, "little")
        if start > size:
            raise ValueError("its header is cut off")
        header = f.read(start - 8)
        yield length + header
        for name, entry in sorted(json.loads(header).items()):
            if name == "__metadata__":
                continue
            first, last = (start + offset for offset in entry["data_offsets"])
            if not start <= first <= last <= size:
                raise ValueError(f"{name} is cut off")
            for position in (first, (first + last) // 2, max(first, last - SAMPLE)):
                f.seek(position)
                yield f.read(min(SAMPLE, last - position))
