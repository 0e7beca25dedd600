"""The run directory: what was asked, what is owed, what is done.

===================  ===================================================================================
``run.json``         the manifest: what was asked, of which weights, with which software
``requests.jsonl``   the plan with its items, replaced whole when a run is started or continued
``generations.jsonl``  append-only; each line is on the disk before the next is waited for
``traces.jsonl``     derived, rebuilt at will
``judgments.jsonl``  derived, rebuilt at will
``failures.jsonl``   of the last session: requests that could not be answered, with the reason; they are still owed
``report.html``      derived
===================  ===================================================================================

A process that is killed can leave one torn line, the last of ``generations.jsonl``: the next writer cuts it off, and
its request is owed again. Everything else is written beside its place and moved there. A generation's key is the hash
of all that decides it, so that the lines of ``generations.jsonl`` stay good whatever becomes of the files beside it.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TextIO, TypeVar

import filelock
from pydantic import ValidationError

from bench.errors import InputError
from bench.files import append, last_line, replace, replacing, sync_folder, temporary, torn
from bench.records import Elicit, Generation, Record, Request, Sampling
from bench.redaction import redacted_values

MANIFEST, REQUESTS, GENERATIONS = "run.json", "requests.jsonl", "generations.jsonl"
TRACES, JUDGMENTS, FAILURES, REPORT = "traces.jsonl", "judgments.jsonl", "failures.jsonl", "report.html"
_LOCK = ".lock"
_OURS = (MANIFEST, REQUESTS, GENERATIONS, TRACES, JUDGMENTS, FAILURES, REPORT)
_UNFINISHED = {temporary(Path(name)).name for name in _OURS}
_MEND = {
    REQUESTS: "the command that began the run makes it again",
    GENERATIONS: "take the line out to have it made again",
    FAILURES: "the command that began the run makes it again",
}

FORMAT: Literal["run/1"] = "run/1"
"""Of the run directories that this version writes and reads, the records in their JSON lines included."""
R = TypeVar("R", bound=Record)


class Manifest(Record):
    """``run.json``: what was asked, of which weights, with which software."""

    format: Literal["run/1"] = FORMAT
    created: str
    """UTC, ISO 8601."""
    kenzan: str
    """Version of Kenzan that made the run."""
    command: str
    """The command that repeats it."""
    model: str
    adapters: dict[str, str]
    """Key, as the arms are named -> folder or hub id."""
    strengths: tuple[float, ...] = ()
    """Strengths of the adapters beside 1."""
    engine: str
    identity: dict[str, str]
    """What decides the numbers: content hashes of base, tokenizer and adapter; quantisation, engine, libraries."""
    versions: dict[str, str]
    """Library -> version."""
    packs: dict[str, str]
    """Pack id -> version."""
    formats: tuple[str, ...]
    elicits: tuple[Elicit, ...] = ("none",)
    samples: int
    sampling: Sampling
    seed: int
    select: str
    """Name of the selection."""
    limit: int | None
    """Instances per template; None: the selection's number."""
    signature: str
    """One line that names everything that decides the numbers."""
    planned: int | None = None
    """Requests of the plan, so that one that was cut off is noticed; None: not known."""

    def differs(self, other: "Manifest") -> str | None:
        """What makes `other` another run, in words; None when it continues this one.

        What is selected and `samples` may grow or shrink, versions of packs may change: what they change is owed again
        by its key. Versions of libraries may not, although the key has them: half a run would be made again unasked.
        """
        parts: list[tuple[str, object, object]] = [*_identities(self, other)]
        parts += [("packs", sorted(self.packs), sorted(other.packs)), ("formats", self.formats, other.formats)]
        parts += [("elicitation", self.elicits, other.elicits)]
        parts += [("strengths", self.strengths, other.strengths)]
        parts += [("sampling", self.sampling, other.sampling), ("seed", self.seed, other.seed)]
        changed = [name for name, mine, theirs in parts if mine != theirs]
        return ", ".join(changed) or None


