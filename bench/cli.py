"""The `kenzan` command: each subcommand calls one function. Heavy modules are imported where they are used.

Exit status: 0 done, 1 done with failures that are listed, 2 unusable input (one line on stderr), 130 interrupted, 143
terminated.
"""

import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, get_args

import typer
from typer.exceptions import TyperException

from bench.cli_doctor import doctor
from bench.cli_interop import export, import_
from bench.cli_tasks import tasks
from bench.cli_tune import tune
from bench.ending import INTERRUPTED, Terminated, heard, status
from bench.engines.base import Verify, Weights
from bench.engines.opening import ENGINES
from bench.errors import InputError
from bench.records import Lang
from bench.terminal import echo, echo_json, show_failures, show_limited, tell

if TYPE_CHECKING:
    from bench.comparison import Comparison
    from bench.runs import Manifest

app = typer.Typer(
    help="What a fine-tune did to a reasoning model: its answers, and the reasoning that led there.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(tasks, name="tasks")
app.command()(doctor)
app.command(name="import")(import_)
app.command()(export)
app.command()(tune)

Known = TypeVar("Known")
Directory = Annotated[Path, typer.Argument(metavar="DIR", help="A run directory.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Format = Annotated[str, typer.Option(help="html, or md: Markdown for a pull request, printed.")]
Figures = Annotated[Path | None, typer.Option(metavar="DIR", help="Write the figures there too, as PNG images.")]
Language = Annotated[str, typer.Option("--lang", help="Language that the report opens in: en, ja.")]


@app.command()
def run(
    model: Annotated[str, typer.Option("-m", "--model", help="Folder, hub id, or the embedded `mini`.")] = "",
    adapter: Annotated[
        list[str] | None,
        typer.Option("-a", "--adapter", help="A PEFT adapter of it: folder or hub id; may be repeated."),
    ] = None,
    tasks: Annotated[str, typer.Option("-t", "--tasks", help="Packs, separated by commas; all by default.")] = "",
    engine: Annotated[str, typer.Option(help=f"{', '.join(ENGINES)}; ray:ENGINE for workers with another.")] = "auto",
    format: Annotated[str, typer.Option(help="Prompt formats: alpaca, chat, raw.")] = "alpaca",
    elicit: Annotated[str, typer.Option(help="How reasoning is elicited: none, ask, prefill.")] = "none",
    select: Annotated[
        str | None, typer.Option(help="quick, standard or full. [default: standard; quick for the embedded pair]")
    ] = None,
    strength: Annotated[
        str, typer.Option(help="Run each adapter at these strengths too, e.g. 0.25,0.5,0.75; at most 1.5.")
    ] = "",
    samples: Annotated[int, typer.Option(min=1, help="Generations of each prompt and arm.")] = 1,
    temperature: Annotated[float, typer.Option(min=0, help="0 is greedy.")] = 0.0,
    top_p: Annotated[float, typer.Option(min=0, max=1)] = 1.0,
    top_k: Annotated[int, typer.Option(min=0, help="0: all tokens.")] = 0,
    max_new_tokens: Annotated[
        int | None, typer.Option(min=1, help="Token budget of a generation. [default: 1024; 512 for the embedded pair]")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Instances of each template, instead of the selection's number.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the packs' draws and of sampling.")] = 3442,
    load_in_4bit: Annotated[bool, typer.Option("--load-in-4bit", help="Quantise a full base to NF4 at load.")] = False,
    device: Annotated[str | None, typer.Option(help="cuda, cuda:1, cpu. [default: CUDA where there is one]")] = None,
    weights: Annotated[
        str, typer.Option(help="Of a 4-bit checkpoint: 4bit, bf16 (dequantised once), or auto.")
    ] = "auto",
    batch_size: Annotated[
        int | None, typer.Option(min=1, help="Rows decoded together, all arms counted. [default: what fits]")
    ] = None,
    verify: Annotated[
        str, typer.Option(help="Hash of a large base: sampled from every tensor, or full, of all its bytes.")
    ] = "sampled",
    allow_noop: Annotated[
        bool, typer.Option("--allow-noop", help="Go on with an adapter that changes nothing.")
    ] = False,
    allow_pickle: Annotated[
        bool, typer.Option("--allow-pickle", help="Read weights in pickles, which can run code.")
    ] = False,
    trust_remote_code: Annotated[
        bool, typer.Option("--trust-remote-code", help="Run the code that comes with the model.")
    ] = False,
    base_url: Annotated[str | None, typer.Option(help="Of an OpenAI-compatible server.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Engines side by side, with --engine ray.")] = None,
    ray_address: Annotated[str | None, typer.Option(help="Of a running Ray cluster.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Run directory. [default: a folder of its own in runs/]")
    ] = None,
    lang: Language = "en",
    as_json: Json = False,
) -> None:
    """Ask a model and its adapter the same questions, and report what the adapter changed.

    Without arguments: the embedded pair on a short selection of all three families. The same command continues an
    interrupted run.
    """
    from bench import pipeline
    from bench.runs import FAILURES, JUDGMENTS

    if not model and adapter:
        raise InputError("give the base that the adapter was trained on with -m", f"-a {adapter[0]}")
    job = pipeline.Job(
        model=model or pipeline.EMBEDDED[0],
        adapters=tuple(adapter or ([] if model else [pipeline.EMBEDDED[1]])),
        strengths=_numbers(strength, "--strength"),
        packs=_split(tasks),
        engine=engine,
        formats=_split(format),
        elicits=_split(elicit),
        select=select,
        samples=samples,
        temperature=temperature,
        top_p=top_p,
        top_k=top_k,
        max_new_tokens=max_new_tokens,
        limit=limit,
        seed=seed,
        load_in_4bit=load_in_4bit,
        weights=_one_of(weights, get_args(Weights), "--weights"),
        verify=_one_of(verify, get_args(Verify), "--verify"),
        allow_noop=allow_noop,
        allow_pickle=allow_pickle,
        trust_remote_code=trust_remote_code,
        device=device,
        batch_size=batch_size,
        base_url=base_url,
        workers=workers,
        ray_address=ray_address,
        lang=_one_of(lang, get_args(Lang), "--lang"),
        output=output,
    )
    try:
        done = pipeline.run(job)
    except (KeyboardInterrupt, Terminated) as ended:
        tell("interrupted; what was done is kept, the same command continues")
        raise typer.Exit(status(ended)) from None
    if done.report:
        _show_report(done.report, as_json)
    show_failures(done.failures, done.directory / FAILURES)
    show_limited(done.limited, done.directory / JUDGMENTS)
    if done.failures or done.limited:
        raise typer.Exit(1)


@app.command()
def score(directory: Directory, lang: Language = "en", as_json: Json = False) -> None:
    """Analyse and judge a run's generations again, without generating, and render its report."""
    from bench import pipeline
    from bench.runs import JUDGMENTS, RunDirectory
    from bench.scoring import score as rescore

    language = _one_of(lang, get_args(Lang), "--lang")
    run = RunDirectory(directory)
    run.manifest()
    with run.writing():
        limited = rescore(run)
        path = pipeline.report(run, language)
    _show_report(path, as_json)
    show_limited(limited, run.path / JUDGMENTS)
    if limited:
        raise typer.Exit(1)


@app.command()
def report(
    directory: Directory,
    format: Format = "html",
    figures: Figures = None,
    lang: Language = "en",
    as_json: Json = False,
) -> None:
    """Render a run's report again from its judgments."""
    from bench import pipeline
    from bench.runs import RunDirectory
    from bench.scoring import read

    language = _one_of(lang, get_args(Lang), "--lang")
    kind = _kind(format, as_json)
    run = RunDirectory(directory)
    manifest = run.manifest()
    if (figures or kind == "md") and _passed_on(read(run), manifest, kind, figures, language):
        return
    with run.writing():
        path = pipeline.report(run, language)
    _show_report(path, as_json)


@app.command()
def compare(
    directories: Annotated[list[Path], typer.Argument(metavar="DIR_A DIR_B…", help="Scored runs, two or more.")],
    reference: Annotated[
        str | None, typer.Option(help="Arm that the others are set against. [default: the first run's base]")
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="The report to write.")] = Path("comparison.html"),
    format: Format = "html",
    figures: Figures = None,
    lang: Language = "en",
    as_json: Json = False,
) -> None:
    """Compare runs that were made apart, as arms of one report: the same questions, other models or adapters."""
    from bench.files import replace
    from bench.merging import merge
    from bench.report.page import render
    from bench.summary import summary

    language = _one_of(lang, get_args(Lang), "--lang")
    kind = _kind(format, as_json)
    merged = merge(directories, reference)
    if _passed_on(merged.comparison, merged.manifest, kind, figures, language):
        return
    try:
        replace(output, [render(merged.comparison, merged.manifest, language)])
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}; choose another -o", str(output)) from error
    if as_json:
        echo_json(summary(merged.comparison, merged.manifest))
    else:
        echo(output)


@app.command()
def view(
    directory: Directory,
    serve: Annotated[
        bool, typer.Option("--serve", help="Serve it on 127.0.0.1, as where there is no browser.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="To serve on. [default: a free one]")] = 0,
) -> None:
    """Open a run's report in the browser; where there is none, serve it to this machine alone until Ctrl-C."""
    from bench.runs import REPORT
    from bench.view import Server, can_open

    path = directory / REPORT
    if not path.is_file():
        raise InputError("no report yet; `kenzan report` makes it", str(directory))
    if path.is_symlink():
        raise InputError("is a link; `kenzan report` makes the page again", str(path))
    if serve or port or not can_open():
        with Server(path, port) as server, contextlib.suppress(KeyboardInterrupt):
            echo(f"{server.url}\nCtrl-C ends it")
            server.serve_forever()
        return
    typer.launch(path.resolve().as_uri())
    echo(path)


@app.command()
def trace(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Traces as JSON lines; - for standard input.")],
    output: Annotated[str, typer.Option("-o", "--output", help="Where to write; - for standard output.")] = "-",
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Report broken lines in place and go on.")] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; by default one for each core.")] = None,
    as_table: Annotated[bool, typer.Option("--table", help="Print a table for people, one row a trace.")] = False,
) -> None:
    """Analyse reasoning traces made anywhere: one JSON object a line, in and out in the same order."""
    from bench.trace.stream import STANDARD, analyse_file

    with tempfile.TemporaryDirectory() as folder:
        if as_table and output == STANDARD:
            output = str(Path(folder) / "traces.jsonl")
        failed = analyse_file(file, output, keep_going=keep_going, jobs=jobs)
        if as_table:
            _show_traces(Path(output))
    if failed:
        echo(f"{failed} lines were not analysed", err=True)
        raise typer.Exit(1)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _numbers(text: str, option: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in _split(text))
    except ValueError as error:
        raise InputError(f"{text!r} is not a list of numbers like 0.25,0.5", option) from error


def _one_of(name: str, known: tuple[Known, ...], option: str) -> Known:
    for one in known:
        if one == name:
            return one
    raise InputError(f"unknown {name!r}; there are {', '.join(map(str, known))}", option)


def _show_traces(file: Path) -> None:
    from rich import print as show

    from bench.trace.table import table

    with file.open(encoding="utf-8") as lines:
        show(table(lines))


def _kind(format: str, as_json: bool) -> str:
    kind = _one_of(format, ("html", "md"), "--format")
    if as_json and kind == "md":
        raise InputError("prints Markdown; leave one of the two out", "--json with --format md")
    return kind


def _passed_on(comparison: "Comparison", manifest: "Manifest", kind: str, figures: Path | None, language: Lang) -> bool:
    """Write the figures where they are asked for, and print Markdown; whether that is all that was asked for."""
    if figures:
        from bench.figures import figures as drawn
        from bench.figures.files import save

        save(drawn(comparison, language), figures)
    if kind == "md":
        from bench.markdown import markdown

        echo(markdown(comparison, manifest, language), nl=False)
    return kind == "md"


def _show_report(path: Path, as_json: bool) -> None:
    """Last line of standard output: the report's path. With --json the comparison instead."""
    if as_json:
        from bench.runs import RunDirectory
        from bench.scoring import read
        from bench.summary import summary

        run = RunDirectory(path.parent)
        echo_json(summary(read(run), run.manifest()))
        return
    echo(path)


def main() -> None:
    """Entry point: unusable input becomes one line and exit status 2."""
    try:
        with heard():
            code = app(standalone_mode=False) or 0
    except (InputError, TyperException) as error:
        line = error.format_message() if isinstance(error, TyperException) else str(error)
        if line:  # empty after the help that `kenzan` alone prints
            tell(line)
        code = 2
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, e.g. `kenzan trace … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)
