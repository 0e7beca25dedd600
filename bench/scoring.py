"""Generations of a run -> traces and judgments on the disk -> the comparison. Never generates, needs no torch."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple

from bench import runs
from bench.checks import judge
from bench.comparison import Comparison
from bench.comparison.comparing import Sides, beside, compared
from bench.elicitation import recoveries
from bench.errors import InputError
from bench.ladder_scores import ladder_scores
from bench.processes import batched, cores, spread
from bench.records import Generation, Judgment, Request, Trace
from bench.runs import RunDirectory
from bench.trace import analyse
from bench.travel_scores import travel_scores
from bench.variant_scores import variant_scores
from bench.verdict import verdict

BATCH = 1 << 16
"""Characters of text that a process takes at a time."""
SMALL = 1 << 20
"""Characters of text that this process scores in about the time that others take to start."""


class Answered(NamedTuple):
    """A request with its generation."""

    request: Request
    generation: Generation


class Scored(NamedTuple):
    """The lines of ``traces.jsonl`` and ``judgments.jsonl`` for one generation."""

    trace: str
    judgment: str


def score(directory: RunDirectory, *, jobs: int | None = 1) -> None:
    """Analyse and judge every generation of the plan again; within `RunDirectory.writing`.

    Parameters
    ----------
    jobs : processes, as `bench.processes` starts them; None: one for each core, and none for a small run.
    """
    generations = directory.generations()
    answered = (Answered(r, generations[r.key]) for r in directory.requests() if r.key in generations)
    with directory.rewriting(runs.TRACES, runs.JUDGMENTS) as (traces, judgments):
        for scored in _results(answered, jobs or cores(), 0 if jobs else SMALL):
            traces.write(scored.trace)
            judgments.write(scored.judgment)


def _results(answered: Iterator[Answered], jobs: int, alone: int) -> Iterator[Scored]:
    done = 0
    for one in answered:
        if jobs > 1 and done >= alone:
            batches = batched(chain([one], answered), _size, BATCH)
            yield from spread(score_all, batches, jobs)
            return
        done += _size(one)
        yield _score(one)


def _size(one: Answered) -> int:
    return len(one.generation.text) + 1


def score_all(batch: list[Answered]) -> list[Scored]:
    """A batch, in one process."""
    return [_score(one) for one in batch]


def _score(one: Answered) -> Scored:
    item, generation = one.request.item, one.generation
    trace = analyse(
        generation.text,
        id=one.request.key,
        question="\n".join(part for part in (item.context, item.question) if part),
        answer=item.reference.gold,
        lang=item.lang,
        finish_reason=generation.finish_reason,
        prefilled=one.request.prefilled,
    )
    judgment = judge(item, generation, trace)
    return Scored(trace.model_dump_json() + "\n", judgment.model_dump_json() + "\n")


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
