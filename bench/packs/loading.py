"""A pack's file -> a validated pack. Everything that can be seen without drawing an instance is an error here."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bench.errors import InputError
from bench.packs import source, tables
from bench.packs.compiled import Template, compile_item
from bench.packs.schema import PackSpec
from bench.packs.source import Source


@dataclass(frozen=True)
class Pack:
    """A validated pack."""

    spec: PackSpec
    source: Source
    templates: tuple[Template, ...]

    @property
    def id(self) -> str:
        """Unique among packs."""
        return self.spec.id

    @property
    def version(self) -> str:
        """Three numbers."""
        return self.spec.version


class BrokenPack(InputError):
    """A pack that cannot be used: the first thing that is wrong, and all of them in `problems`."""

    def __init__(self, problems: list[InputError]) -> None:
        first, more = problems[0], len(problems) - 1
        what = first.what + (f" (and {more} more; `kenzan tasks check` lists them)" if more else "")
        super().__init__(what, first.where)
        self.problems = problems


def load(path: Path) -> Pack:
    """Read and validate a pack.

    Raises
    ------
    InputError
        Not YAML, or not a pack; file, line, item and field, what is wrong and what would be right.
    """
    file = source.read(path)
    try:
        spec = PackSpec.model_validate(file.data)
    except ValidationError as error:
        raise BrokenPack([_told(file, dict(e)) for e in error.errors(include_url=False)]) from error
    spec, problems = _with_tables(spec, file)
    if problems:
        raise BrokenPack(problems)
    templates = []
    seen: set[str] = set()
    for number, item in enumerate(spec.items):
        if item.id in seen:
            problems.append(InputError(f"a second item {item.id!r}", file.where(("items", number, "id"))))
        seen.add(item.id)
        template, found = compile_item(item, spec)
        problems += [InputError(what, file.where(("items", number, *at))) for at, what in found]
        if template is not None:
            templates.append(template)
    for field in ("title", "answer_line"):
        present = set(getattr(spec, field))
        if present and present != set(spec.languages):
            problems.append(InputError(f"needs a text in {', '.join(spec.languages)}", file.where((field,))))
    if problems:
        raise BrokenPack(problems)
    return Pack(spec, file, tuple(templates))


def _told(file: Source, error: dict[str, object]) -> InputError:
    """A type error at its place. Pydantic names the branches of unions in its paths; the file does not."""
    at: list[str | int] = []
    here = file.data
    location = error["loc"]
    assert isinstance(location, tuple)
    for part in location:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            if part != location[-1] or error["type"] != "missing":
                continue
        at.append(part)
    what = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        what = "unknown key; see the fields of a pack, or take it out"
    elif error["type"] == "missing":
        what = "missing; write it"
    elif isinstance(here, str | int | float) and len(str(here)) <= 60:
        what += f", not {here!r}"
    return InputError(what, file.where(tuple(at)))


def _with_tables(spec: PackSpec, file: Source) -> tuple[PackSpec, list[InputError]]:
    """The pack with the rows of all tables in place, and what is wrong with them."""
    found, problems = {}, []
    for name, table in spec.tables.items():
        try:
            found[name], where = tables.read_rows(table, file.path.parent)
        except InputError as error:
            problems.append(InputError(f"{error}", file.where(("tables", name, "rows"))))
            continue
        for at, what in tables.problems(found[name], spec.languages):
            problems.append(InputError(what, where(at) if where else file.where(("tables", name, *at))))
    return spec.model_copy(update={"tables": {**spec.tables, **found}}), problems
