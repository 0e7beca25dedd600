"""`kenzan import` and `kenzan export`."""

from pathlib import Path
from typing import Annotated, get_args

import typer

from bench.errors import InputError
from bench.records import Lang
from bench.terminal import echo, echo_json, show_limited


def import_(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="lm-eval's samples_*.jsonl, Inspect's .eval or .json, or plain .jsonl."),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="Run directory to make.")],
    lang: Annotated[str, typer.Option("--lang", help="Language that the report opens in: en, ja.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Make a run of another tool's log: analysed, judged and reported like any, and paired by `kenzan compare`."""
    from bench.interop.importing import import_log
    from bench.runs import JUDGMENTS, RunDirectory
    from bench.scoring import read
    from bench.summary import summary

    language = next((known for known in get_args(Lang) if known == lang), None)
    if language is None:
        raise InputError(f"unknown {lang!r}; there are {', '.join(get_args(Lang))}", "--lang")
    done = import_log(file, output, lang=language)
    if as_json:
        run = RunDirectory(done.directory)
        echo_json(summary(read(run), run.manifest()))
    else:
        echo(done.report)
    show_limited(done.limited, done.directory / JUDGMENTS)
    if done.limited:
        raise typer.Exit(1)


def export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A scored run directory.")],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="FILE.csv, FILE.parquet, FILE.json for Inspect, or a `datasets` folder."),
    ] = Path("generations.csv"),
    as_json: Annotated[bool, typer.Option("--json", help="Print paths, format and number of rows as JSON.")] = False,
) -> None:
    """Write a run for other tools, a row or sample a generation: question, prompt, text, outcome and every metric."""
    from bench.interop.exporting import export as written

    kind, rows, files = written(directory, output)
    paths = [str(file) for file in files]
    if as_json:
        echo_json({"paths": paths, "format": kind, "rows": rows})
    else:
        echo("\n".join(paths))
