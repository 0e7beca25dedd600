"""A tuning from beginning to end: data -> examples -> base with a fresh adapter -> training -> adapter with its card.

Everything that can be wrong is found before the weights are read.
"""

import dataclasses
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.errors import InputError
from bench.tuning import data, trainers
from bench.tuning.folder import Folder, telling
from bench.tuning.job import Job, Tuned
from bench.tuning.settings import Settings

if TYPE_CHECKING:
    from bench.engines.tokens import Tokens
    from bench.tuning.examples import Example

_PART = 10
"""The first and the last loss that are told are means of this part of the steps: 1 in 10."""


@dataclasses.dataclass(frozen=True)
class _Prepared:
    """What a training begins with."""

    base: Path
    config: Any
    settings: Settings
    """With a sequence that the base has room for."""
    device: Any
    tokens: "Tokens"
    examples: "Sequence[Example]"
    asked: dict[str, Any]
    """What decides the adapter's weights, as ``tuning.json`` has it."""
    told: dict[str, Any]
    """What else the card tells."""


def tune(job: Job) -> Tuned:
    """Train an adapter, or go on with one that was begun; one that is there already is returned as it is.

    Raises
    ------
    InputError
        Something asked for cannot be used, or the training failed. Checkpoints stay.
    KeyboardInterrupt
        Checkpoints stay.
    """
    job = dataclasses.replace(job, settings=job.settings.checked())
    trainer = trainers.choose(job)
    try:
        load = trainers.loader(trainer)
        prepared = _prepare(job, trainer)
        folder = Folder(job.output)
        with folder.owned():
            if done := folder.begin(prepared.asked):
                return Tuned(job.output, done)
            with telling(folder.path):
                return Tuned(job.output, _train(job, prepared, load, folder))
    except ImportError as error:
        raise trainers.missing(error, trainer) from error


def _prepare(job: Job, trainer: str) -> _Prepared:
    from bench import fingerprint
    from bench.engines.loading import read_config, resolve
    from bench.engines.tokens import Tokens
    from bench.tuning import checks, examples, keeping

    base = resolve(job.model, "-m")
    config = read_config(base)
    settings = checks.within_context(job.settings, config)
    device = checks.device(job.device)
    checks.check(config, settings, base)
    tokens = Tokens(base, config)
    given = data.read(job.data, job.fields, job.split)
    made, unfit = examples.encode(given.pairs, settings, tokens)
    examples.admit(made, unfit, settings, job.data, drop=job.drop)
    traces = None
    mixture, kept = list(made), 0
    if job.keep_reasoning:
        traces = keeping.read(job.keep_reasoning, base, settings, tokens, drop=job.drop)
        mixture, kept = keeping.mix(made, traces.examples, settings.keep_share, settings.seed)
    longest = max(len(each.input_ids) for each in mixture)
    needed = checks.check_room(config, settings, longest, device, trainer, base)
    asked = {
        "base": fingerprint.base(base),
        "tokenizer": fingerprint.tokenizer(base),
        "data": given.digest,
        "traces": traces.digest if traces else None,
        "dropped": len(given.pairs) - len(made),
        "settings": settings.model_dump(mode="json"),
        "trainer": trainer,
        "device": device.type,
        "versions": trainers.versions(trainer),
    }
    told = {
        "command": job.command,
        "base_name": job.model,
        "data_name": job.data,
        "pairs": len(made),
        "kept": kept,
        "kept_of": traces.signature if traces else None,
        "quantisation": checks.quantisation(config, settings, device),
        "longest": longest,
        "needed": needed,
    }
    return _Prepared(base, config, settings, device, tokens, mixture, asked, told)


def _train(job: Job, prepared: _Prepared, load: trainers.Load, folder: Folder) -> dict[str, Any]:
    from bench.tuning import card
    from bench.tuning.saving import save
    from bench.tuning.training import optimizer, train
    from bench.tuning.usage import Meter

    settings, device = prepared.settings, prepared.device
    model = load(prepared.base, prepared.config, device, settings)
    meter = Meter(device)
    history = train(
        model,
        prepared.tokens.tokenizer,
        prepared.examples,
        settings,
        folder,
        device,
        save_every=job.save_every,
        checkpointing=prepared.asked["trainer"] != "unsloth",
    )
    if not history.steps:
        raise InputError("the training made no step", str(folder.path))
    losses = [step["loss"] for step in history.steps]
    part = max(1, len(losses) // _PART)
    result = {
        **prepared.told,
        "steps": len(losses),
        "first_loss": sum(losses[:part]) / part,
        "last_loss": sum(losses[-part:]) / part,
        "seconds": round(history.seconds, 1),
        "optimizer": optimizer(device),
        "memory": dataclasses.asdict(meter.read()),
        "losses": history.steps,
    }
    with tempfile.TemporaryDirectory(dir=folder.path, prefix=".made-") as name:
        made = Path(name)
        save(model, made, job.model)
        (made / "README.md").write_text(card.card(result, prepared.asked, folder.path.name), "utf-8")
        (made / "loss.png").write_bytes(card.curve(history.steps, f"Loss of {folder.path.name}"))
        folder.finish(made, result)
    return result