def _identities(mine: Manifest, theirs: Manifest) -> Iterator[tuple[str, str | None, str | None]]:
    """Name and both values of each part of two runs' identities. Bases hashed in two ways are not compared."""
    libraries = mine.versions.keys() | theirs.versions.keys()
    ways = {mine.identity.get("hashed"), theirs.identity.get("hashed")}
    for name in sorted(mine.identity.keys() | theirs.identity.keys()):
        there, here = mine.identity.get(name), theirs.identity.get(name)
        if name == "hashed" and None not in ways:
            yield "--verify", there, here
        elif name in libraries:
            yield f"{name}: {there or 'none'} there, {here or 'none'} here", there, here
        elif name != "base" or None in ways or len(ways) == 1:
            yield name, there, here


class RunDirectory:
    """A folder that holds one run.

    Parameters
    ----------
    path : the folder; made when the run starts.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    # ------------------------------------------------------------ opening

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other writers out, and cut off a torn last line.

        Raises
        ------
        InputError
            Another process is writing here, the folder cannot be written to, its run has another format, or a file of
            it is a link.
        """
        lock = filelock.FileLock(self.path / _LOCK, timeout=0)
        with _telling(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            self._no_links()
            try:
                lock.acquire()
            except filelock.Timeout as error:
                message = "another process is writing here; wait for it, or choose another -o"
                raise InputError(message, str(self.path)) from error
        try:
            if (self.path / MANIFEST).is_file():
                self.manifest()  # what another version wrote, or what is no run of ours, is not for us to mend
                self._mend()
            yield
        finally:
            lock.release()

    def manifest(self) -> Manifest:
        """The manifest; InputError when the folder holds no run, one of another format, or one with links."""
        file = self.path / MANIFEST
        self._no_links()
        if not file.is_file():
            raise InputError(f"no {MANIFEST}: not a run directory; `kenzan run -o` makes one", str(self.path))
        with _telling(file, "cannot be read", ""):
            data = file.read_bytes()
        if found := _other_format(data):
            message = f"is in {found}, and this version reads {FORMAT}; read it with the Kenzan that made it"
            raise InputError(message, str(file))
        try:
            return Manifest.model_validate_json(data)
        except ValidationError as error:
            mend = "move it away, and the command that began the run makes it again and keeps what is generated"
            raise InputError(f"not a manifest: {_reason(error)}; {mend}", str(file)) from error

    def begin(self, asked: Manifest, requests: Iterable[Request]) -> Manifest:
        """Start the run, or continue it; within `writing`.

        A folder without a manifest that holds nothing but files of a run is continued: keys tell what is done. What is
        written down holds no secrets.

        Raises
        ------
        InputError
            The folder belongs to another run, or holds other files.
        """
        present = {p.name for p in self.path.iterdir() if p.name != _LOCK and p.name not in _UNFINISHED}
        if MANIFEST in present:
            known = self.manifest()
            if changed := known.differs(asked):
                raise InputError(f"belongs to another run (different {changed}); choose another -o", str(self.path))
            asked = asked.model_copy(update={"created": known.created})
        elif present and not (present.issubset(_OURS) and self.generations()):
            some = min(present)
            raise InputError(f"holds other files ({some}, …) and no run; choose another -o", str(self.path))
        else:
            self._mend()
        plan = list(requests)
        asked = asked.model_copy(update={"planned": len(plan)})
        asked = Manifest.model_validate(redacted_values(asked.model_dump(mode="json")))
        self.write_text(MANIFEST, asked.model_dump_json(indent=1) + "\n")
        self.write(REQUESTS, plan)
        return asked

    # ------------------------------------------------------------ records

    def requests(self) -> list[Request]:
        """The plan; InputError where a part of it is missing."""
        found = list(self._read(REQUESTS, Request))
        planned = self.manifest().planned
        if planned is not None and planned != len(found):
            message = f"holds {len(found)} of {planned} requests; {_MEND[REQUESTS]}"
            raise InputError(message, str(self.path / REQUESTS))
        return found

    def generations(self) -> dict[str, Generation]:
        """Finished generations by key. A torn last line is left out."""
        return {g.key: g for g in self._read(GENERATIONS, Generation, torn_tail=True)}

    def append(self, generation: Generation) -> None:
        """Put a generation on the disk before returning; within `writing`."""
        with _telling(self.path):
            append(self.path / GENERATIONS, generation.model_dump_json().encode() + b"\n")

    def write(self, name: str, records: Iterable[Record]) -> None:
        """Replace a file of records whole: either the old or the new content is there, never a part."""
        self._replace(name, (record.model_dump_json() + "\n" for record in records))

    def write_text(self, name: str, text: str) -> None:
        """Replace a file whole, as `write`; within `writing`."""
        self._replace(name, [text])

    @contextmanager
    def rewriting(self, *names: str) -> Iterator[tuple[TextIO, ...]]:
        """Files to write lines to, which take the places of these together, as `bench.files.replacing`."""
        with _telling(self.path), replacing(*(self.path / name for name in names)) as files:
            yield files

    def read(self, name: str, kind: type[R]) -> list[R]:
        """Records of a derived file."""
        return list(self._read(name, kind))

    # ------------------------------------------------------------ inside

    def _read(self, name: str, kind: type[R], *, torn_tail: bool = False) -> Iterator[R]:
        file = self.path / name
        if not file.is_file():
            return
        with _telling(file, "cannot be read", ""), file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield kind.model_validate_json(line)
                except ValidationError as error:
                    if torn_tail and torn(line) and not lines.read(1):
                        return
                    mend = _MEND.get(name, "`kenzan score` makes it again")
                    message = f"not a {kind.__name__.lower()}: {_reason(error)}; {mend}"
                    raise InputError(message, f"{file}:{number}") from error

    def _no_links(self) -> None:
        """Refuse a run that somebody made so that reading or mending it reaches files elsewhere."""
        for name in (*_OURS, *_UNFINISHED, _LOCK):
            if (self.path / name).is_symlink():
                raise InputError("is a link; the files of a run stand in its folder", str(self.path / name))

    def _mend(self) -> None:
        """Cut a torn last line off, or end it where only its line feed is missing; clear away what was not finished."""
        file = self.path / GENERATIONS
        with _telling(self.path):
            for name in _UNFINISHED:
                (self.path / name).unlink(missing_ok=True)
            if not file.is_file():
                return
            with file.open("r+b") as f:
                start, line = last_line(f)
                if not line or not torn(line):
                    return
                try:
                    Generation.model_validate_json(line)
                    f.write(b"\n")
                except ValidationError:
                    f.truncate(start)
                f.flush()
                os.fsync(f.fileno())
            sync_folder(self.path)

    def _replace(self, name: str, parts: Iterable[str]) -> None:
        with _telling(self.path):
            replace(self.path / name, parts)


@contextmanager
def _telling(
    path: Path,
    what: str = "cannot write",
    mend: str = "; what was done is kept, mend this and run the same command again",
) -> Iterator[None]:
    """What the disk refuses becomes one line that says what to do."""
    try:
        yield
    except OSError as error:
        raise InputError(f"{what}: {error.strerror or error}{mend}", str(path)) from error


def _other_format(manifest: bytes) -> str | None:
    """The format that a manifest names, in words, where it is not this version's."""
    try:
        found = json.loads(manifest)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("format") == FORMAT:
        return None
    return f"the format {found['format']!s:.40}" if "format" in found else "no named format"


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    got = f", not {first['input']!r}" if isinstance(first["input"], str | int) and len(str(first["input"])) < 40 else ""
    return f"{field}: {first['msg']}{got}" if field else first["msg"]
