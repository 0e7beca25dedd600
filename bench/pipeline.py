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
from bench.checks import judge
from bench.comparison import Comparison, compare
from bench.elicitation import recoveries
from bench.engines.base import Engine
from bench.errors import InputError
from bench.ladder_scores import ladder_scores
from bench.plan import Arm, arms_of, owed, plan
from bench.progress import meter
from bench.prompts import ELICITS, FORMATS
from bench.records import Judgment, Sampling, Trace
from bench.runs import Manifest, RunDirectory
from bench.selections import SEED, SELECTIONS, Selection, select
from bench.trace import analyse
from bench.travel_scores import travel_scores
from bench.variant_scores import variant_scores
from bench.verdict import verdict

EMBEDDED = ("mini", "mini-terse")
"""The base and the adapter that a run without arguments compares."""
EMBEDDED_PACKS = ("arithmetic", "entities/mountains", "travel/japan", "travel/towns")
"""What it asks them: questions that their context holds."""
EMBEDDED_BUDGET, BUDGET = 512, 1024
"""Default token budgets: the embedded pair was made for 1024 tokens, prompt included."""
ENGINES = ("auto", "hf")


@dataclass(frozen=True)
class Job:
    """What is asked of a run. Defaults are those of the command line."""

    model: str = EMBEDDED[0]
    adapter: str | None = None
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
    device: str | None = None
    batch_size: int = 64
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
    def sampling(self) -> Sampling:
        """How tokens are chosen."""
        budget = self.max_new_tokens or (EMBEDDED_BUDGET if self.embedded else BUDGET)
        return Sampling(temperature=self.temperature, top_p=self.top_p, top_k=self.top_k, max_new_tokens=budget)


def run(job: Job) -> Path:
    """Generate what is owed, analyse, judge and report; return the report's path.

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
    engine = open_engine(job)
    arms = arms_of(job.adapter)
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
        if left:
            with meter(len(left)) as progress:
                for generation in engine.generate(left, progress.tick):
                    directory.append(generation)
                    progress.done()
        score(directory)
        return report(directory)


Name = TypeVar("Name", bound=str)


def _known(names: Sequence[str], known: Sequence[Name], option: str) -> tuple[Name, ...]:
    """The names, each once; InputError for one that is not known."""
    for name in names:
        if name not in known:
            raise InputError(f"unknown {name!r}; there are {', '.join(known)}", option)
    return tuple(k for k in known if k in names)


def open_engine(job: Job) -> Engine:
    """The engine of a job, with model and adapter found and checked; their weights are not read yet."""
    if job.engine not in ENGINES:
        raise InputError(f"unknown engine {job.engine!r}; there are {', '.join(ENGINES)}", "--engine")
    try:
        from bench.engines.hf import HFEngine
        from bench.engines.loading import resolve
    except ImportError as error:
        raise InputError(f"{error.name} is not installed; pip install 'kenzan[hf]'", "--engine hf") from error
    return HFEngine(
        resolve(job.model, "-m"),
        resolve(job.adapter, "-a") if job.adapter else None,
        load_in_4bit=job.load_in_4bit,
        device=job.device,
        batch_size=job.batch_size,
    )


def score(directory: RunDirectory) -> None:
    """Analyse and judge every generation of the plan again; within `RunDirectory.writing`."""
    generations = directory.generations()
    traces, judgments = [], []
    for request in directory.requests():
        generation = generations.get(request.key)
        if generation is None:
            continue
        item = request.item
        trace = analyse(
            generation.text,
            id=request.key,
            question="\n".join(part for part in (item.context, item.question) if part),
            answer=item.reference.gold,
            lang=item.lang,
            finish_reason=generation.finish_reason,
            prefilled=request.prefilled,
        )
        traces.append(trace)
        judgments.append(judge(item, generation, trace))
    directory.write(runs.TRACES, traces)
    directory.write(runs.JUDGMENTS, judgments)


def read(directory: RunDirectory) -> Comparison:
    """The comparison of a scored run.

    Raises
    ------
    InputError
        No run there, or nothing generated yet.
    """
    directory.manifest()
    traces = {t.id: t for t in directory.read(runs.TRACES, Trace)}
    judgments = {j.key: j for j in directory.read(runs.JUDGMENTS, Judgment)}
    if not judgments:
        raise InputError("nothing is scored yet; run `kenzan run` or `kenzan score` first", str(directory.path))
    found = compare(directory.requests(), directory.generations(), traces, judgments)
    scores = (*variant_scores(found), *ladder_scores(found), *travel_scores(found))
    found = found.model_copy(update={"recoveries": recoveries(found), "scores": scores})
    return found.model_copy(update={"verdict": verdict(found)})


def report(directory: RunDirectory) -> Path:
    """Render ``report.html`` from the scored run; return its path. Within `RunDirectory.writing`."""
    from bench.report import render

    directory.write_text(runs.REPORT, render(read(directory), directory.manifest()))
    return directory.path / runs.REPORT


def _manifest(job: Job, engine: Engine, arms: Sequence[Arm], packs: dict[str, str]) -> Manifest:
    identity = engine.identity(arms[-1].adapter)
    parts = {
        "base": identity["base"][:12],
        "adapter": identity.get("adapter", "none")[:12],
        "q": identity["quantisation"],
        "fmt": "+".join(job.formats),
        "elicit": "+".join(job.elicits),
        "pack": "+".join(f"{id}@{version}" for id, version in packs.items()),
        "select": job.selection.name if job.limit is None else f"{job.selection.name}*{job.limit}",
        "n": job.samples,
        "t": f"{job.temperature:g}",
        "max": job.sampling.max_new_tokens,
        "seed": job.seed,
        "engine": engine.name,
        "v": bench.__version__,
    }
    return Manifest(
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        kenzan=bench.__version__,
        command=_command(job),
        model=job.model,
        adapter=job.adapter,
        engine=engine.name,
        identity=identity,
        versions=engine.versions,
        packs=packs,
        formats=job.formats,
        elicits=_known(job.elicits, ELICITS, "--elicit"),
        samples=job.samples,
        sampling=job.sampling,
        seed=job.seed,
        select=job.selection.name,
        limit=job.limit,
        signature="|".join(f"{key}:{value}" for key, value in parts.items()),
    )


def _command(job: Job) -> str:
    """The command that repeats a job: its model, and every option that is not the default."""
    words = ["kenzan", "run", "-m", job.model]
    options = {
        "-a": job.adapter,
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
        "-o": job.output,
    }
    for option, value in options.items():
        if value is not None:
            words += [option, str(value)]
    return shlex.join(words + (["--load-in-4bit"] if job.load_in_4bit else []))


def _default_output(job: Job, manifest: Manifest) -> Path:
    """The same job gives the same folder, so that the same command continues; selection and `samples` may grow."""
    asked = manifest.model_dump(include={"identity", "formats", "elicits", "sampling", "seed"}, mode="json")
    digest = hashlib.sha256(json.dumps([asked, sorted(manifest.packs)], sort_keys=True).encode()).hexdigest()
    names = [Path(name).name for name in (job.model, job.adapter) if name]
    return Path("runs") / f"{'+'.join(names)}-{digest[:8]}"
