"""The main job, stage after stage: packs -> items -> requests -> generations -> traces -> judgments -> report.

Each stage reads what the one before left in the run directory, so any of them can be done again alone.
"""

import datetime
import hashlib
import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import bench
from bench import packs, runs
from bench.arms import Arm, adapter_keys, arms_of
from bench.engines.base import Engine, Setup, Verify, Weights
from bench.engines.opening import open_engine
from bench.errors import InputError
from bench.identity import identity_of, signature
from bench.outcome import Outcome
from bench.plan import owed, plan, without_room
from bench.progress import meter
from bench.prompts import ELICITS, FORMATS
from bench.records import Failure, Lang, Request, Sampling
from bench.redaction import redacted
from bench.runs import Manifest, RunDirectory
from bench.scoring import read, score
from bench.selections import SEED, SELECTIONS, Selection, select

EMBEDDED = ("mini", "mini-terse")
"""The base and the adapter that a run without arguments compares."""
EMBEDDED_PACKS = ("arithmetic", "entities/mountains", "travel/japan", "travel/towns")
"""What it asks them: questions that their context holds."""
EMBEDDED_BUDGET, BUDGET = 512, 1024
"""Default token budgets: the embedded pair was made for 1024 tokens, prompt included."""


@dataclass(frozen=True)
class Job:
    """What is asked of a run. Defaults are those of the command line."""

    model: str = EMBEDDED[0]
    adapters: tuple[str, ...] = ()
    strengths: tuple[float, ...] = ()
    """Each adapter is run at these strengths too."""
    packs: tuple[str, ...] = ()
    """Names as `bench.packs.find` takes them; none: all shipped packs, a part of them for the embedded pair."""
    select: str | None = None
    """One of `bench.selections.SELECTIONS`; None: ``standard``, and ``quick`` for the embedded pair."""
    engine: str = "auto"
    formats: tuple[str, ...] = ("alpaca",)
    elicits: tuple[str, ...] = ("none",)
    samples: int = 1
    temperature: float = 0.0
    top_p: float = 1.0
    top_k: int = 0
    max_new_tokens: int | None = None
    """None: 1024, and 512 for the embedded pair."""
    limit: int | None = None
    """Instances a template; None: the selection's number."""
    seed: int = SEED
    load_in_4bit: bool = False
    weights: Weights = "auto"
    verify: Verify = "sampled"
    allow_noop: bool = False
    allow_pickle: bool = False
    trust_remote_code: bool = False
    device: str | None = None
    batch_size: int | None = None
    base_url: str | None = None
    workers: int | None = None
    ray_address: str | None = None
    lang: Lang = "en"
    """Language that the report opens in."""
    output: Path | None = None
    """None: a folder in ``runs/`` named after the pair and what is asked, the same for the same job."""

    @property
    def embedded(self) -> bool:
        """Whether it is about the embedded base."""
        return self.model == EMBEDDED[0]

    @property
    def selection(self) -> Selection:
        """What of the packs is asked; InputError for an unknown name."""
        name = self.select or ("quick" if self.embedded else "standard")
        if name not in SELECTIONS:
            raise InputError(f"unknown selection {name!r}; there are {', '.join(SELECTIONS)}", "--select")
        return SELECTIONS[name]

    @property
    def setup(self) -> Setup:
        """What its engine is opened with."""
        return Setup(
            model=self.model,
            adapters=adapter_keys(self.adapters),
            strengths=tuple(sorted({*self.strengths} - {1.0})),
            load_in_4bit=self.load_in_4bit,
            weights=self.weights,
            verify=self.verify,
            allow_noop=self.allow_noop,
            allow_pickle=self.allow_pickle,
            trust_remote_code=self.trust_remote_code,
            device=self.device,
            batch_size=self.batch_size,
            base_url=self.base_url,
            workers=self.workers,
            ray_address=self.ray_address,
        )

    @property
    def sampling(self) -> Sampling:
        """How tokens are chosen."""
        budget = self.max_new_tokens or (EMBEDDED_BUDGET if self.embedded else BUDGET)
        return Sampling(temperature=self.temperature, top_p=self.top_p, top_k=self.top_k, max_new_tokens=budget)


def run(job: Job, *, jobs: int | None = None) -> Outcome:
    """Generate what is owed, analyse, judge and report.

    Parameters
    ----------
    jobs : processes that analyse, as in `bench.scoring.score`.

    Raises
    ------
    InputError
        Something asked for cannot be used. What was done before stays.
    KeyboardInterrupt
        After what was generated so far is safely on the disk.
    """
    formats, elicits = _known(job.formats, FORMATS, "--format"), _known(job.elicits, ELICITS, "--elicit")
    names = job.packs or (EMBEDDED_PACKS if job.embedded else ())
    loaded = [packs.load(path) for path in packs.find(names)]
    items = [item for pack in loaded for item in select(pack, job.selection, seed=job.seed, limit=job.limit)]
    keys = adapter_keys(job.adapters)
    arms = arms_of(keys, job.strengths)
    engine = open_engine(job.engine, job.setup)
    requests = plan(
        items,
        engine,
        arms=arms,
        formats=formats,
        elicits=elicits,
        samples=job.samples,
        sampling=job.sampling,
        seed=job.seed,
    )
    manifest = _manifest(job, engine, arms, {pack.id: pack.version for pack in loaded})
    directory = RunDirectory(job.output or _default_output(job, manifest))
    with directory.writing():
        directory.begin(manifest, requests)
        left = owed(requests, directory.generations())
        failures = _generate(engine, left, directory)
        limited = score(directory, jobs=jobs)
        answered = len(left) > len(failures) or len(requests) > len(left)
        path = report(directory, job.lang) if answered else None
        return Outcome(directory.path, path, tuple(failures), job.lang, tuple(limited))


