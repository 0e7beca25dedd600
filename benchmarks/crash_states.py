"""All that a run may leave on the disk when its process is killed or its machine loses power, moment by moment.

The calls that change a folder are watched while a run is made. A killed process leaves what the calls so far have
done, the last one perhaps in part. A power failure leaves less: of a file only what was synced for sure, the rest
missing, zeros, or there; of names that came, went or moved since the folder was synced, any of them. That is the
weakest promise that file systems make (Pillai et al., All File Systems Are Not Created Equal, OSDI 2014).
"""

import itertools
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.records import Generation
from bench.runs import RunDirectory

CALLS = ("write", "fsync", "ftruncate", "replace", "unlink")
"""Functions of `os` that change the folder, or make its changes safe."""
LOCK = ".lock"

Names = dict[str, int]
Files = dict[str, bytes]


@dataclass(frozen=True)
class Moment:
    """The folder between two calls."""

    names: Names
    """Name -> inode, as processes see them."""
    content: dict[int, bytes]
    durable_names: Names
    durable: dict[int, bytes]
    """Inode -> its bytes when it was last synced; missing where it never was."""
    pending: tuple[dict[str, int | None], ...]
    """Changes of names since the folder was synced, each whole or not at all; None: the name went."""
    acknowledged: frozenset[str]
    """Keys of the generations that were said to be safe."""


@dataclass
class Watch:
    """Records the moments of a folder while something changes it."""

    folder: Path
    moments: list[Moment] = field(default_factory=list)
    before_call: Callable[[str], None] | None = None
    """Called before each call with its name; may raise what the disk would."""
    _names: Names = field(default_factory=dict)
    _content: dict[int, bytes] = field(default_factory=dict)
    _durable_names: Names = field(default_factory=dict)
    _durable: dict[int, bytes] = field(default_factory=dict)
    _pending: list[dict[str, int | None]] = field(default_factory=list)
    _acknowledged: set[str] = field(default_factory=set)
    _held: dict[int, int] = field(default_factory=dict)
    """Inode -> a descriptor that keeps its number from being given to another file."""

    def during(self, action: Callable[[], object]) -> list[Moment]:
        """Watch an action; what is there before it is on the disk. Its errors pass."""
        self._look()
        self._durable_names, self._durable, self._pending = dict(self._names), dict(self._content), []
        self.moments = []
        append = RunDirectory.append

        def appended(run: RunDirectory, generation: Generation) -> None:
            append(run, generation)
            self._acknowledged.add(generation.key)

        try:
            with ExitStack() as stack:
                stack.enter_context(patch.object(RunDirectory, "append", appended))
                for name in CALLS:
                    stack.enter_context(patch.object(os, name, self._watched(name, getattr(os, name))))
                action()
        finally:
            self._look()
            for descriptor in self._held.values():
                os.close(descriptor)
            self._held = {}
        return self.moments

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(target: Any, *rest: Any, **named: Any) -> Any:
            if not self._ours(target):
                return real(target, *rest, **named)
            self._look()
            if self.before_call:
                self.before_call(name)
            result = real(target, *rest, **named)
            self._look()
            if name == "fsync":
                self._sync(target)
            return result

        return call

    def _ours(self, target: Any) -> bool:
        if not isinstance(target, int):
            return Path(target).parent == self.folder and Path(target).name != LOCK
        status, own = os.fstat(target), self.folder.stat()
        if (status.st_ino, status.st_dev) == (own.st_ino, own.st_dev):
            return True
        self._look()
        return status.st_ino in self._names.values()

    def _sync(self, target: int) -> None:
        status = os.fstat(target)
        if stat.S_ISDIR(status.st_mode):
            self._durable_names, self._pending = dict(self._names), []
        else:
            self._durable[status.st_ino] = self._content[status.st_ino]
        self._note()

    def _look(self) -> None:
        """Find out what has changed."""
        names: Names = {}
        for entry in sorted(os.scandir(self.folder), key=lambda e: e.name) if self.folder.is_dir() else ():
            if entry.name != LOCK:
                inode = entry.inode()
                if inode not in self._held:
                    self._held[inode] = os.open(entry.path, os.O_RDONLY)
                names[entry.name] = inode
                self._content[inode] = Path(entry.path).read_bytes()
        gone = {inode: name for name, inode in self._names.items() if name not in names}
        for name, inode in names.items():
            if self._names.get(name) != inode:
                moved = {gone.pop(inode): None} if inode in gone else {}
                self._pending.append({name: inode, **moved})
        self._pending += [{name: None} for name in gone.values()]
        self._names = names
        self._note()

    def _note(self) -> None:
        moment = Moment(
            dict(self._names),
            dict(self._content),
            dict(self._durable_names),
            dict(self._durable),
            tuple(self._pending),
            frozenset(self._acknowledged),
        )
        if not self.moments or self.moments[-1] != moment:
            self.moments.append(moment)


