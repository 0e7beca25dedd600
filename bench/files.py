"""Replacing a file whole: it has either the old content or the new, never a part."""

import os
from collections.abc import Iterable
from pathlib import Path


def replace(path: Path, parts: Iterable[str]) -> None:
    """Write text beside `path`, put it on the disk, and move it there. OSError passes."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("w", encoding="utf-8", newline="\n") as f:
        f.writelines(parts)
        f.flush()
        os.fsync(f.fileno())
    temporary.replace(path)
