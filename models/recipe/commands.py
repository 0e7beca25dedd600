"""Functions as commands: parameters without a default are arguments, the others options, notes are their help."""

import argparse
import inspect
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any, get_args, get_origin, get_type_hints


def say(text: str) -> None:
    """Tell the person at the terminal; standard output is for results."""
    print(text, file=sys.stderr, flush=True)


def parser(commands: dict[str, Callable[..., None]]) -> argparse.ArgumentParser:
    """The parser of all commands; the function to call is in ``function`` of what it parses."""
    top = argparse.ArgumentParser(prog="python -m models.recipe", description="Make the embedded pair again.")
    below = top.add_subparsers(required=True, metavar="STAGE")
    for name, function in commands.items():
        told = (inspect.getdoc(function) or "").splitlines()[0]
        command = below.add_parser(name, help=told, description=told)
        command.set_defaults(function=function)
        hints = get_type_hints(function, include_extras=True)
        for parameter in inspect.signature(function).parameters.values():
            _add(command, parameter, hints[parameter.name])
    return top


def _add(command: argparse.ArgumentParser, parameter: inspect.Parameter, hint: Any) -> None:
    assert get_origin(hint) is Annotated
    kind, note = get_args(hint)[:2]
    if parameter.default is inspect.Parameter.empty:
        command.add_argument(parameter.name, type=kind, help=note)
    else:
        option = "--" + parameter.name.replace("_", "-")
        default = parameter.default
        command.add_argument(option, type=kind, default=default, help=f"{note} ({default})")


def run(commands: dict[str, Callable[..., None]], arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and call its function."""
    given = vars(parser(commands).parse_args(arguments))
    given.pop("function")(**given)