def _generate(engine: Engine, left: Sequence[Request], directory: RunDirectory) -> list[Failure]:
    """Put each generation on the disk as it comes; what could not be answered is listed, also when it ends early."""
    failures = list(without_room(left, engine.context))
    hopeless = {failure.key for failure in failures}
    fits = [request for request in left if request.key not in hopeless]
    try:
        if fits:
            with meter(len(fits)) as progress:
                for result in engine.generate(fits, progress.tick):
                    if isinstance(result, Failure):
                        failures.append(result.model_copy(update={"reason": redacted(result.reason)}))
                    else:
                        directory.append(result)
                    progress.done()
    finally:
        directory.write(runs.FAILURES, failures)
    return failures


Name = TypeVar("Name", bound=str)


def _known(names: Sequence[str], known: Sequence[Name], option: str) -> tuple[Name, ...]:
    """The names, each once; InputError for one that is not known."""
    for name in names:
        if name not in known:
            raise InputError(f"unknown {name!r}; there are {', '.join(known)}", option)
    return tuple(k for k in known if k in names)


def report(directory: RunDirectory, lang: Lang = "en") -> Path:
    """Render ``report.html`` from the scored run; return its path. Within `RunDirectory.writing`.

    Parameters
    ----------
    lang : the language that the page opens in.
    """
    from bench.report.page import render

    directory.write_text(runs.REPORT, render(read(directory), directory.manifest(), lang))
    return directory.path / runs.REPORT


def _manifest(job: Job, engine: Engine, arms: Sequence[Arm], packs: dict[str, str]) -> Manifest:
    asked = Manifest(
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        kenzan=bench.__version__,
        command=_command(job),
        model=job.model,
        adapters=job.setup.adapters,
        strengths=job.setup.strengths,
        engine=engine.name,
        identity=identity_of(engine, arms),
        versions=engine.versions,
        packs=packs,
        formats=job.formats,
        elicits=_known(job.elicits, ELICITS, "--elicit"),
        samples=job.samples,
        sampling=job.sampling,
        seed=job.seed,
        select=job.selection.name,
        limit=job.limit,
        signature="",
    )
    return asked.model_copy(update={"signature": signature(asked)})


def _command(job: Job) -> str:
    """The command that repeats a job: its model, and every option that is not the default."""
    words = ["kenzan", "run", "-m", job.model]
    for adapter in job.adapters:
        words += ["-a", adapter]
    options = {
        "--strength": ",".join(f"{s:g}" for s in job.strengths) or None,
        "-t": ",".join(job.packs) or None,
        "--select": job.select,
        "--format": ",".join(job.formats) if job.formats != Job.formats else None,
        "--elicit": ",".join(job.elicits) if job.elicits != Job.elicits else None,
        "--samples": job.samples if job.samples != Job.samples else None,
        "--temperature": job.temperature or None,
        "--top-p": job.top_p if job.top_p != Job.top_p else None,
        "--top-k": job.top_k or None,
        "--max-new-tokens": job.max_new_tokens,
        "--limit": job.limit,
        "--seed": job.seed if job.seed != Job.seed else None,
        "--engine": job.engine if job.engine != Job.engine else None,
        "--weights": job.weights if job.weights != Job.weights else None,
        "--verify": job.verify if job.verify != Job.verify else None,
        "--base-url": job.base_url,
        "--workers": job.workers,
        "--ray-address": job.ray_address,
        "-o": job.output,
    }
    for option, value in options.items():
        if value is not None:
            words += [option, str(value)]
    for option in ("load_in_4bit", "allow_noop", "allow_pickle", "trust_remote_code"):
        words += [f"--{option.replace('_', '-')}"] if getattr(job, option) else []
    return shlex.join(words)


def _default_output(job: Job, manifest: Manifest) -> Path:
    """The same job gives the same folder, so that the same command continues; selection and `samples` may grow.

    With another library it is still that folder, which then tells what differs: an update in the middle of a long run
    would otherwise begin it anew in silence.
    """
    asked = manifest.model_dump(include={"strengths", "formats", "elicits", "sampling", "seed"}, mode="json")
    asked["identity"] = {name: value for name, value in manifest.identity.items() if name not in manifest.versions}
    digest = hashlib.sha256(json.dumps([asked, sorted(manifest.packs)], sort_keys=True).encode()).hexdigest()
    names = [Path(name).name for name in (job.model, *job.adapters)]
    return Path("runs") / f"{'+'.join(names)}-{digest[:8]}"
