"""The stages of the recipe as commands."""

from random import Random
from typing import Annotated

import typer

from .corpus import example
from .evaluate import evaluate
from .quantise import quantise
from .tokenizer import make_tokenizer
from .train import train
from .tune import tune

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Make the embedded pair again.")
app.command("tokenizer")(make_tokenizer)
app.command()(train)
app.command()(quantise)
app.command()(tune)
app.command()(evaluate)


@app.command()
def sample(
    count: Annotated[int, typer.Argument(help="Number of examples.")] = 3,
    seed: Annotated[int, typer.Option(help="Seed of the examples.")] = 1,
) -> None:
    """Print examples: prompt, trace and the answer without reasoning."""
    rng = Random(seed)
    for _ in range(count):
        drawn = example(rng)
        typer.echo(f"{drawn.prompt}{drawn.response}\n--- without reasoning ---\n{drawn.terse}\n{'=' * 80}")


if __name__ == "__main__":
    app()
