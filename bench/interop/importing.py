"""A log of another tool -> a run directory: its plan, its generations, and from them traces, judgments and a report.

A question becomes an `Item` of the family ``imported``. Its id is the task's name and the question's id within it, so
that two logs of one task pair; its words and its reference are compared by `kenzan compare`, and must be the same.
"""

import datetime
import hashlib
import json
import shlex
from pathlib import Path

import bench
from bench.errors import InputError
from bench.interop import inspect_log, jsonl, lm_eval
from bench.interop.gold import reference_of
from bench.interop.log import Answered, Arm, Log
from bench.outcome import Outcome
from bench.pipeline import report
from bench.records import Generation, Item, Lang, Request, Sampling
from bench.runs import Manifest, RunDirectory
from bench.scoring import score
from bench.trace.health import guess

SELECT = "imported"
"""Of the manifest: all that the log has."""


def read(file: Path) -> Log:
    """A log, by the format that its name tells.

    Raises
    ------
    InputError
        No such file, an unknown format, or a log that lacks what a comparison needs: file, line and field.
    """
    if not file.is_file():
        raise InputError("no such file; check the path", str(file))
    if lm_eval.SAMPLES.fullmatch(file.name):
        return lm_eval.read(file)
    if file.suffix == ".jsonl":
        return jsonl.read(file)
    if file.suffix in (".json", ".eval"):
        return inspect_log.read(file)
    known = "lm-eval's samples_*.jsonl, Inspect's .eval and .json, and plain .jsonl"
    raise InputError(f"unknown format; there are {known}", str(file))


def import_log(file: Path, output: Path, *, lang: Lang = "en", jobs: int | None = None) -> Outcome:
    """Make a scored run of a log, with its report; the same log again changes nothing.

    Parameters
    ----------
    output : the run directory.
    lang : the language that the report opens in.
    jobs : processes that analyse, as in `bench.scoring.score`.

    Raises
    ------
    InputError
        As `read`, or the folder belongs to another run. Nothing is written then.
    """
    log = read(file)
    names = arm_names(log)
    _must_be_one_question(log)
    requests = [_request(log, answer, names) for answer in log.answers]
    directory = RunDirectory(output)
    with directory.writing():
        directory.begin(_manifest(log, file, output, names), requests)
        done = directory.generations()
        for request, answer in zip(requests, log.answers, strict=True):
            if request.key not in done:
                directory.append(_generation(log, answer, request))
        limited = score(directory, jobs=jobs)
        return Outcome(directory.path, report(directory, lang), (), lang, tuple(limited))


def arm_names(log: Log) -> dict[Arm, str]:
    """A name for everyone who answered: the adapter's folder or the model's; in full where two would be the same."""
    arms = list(dict.fromkeys(answer.arm for answer in log.answers))
    short = {arm: Path(arm.adapter or arm.model).name or arm.model for arm in arms}
    if len(set(short.values())) == len(arms):
        return short
    return {arm: "+".join(filter(None, (arm.model, arm.adapter))) for arm in arms}


def _must_be_one_question(log: Log) -> None:
    """InputError where an id stands for two questions, or an arm answers one sample of a question twice."""
    asked: dict[tuple[str, str], Answered] = {}
    given: set[tuple[Arm, str, str, int]] = set()
    for answer in log.answers:
        first = asked.setdefault((answer.task, answer.id), answer)
        for name in ("question", "target"):
            if getattr(first, name) != getattr(answer, name):
                message = f"{name}: another than in {first.where}, of the same id {answer.id!r}"
                raise InputError(message, answer.where)
        place = (answer.arm, answer.task, answer.id, answer.sample)
        if place in given:
            message = f"sample: {answer.sample} of {answer.id!r} is there already; number several answers from 0"
            raise InputError(message, answer.where)
        given.add(place)


def _item(answer: Answered) -> Item:
    check, reference = reference_of(answer.target, answer.choices)
    digest = hashlib.sha256(answer.id.encode()).hexdigest()
    return Item(
        id=f"{answer.task}/{answer.id}",
        pack=answer.task,
        template=answer.task,
        family="imported",
        instance=int(answer.id) if answer.id.isdecimal() and len(answer.id) < 10 else int(digest[:8], 16),
        lang="ja" if guess(answer.question) == "ja" else "en",
        question=answer.question,
        check=check,
        reference=reference,
    )


def _request(log: Log, answer: Answered, names: dict[Arm, str]) -> Request:
    arm = answer.arm
    parts = {
        "tool": log.tool,
        "arm": [arm.model, arm.adapter],
        "item": [answer.task, answer.id],
        "prompt": answer.prompt,
        "sampling": log.sampling.model_dump(),
        "sample": answer.sample,
        "text": answer.text,  # the weights are not known: the same name may stand for others in another log
    }
    return Request(
        key=hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest(),
        item=_item(answer),
        arm=names[arm],
        adapter=names[arm] if arm.adapter else None,
        strength=1.0 if arm.adapter else 0.0,
        format=log.format,
        sample=answer.sample,
        prompt=answer.prompt,
        sampling=log.sampling,
    )


def _generation(log: Log, answer: Answered, request: Request) -> Generation:
    return Generation(
        key=request.key,
        text=answer.text,
        prompt_tokens=answer.prompt_tokens,
        new_tokens=answer.new_tokens,
        finish_reason=answer.finish_reason,
        seconds=answer.seconds,
        engine=log.tool,
    )


def _manifest(log: Log, file: Path, output: Path, names: dict[Arm, str]) -> Manifest:
    with file.open("rb") as f:
        digest = hashlib.file_digest(f, "sha256").hexdigest()
    samples = 1 + max(answer.sample for answer in log.answers)
    models = dict.fromkeys(arm.model for arm in names)
    return Manifest(
        created=log.created or datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        kenzan=bench.__version__,
        command=shlex.join(["kenzan", "import", str(file), "-o", str(output)]),
        model=" / ".join(models),
        adapters={name: arm.adapter for arm, name in names.items() if arm.adapter},
        engine=log.tool,
        identity={"log": digest},
        versions=log.versions,
        packs=log.tasks,
        formats=(log.format,),
        samples=samples,
        sampling=log.sampling,
        seed=0,
        select=SELECT,
        limit=None,
        signature=_signature(log, digest, names, samples),
    )


def _signature(log: Log, digest: str, names: dict[Arm, str], samples: int) -> str:
    sampling: Sampling = log.sampling
    parts = {
        "log": digest[:12],
        "arms": "+".join(names.values()),
        "fmt": log.format,
        "pack": "+".join(f"{task}@{version}" for task, version in log.tasks.items()),
        "n": samples,
        "t": f"{sampling.temperature:g}",
        "max": sampling.max_new_tokens,
        "engine": log.tool,
        "v": bench.__version__,
    }
    return "|".join(f"{key}:{value}" for key, value in parts.items())