@dataclass(frozen=True)
class State:
    """A folder as it may be found."""

    files: Files
    acknowledged: frozenset[str]
    """Keys of the generations that must not be asked again."""

    def put(self, folder: Path) -> Path:
        """Make the folder."""
        folder.mkdir(parents=True)
        for name, data in self.files.items():
            (folder / name).write_bytes(data)
        return folder


def killed(moments: list[Moment], cuts: int | None = None) -> list[State]:
    """What a killed process leaves.

    Parameters
    ----------
    cuts : places at which a write is cut off, evenly spread; None: after every byte.
    """
    found = []
    for last, now in itertools.pairwise([moments[0], *moments]):
        whole = {name: now.content[inode] for name, inode in now.names.items()}
        found.append(State(whole, now.acknowledged))
        for name, inode in now.names.items():
            before, end = len(last.content.get(inode, b"")), len(whole[name])
            if name.startswith("."):  # never read again: that it is cut off is enough
                step = max(1, (end - before) // 2)
            else:
                step = max(1, (end - before) // cuts) if cuts else 1
            for place in range(before, end, step):
                found.append(State(whole | {name: whole[name][:place]}, last.acknowledged))
    return _unique(found)


def unpowered(moments: list[Moment]) -> list[State]:
    """What a power failure leaves."""
    found = []
    for moment in moments:
        for chosen in itertools.product((False, True), repeat=len(moment.pending)):
            names: dict[str, int | None] = dict(moment.durable_names)
            for change in itertools.compress(moment.pending, chosen):
                names |= change
            there = {name: inode for name, inode in names.items() if inode is not None}
            versions = [list(_unsynced(moment, inode)) for inode in there.values()]
            for contents in itertools.product(*versions):
                found.append(State(dict(zip(there, contents, strict=True)), moment.acknowledged))
    return _unique(found)


def _unsynced(moment: Moment, inode: int) -> Iterator[bytes]:
    """What a file may hold after a power failure: as synced, or with its tail in part, as zeros, or with holes."""
    safe, whole = moment.durable.get(inode, b""), moment.content[inode]
    yield safe
    if safe == whole:
        return
    yield whole
    if len(safe) < len(whole):
        half = (len(safe) + len(whole)) // 2
        zeros = bytes(len(whole) - len(safe))
        yield whole[:half]
        yield safe + zeros
        yield whole[:half] + bytes(len(whole) - half)
        yield safe + bytes(half - len(safe)) + whole[half:]


def _unique(states: list[State]) -> list[State]:
    """Each folder once, with the most that it must not have lost."""
    most: dict[tuple[tuple[str, bytes], ...], frozenset[str]] = {}
    for state in states:
        key = tuple(sorted(state.files.items()))
        most[key] = most.get(key, frozenset()) | state.acknowledged
    return [State(dict(key), acknowledged) for key, acknowledged in most.items()]
