"""`kenzan tasks`: the packs. Each subcommand calls one function; heavy modules are imported where they are used."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bench.terminal import cell, echo, echo_json

tasks = typer.Typer(help="The task packs: what there is, is it sound, what it asks, a new one.", no_args_is_help=True)
Names = Annotated[list[str] | None, typer.Argument(metavar="PACK", help="Names or files; all shipped by default.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@tasks.command("list")
def list_(
    names: Names = None,
    as_json: Json = False,
) -> None:
    """List packs: title, families, languages, numbers of templates and of items."""
    from bench import packs

    rows = [packs.summary(packs.load(path)) for path in packs.find(names or [])]
    if as_json:
        echo_json(rows)
        return
    _table(rows, ("pack", "families", "languages", "templates", "items"))


@tasks.command()
def check(
    names: Names = None,
    details: Annotated[bool, typer.Option("--details", help="Also: draws rejected, sizes of the golds.")] = False,
    samples: Annotated[int, typer.Option(min=1, help="Draws of each template.")] = 200,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes. [default: one a core]")] = None,
    as_json: Json = False,
) -> None:
    """Execute packs and prove them sound: golds, second derivations, anchors, books, witnesses, mutations."""
    from bench import packs
    from bench.packs.checking import check_files

    found = check_files(packs.find(names or []), samples=samples, jobs=jobs)
    if as_json:
        echo_json(found.row())
    else:
        if details:
            rows = [tally.row() for tally in found.tallies]
            _table(rows, ("item", "case", "instances", "rejected", "least", "median", "most", "anchor", "given"))
        echo("\n".join(map(str, found.findings)) or "all sound")
    if found.findings:
        raise typer.Exit(1)


@tasks.command()
def show(
    name: Annotated[str, typer.Argument(metavar="PACK")],
    lang: Annotated[str | None, typer.Option(help="One language only: en or ja.")] = None,
    number: Annotated[int, typer.Option("-n", min=1, help="Samples.")] = 3,
    seed: Annotated[int, typer.Option(help="Of the draws.")] = 3442,
    as_json: Json = False,
) -> None:
    """Print rendered samples of a pack with their golds."""
    from bench import packs
    from bench.packs.library import samples, shown

    chosen = samples([packs.load(path) for path in packs.find([name])], lang=lang, number=number, seed=seed)
    if as_json:
        echo_json([item.model_dump(mode="json") for item in chosen])
    else:
        echo("\n".join(map(shown, chosen)))


@tasks.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Id of the pack; its file is NAME.yaml.")],
    family: Annotated[str, typer.Option(help="arithmetic, entity_ladder or travel.")] = "arithmetic",
) -> None:
    """Write a small commented pack that passes the check, to be changed into one of your own."""
    from bench.packs.starting import start

    echo(start(name, family, Path.cwd()))


@tasks.command()
def schema() -> None:
    """Print the JSON Schema of the format, with which editors complete and check a pack while it is typed."""
    from bench.packs.json_schema import json_schema

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=1))


def _table(rows: list[dict[str, object]], columns: tuple[str, ...]) -> None:
    from rich import print as show
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=column == columns[0])  # a name is there to be copied
    for row in rows:
        cells = (row[column] for column in columns)
        words = (", ".join(map(str, c)) if isinstance(c, list) else "" if c is None else str(c) for c in cells)
        table.add_row(*map(cell, words))
    show(table)
