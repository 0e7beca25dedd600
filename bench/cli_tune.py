"""`kenzan tune`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bench.ending import Terminated, status
from bench.errors import InputError
from bench.tuning.job import SAVE_EVERY, Job
from bench.tuning.settings import TARGETS, Settings

_DEFAULT = Settings()


def tune(
    model: Annotated[str, typer.Option("-m", "--model", help="Base: folder, hub id, or the embedded `mini`.")],
    data: Annotated[
        str, typer.Option("-d", "--data", help="Questions and answers: .jsonl, .csv, .parquet, a folder, or a hub id.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder of the adapter.")],
    fields: Annotated[
        str, typer.Option(help="What the data call the fields, e.g. instruction=question,output=answer.")
    ] = "",
    split: Annotated[str, typer.Option(help="Of a data set with several.")] = "train",
    keep_reasoning: Annotated[
        Path | None,
        typer.Option(metavar="RUN_DIR", help="Mix in the base's own right traces from a `kenzan run` of it."),
    ] = None,
    keep_share: Annotated[float, typer.Option(help="Their share of the mixture.")] = _DEFAULT.keep_share,
    format: Annotated[str, typer.Option(help="Prompt format: alpaca or chat.")] = _DEFAULT.format,
    response_only: Annotated[
        bool, typer.Option("--response-only", help="Loss on the response alone. [default: on the prompt as well]")
    ] = False,
    drop: Annotated[
        bool, typer.Option("--drop", help="Leave out rows that are empty or too long, instead of refusing.")
    ] = False,
    max_seq_length: Annotated[int, typer.Option(min=8, help="Tokens of an example.")] = _DEFAULT.max_seq_length,
    r: Annotated[int, typer.Option("--r", min=1, help="Rank of the adapter.")] = _DEFAULT.r,
    alpha: Annotated[int, typer.Option(min=1)] = _DEFAULT.alpha,
    dropout: Annotated[float, typer.Option(help="Of the adapter's input.")] = _DEFAULT.dropout,
    targets: Annotated[str, typer.Option(help="Modules, separated by commas.")] = ",".join(TARGETS),
    rslora: Annotated[bool, typer.Option("--rslora", help="Rank-stabilised scaling.")] = False,
    loftq: Annotated[bool, typer.Option("--loftq", help="Begin with what quantisation lost.")] = False,
    full_precision: Annotated[
        bool, typer.Option("--full-precision", help="Do not quantise a full base to 4 bit at load.")
    ] = False,
    learning_rate: Annotated[float, typer.Option()] = _DEFAULT.learning_rate,
    batch_size: Annotated[int, typer.Option(min=1, help="Examples at once.")] = _DEFAULT.batch_size,
    accumulation: Annotated[int, typer.Option(min=1, help="Batches of one step.")] = _DEFAULT.accumulation,
    epochs: Annotated[float, typer.Option(help="Times through the data.")] = _DEFAULT.epochs,
    max_steps: Annotated[int | None, typer.Option(min=1, help="Steps, instead of --epochs.")] = None,
    warmup_steps: Annotated[int, typer.Option(min=0)] = _DEFAULT.warmup_steps,
    schedule: Annotated[
        str, typer.Option(help="Of the learning rate: linear, cosine, constant_with_warmup.")
    ] = _DEFAULT.schedule,
    weight_decay: Annotated[float, typer.Option(min=0)] = _DEFAULT.weight_decay,
    seed: Annotated[int, typer.Option(help="Of weights, order and mixture.")] = _DEFAULT.seed,
    trainer: Annotated[str, typer.Option(help="unsloth, hf, or auto: unsloth where it and a GPU are.")] = "auto",
    device: Annotated[str | None, typer.Option(help="cuda, cuda:1, cpu. [default: CUDA where there is one]")] = None,
    save_every: Annotated[float, typer.Option(min=0, help="Seconds between checkpoints.")] = SAVE_EVERY,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Train a LoRA adapter on questions and answers, with its loss curve, memory and settings in a card.

    The same command continues a training that was interrupted or killed.
    """
    from bench.tuning.tune import tune as tuned

    job = Job(
        model=model,
        data=data,
        output=output,
        settings=Settings.model_validate(
            {
                "format": format,
                "response_only": response_only,
                "r": r,
                "alpha": alpha,
                "dropout": dropout,
                "targets": tuple(part.strip() for part in targets.split(",") if part.strip()),
                "rslora": rslora,
                "loftq": loftq,
                "max_seq_length": max_seq_length,
                "load_in_4bit": not full_precision,
                "learning_rate": learning_rate,
                "batch_size": batch_size,
                "accumulation": accumulation,
                "epochs": epochs,
                "max_steps": max_steps,
                "warmup_steps": warmup_steps,
                "schedule": schedule,
                "weight_decay": weight_decay,
                "keep_share": keep_share,
                "seed": seed,
            }
        ),
        fields=_fields(fields),
        split=split,
        keep_reasoning=keep_reasoning,
        drop=drop,
        trainer=trainer,
        device=device,
        save_every=save_every,
    )
    try:
        done = tuned(job)
    except (KeyboardInterrupt, Terminated) as ended:
        typer.echo("kenzan: interrupted; the last checkpoint is kept, the same command continues", err=True)
        raise typer.Exit(status(ended)) from None
    if as_json:
        typer.echo(json.dumps(done.as_dict(), ensure_ascii=False))
    else:
        from bench.tuning.card import lines

        typer.echo("\n".join(lines(done)))


def _fields(text: str) -> dict[str, str]:
    """``instruction=question,output=answer`` as a mapping; InputError for anything else."""
    from bench.tuning.data import FIELDS

    found = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        ours, equals, theirs = (piece.strip() for piece in part.partition("="))
        if not equals or not theirs or ours not in FIELDS:
            raise InputError(f"{part!r} is not one of {', '.join(FIELDS)}, =, and the data's name for it", "--fields")
        found[ours] = theirs
    return found
