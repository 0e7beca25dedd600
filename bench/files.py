"""Changing files so that a process that is killed, or a machine that loses power, leaves the old content or the new.

What is on the disk is what was synced: a file's bytes by its own fsync, its name by that of its folder. Without the
second a rename may be undone by a power failure although the content is safe (Pillai et al., All File Systems Are Not
Created Equal, OSDI 2014).
"""

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TextIO

BLOCK = 1 << 16
"""Bytes that are read at a time when the last line is looked for."""
_NO_FOLDERS = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF)
# What file systems say that cannot sync a folder; they order its changes by themselves or not at all.


def replace(path: Path, parts: Iterable[str]) -> None:
    """Write text beside `path`, put it on the disk, and move it there. OSError passes, and leaves nothing beside it."""
    with replacing(path) as (file,):
        file.writelines(parts)


@contextmanager
def replacing(*paths: Path) -> Iterator[tuple[TextIO, ...]]:
    """Files that take the places of `paths`, all in one folder, when the block ends without an error.

    Of several, the first is there only while the others are of the same block: it is taken away before they change and
    comes back after them.
    """
    beside = [temporary(path) for path in paths]
    try:
        with ExitStack() as stack:
            for place in beside:
                place.unlink(missing_ok=True)  # what a killed process left, or a link that somebody put there
            files = tuple(stack.enter_context(t.open("x", encoding="utf-8", newline="\n")) for t in beside)
            yield files
            for file in files:
                file.flush()
                os.fsync(file.fileno())
        if len(paths) > 1:
            paths[0].unlink(missing_ok=True)
            sync_folder(paths[0].parent)
        for new, path in reversed(list(zip(beside, paths, strict=True))):
            new.replace(path)
            sync_folder(path.parent)
    except BaseException:
        for new in beside:
            with contextlib.suppress(OSError):
                new.unlink(missing_ok=True)
        raise


def temporary(path: Path) -> Path:
    """Where the new content of a file stands until it is whole."""
    return path.with_name(f".{path.name}.new")


def append(path: Path, data: bytes) -> None:
    """Put data at the end of a file, on the disk before returning; where that fails, OSError and the file as it was."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        before = os.fstat(file).st_size
        try:
            left = memoryview(data)
            while left:  # a disk that is nearly full takes a part, and refuses the rest with the reason
                left = left[os.write(file, left) :]
            os.fsync(file)
        except OSError:
            os.ftruncate(file, before)
            raise
    finally:
        os.close(file)
    if before == 0:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put the names of a folder on the disk, where its file system can."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in _NO_FOLDERS:
            raise
    finally:
        os.close(opened)


def last_line(file: IO[bytes]) -> tuple[int, bytes]:
    """Where the last line of a file begins, in bytes, and the line, with its line feed where it has one."""
    end = file.seek(0, os.SEEK_END)
    start = end
    while True:
        start = max(0, start - BLOCK)
        file.seek(start)
        data = file.read(end - start)
        before = data.rfind(b"\n", 0, -1)
        if before >= 0 or start == 0:
            return start + before + 1, data[before + 1 :]


def torn(line: bytes) -> bool:
    """Whether a last line was not written to its end.

    It has no line feed; or, after a power failure, blocks of it are zeros, which no JSON line holds.
    """
    return not line.endswith(b"\n") or b"\0" in line
