"""`kenzan doctor`."""

from typing import Annotated

import typer

from bench.terminal import echo_json

BUDGET = 1024
"""Token budget of a row where none is named, as in `kenzan run`."""


def doctor(
    model: Annotated[str, typer.Option("-m", "--model", help="Folder, hub id, or the embedded `mini`.")] = "",
    adapter: Annotated[
        list[str] | None, typer.Option("-a", "--adapter", help="An adapter of it; may be repeated.")
    ] = None,
    max_new_tokens: Annotated[int, typer.Option(min=1, help="Token budget of a generation.")] = BUDGET,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Say what this machine can run, and whether a model, its adapters and the token budget fit its memory.

    Of a model on the hub only the configuration is downloaded. Exit status 1: something will not work.
    """
    from bench.doctor.examination import examine
    from bench.errors import InputError

    if adapter and not model:
        raise InputError("give the base that the adapter was trained on with -m", f"-a {adapter[0]}")
    found = examine(model, adapter or [], max_new_tokens)
    if as_json:
        echo_json(found.as_dict())
    else:
        from rich.console import Console

        from bench.doctor.page import page

        Console(soft_wrap=True).print(page(found))
    if not found.healthy:
        raise typer.Exit(1)
