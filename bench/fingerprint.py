"""What a model or an adapter is, as a hash of its content: the same files give the same hash wherever they lie.

The hash is the same in every process and on every machine. Large weight files are sampled, not read whole: the header
(names, shapes, types, offsets of all tensors) and the start, middle and end of each tensor. A retrained, merged or
requantised model changes all of its tensors; a file with one flipped bit in the middle of a tensor is not told apart.
"""

import hashlib
import json
from pathlib import Path

READ_WHOLE = 64 << 20
"""Files up to this many bytes are hashed whole."""
SAMPLE = 4096
"""Bytes taken at the start, the middle and the end of each tensor of a larger file."""

_TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "chat_template.jinja",
    "special_tokens_map.json",
    "vocab.json",
    "merges.txt",
    "tokenizer.model",
)
# What a run may change in these files without changing a number that the model computes.
_NEUTRAL = {"_name_or_path", "base_model_name_or_path", "transformers_version", "peft_version", "inference_mode"}


def base(folder: Path) -> str:
    """SHA-256 (hex) of a model folder's weights and ``config.json``."""
    digest = hashlib.sha256(_settings(folder / "config.json"))
    for file in sorted(folder.glob("*.safetensors")):
        digest.update(_weights(file))
    return digest.hexdigest()


def adapter(folder: Path) -> str:
    """SHA-256 (hex) of an adapter folder's weights and ``adapter_config.json``."""
    digest = hashlib.sha256(_settings(folder / "adapter_config.json"))
    for file in sorted(folder.glob("adapter_model.safetensors")):
        digest.update(_weights(file))
    return digest.hexdigest()


def tokenizer(folder: Path) -> str:
    """SHA-256 (hex) of the tokenizer's files, chat template included."""
    digest = hashlib.sha256()
    for name in _TOKENIZER_FILES:
        if (folder / name).is_file():
            digest.update(name.encode())
            digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def _settings(file: Path) -> bytes:
    settings = json.loads(file.read_text("utf-8"))
    kept = {k: v for k, v in settings.items() if k not in _NEUTRAL}
    return json.dumps(kept, sort_keys=True).encode()


def _weights(file: Path) -> bytes:
    """Digest of one safetensors file: 8 bytes of header length, the JSON header, then the tensors' bytes."""
    size = file.stat().st_size
    with file.open("rb") as f:
        if size <= READ_WHOLE:
            return hashlib.file_digest(f, "sha256").digest()
        digest = hashlib.sha256()
        length = f.read(8)
        header = f.read(int.from_bytes(length, "little"))
        digest.update(length + header)
        start = 8 + len(header)
        for name, entry in sorted(json.loads(header).items()):
            if name == "__metadata__":
                continue
            first, last = (start + offset for offset in entry["data_offsets"])
            for position in (first, (first + last) // 2, max(first, last - SAMPLE)):
                f.seek(position)
                digest.update(f.read(min(SAMPLE, last - position)))
        return digest.digest()
