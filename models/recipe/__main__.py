"""The stages of the recipe as commands; each imports what it needs and no more."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from .commands import run

STAGES = {
    "compile": ("compile", "compile_packs"),
    "sample": ("sample", "sample"),
    "tokenizer": ("tokenizer", "make_tokenizer"),
    "train": ("train", "train"),
    "quantise": ("quantise", "quantise"),
    "data": ("data", "write_data"),
    "evaluate": ("evaluate", "evaluate"),
}
"""Command -> module and function."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a stage. The stage that is named is imported alone: a training machine lacks what others need."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    wanted = [name for name in STAGES if name in given[:1]] or list(STAGES)
    commands: dict[str, Callable[..., None]] = {}
    for name in wanted:
        module, function = STAGES[name]
        commands[name] = getattr(import_module(f".{module}", __package__), function)
    run(commands, given)


if __name__ == "__main__":
    main()
