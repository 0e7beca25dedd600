"""Generations of a run -> traces and judgments on the disk -> the comparison. Never generates, needs no torch."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from bench import runs
from bench.checks import judge
from bench.comparison import Comparison
from bench.comparison.comparing import Sides, beside, compared
from bench.elicitation import recoveries
from bench.errors import InputError
from bench.ladder_scores import ladder_scores
from bench.limits import Exceeded, Limit
from bench.processes import results
from bench.records import Generation, Judgment, Request, Trace
from bench.runs import RunDirectory
from bench.trace import analyse
from bench.travel_scores import travel_scores
from bench.variant_scores import variant_scores
from bench.verdict import verdict


class Answered(NamedTuple):
    """A request with its generation."""

    request: Request
    generation: Generation


class Scored(NamedTuple):
    """The lines of ``traces.jsonl`` (none beyond a limit) and ``judgments.jsonl`` for one generation."""

    trace: str
    judgment: str


def score(directory: RunDirectory, *, jobs: int | None = None) -> list[Judgment]:
    """Analyse and judge every generation of the plan again; within `RunDirectory.writing`.

    Parameters
    ----------
    jobs : processes, as `bench.processes.results` takes them.

    Returns
    -------
    judgments of the generations that exceed a limit: they have no trace, and are in no figure.
    """
    generations = directory.generations()
    answered = (Answered(r, generations[r.key]) for r in directory.requests() if r.key in generations)
    exceeding: list[Judgment] = []
    with directory.rewriting(runs.TRACES, runs.JUDGMENTS) as (traces, judgments):
        for scored in results(score_all, answered, _size, _exceeding, jobs=jobs):
            traces.write(scored.trace)
            judgments.write(scored.judgment)
            if not scored.trace:
                exceeding.append(Judgment.model_validate_json(scored.judgment))
    return exceeding


def _size(one: Answered) -> int:
    return len(one.generation.text) + 1


def score_all(batch: list[Answered]) -> list[Scored]:
    """A batch, in one process."""
    return [_score(one) for one in batch]


def _score(one: Answered) -> Scored:
    item, generation = one.request.item, one.generation
    try:
        trace = analyse(
            generation.text,
            id=one.request.key,
            question="\n".join(part for part in (item.context, item.question) if part),
            answer=item.reference.gold,
            lang=item.lang,
            finish_reason=generation.finish_reason,
            prefilled=one.request.prefilled,
        )
    except Exceeded as error:
        return _exceeding(one, error.limit)
    judgment = judge(item, generation, trace)
    return Scored(trace.model_dump_json() + "\n", judgment.model_dump_json() + "\n")


def _exceeding(one: Answered, limit: Limit) -> Scored:
    judgment = Judgment(key=one.request.key, check=one.request.item.check, outcome="limit", reason=limit)
    return Scored("", judgment.model_dump_json() + "\n")


def sides(directory: RunDirectory) -> Sides:
    """What a scored run holds, its arms beside one another.

    Raises
    ------
    InputError
        No run there, or nothing generated or scored yet.
    """
    directory.manifest()
    generations = directory.generations()
    if not generations:
        raise InputError("nothing is generated yet; the command that began it continues it", str(directory.path))
    traces = {t.id: t for t in directory.read(runs.TRACES, Trace)}
    judgments = {j.key: j for j in directory.read(runs.JUDGMENTS, Judgment)}
    found = beside(directory.requests(), generations, traces, judgments)
    if not any(pair.sides for pair in found.pairs):
        raise InputError("nothing is scored yet; `kenzan score` does it", str(directory.path))
    return found


def read(directory: RunDirectory) -> Comparison:
    """The comparison of a scored run, with its verdict; InputError as `sides`."""
    with _collecting_nothing():
        return finished(compared(sides(directory)))


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Without the cyclic collector, which would walk hundreds of thousands of records again and again for nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def finished(found: Comparison) -> Comparison:
    """A comparison with its scores and its verdict."""
    scores = (*variant_scores(found), *ladder_scores(found), *travel_scores(found))
    found = found.model_copy(update={"recoveries": recoveries(found), "scores": scores})
    return found.model_copy(update={"verdict": (*found.verdict, *verdict(found))})
