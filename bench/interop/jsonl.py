"""Plain JSON lines, for a tool of one's own: one answer a line, of one model or of several.

========================  ==========================================================================
``id``                    of the question; the same for every model
``question``, ``target``  what was asked, and the reference answer
``model``                 who answered: a name or a path
``text``                  all that it wrote, untrimmed
``max_new_tokens``        its token budget
``adapter``               optional: the adapter on the model
``task``, ``version``     optional: the set of questions; the file's name and ``1`` by default
``prompt``                optional: the whole prompt, where it is more than the question
``format``                optional: ``chat``, ``alpaca`` or ``raw`` (the default)
``temperature``           optional, 0 by default; so are ``top_p`` and ``top_k``
``sample``                optional: index among several answers to one prompt
``finish_reason``         optional: ``stop``, or ``length`` where the budget ended the text
``prompt_tokens``, ``new_tokens``, ``seconds``  optional
========================  ==========================================================================
"""

from pathlib import Path
from typing import Literal, cast

from bench.errors import InputError
from bench.interop.fields import Fields, read_lines
from bench.interop.log import Answered, Arm, Log
from bench.prompts import FORMATS
from bench.records import Sampling

KNOWN = frozenset(
    [
        *("id", "question", "target", "model", "adapter", "text", "task", "version", "prompt", "format"),
        *("temperature", "top_p", "top_k", "max_new_tokens"),
        *("sample", "finish_reason", "prompt_tokens", "new_tokens", "seconds"),
    ]
)
REASONS = ("stop", "length")


def read(file: Path) -> Log:
    """The log; InputError by line and field for what cannot be used."""
    answers: list[Answered] = []
    tasks: dict[str, str] = {}
    first: tuple[Sampling, str] | None = None
    for line in read_lines(file):
        for name in line.value:
            if name not in KNOWN:
                raise line.refused(name[:40], f"unknown; there are {', '.join(sorted(KNOWN))}")
        asked = _sampling(line), _one_of(line, "format", FORMATS) or "raw"
        if first is None:
            first = asked
        if asked != first:
            raise InputError("sampling or format is another than in the lines before; make a file of each", line.where)
        answer = _answered(line, file.stem)
        version = line.find("version", str) or "1"
        if tasks.setdefault(answer.task, version) != version:
            raise line.refused("version", f"{version!r}, and {tasks[answer.task]!r} in the lines before")
        answers.append(answer)
    if first is None:
        raise InputError("holds no answers", str(file))
    return Log("jsonl", tuple(answers), tasks, first[1], first[0])


def _answered(line: Fields, task: str) -> Answered:
    question = line.get("question", str, "what was asked")
    return Answered(
        arm=Arm(line.get("model", str, "it names the arm"), line.find("adapter", str)),
        task=line.find("task", str) or task,
        id=line.get("id", str, "answers of two models to one question are paired by it"),
        question=question,
        prompt=line.find("prompt", str) or question,
        target=line.get("target", str, "the reference answer, which decides what is right"),
        text=line.get("text", str, "the text that the model wrote"),
        where=line.where,
        sample=line.whole("sample") or 0,
        finish_reason=cast(Literal["stop", "length"] | None, _one_of(line, "finish_reason", REASONS)),
        prompt_tokens=line.whole("prompt_tokens"),
        new_tokens=line.whole("new_tokens"),
        seconds=line.find("seconds", float),
    )


def _sampling(line: Fields) -> Sampling:
    budget = line.whole("max_new_tokens", 1)
    if budget is None:
        raise line.refused("max_new_tokens", "missing; only texts of one token budget can be compared")
    return Sampling(
        temperature=line.find("temperature", float) or 0.0,
        top_p=1.0 if (top_p := line.find("top_p", float)) is None else top_p,
        top_k=line.whole("top_k") or 0,
        max_new_tokens=budget,
    )


def _one_of(line: Fields, name: str, allowed: tuple[str, ...]) -> str | None:
    value = line.find(name, str)
    if value is not None and value not in allowed:
        raise line.refused(name, f"{value[:40]!r} is none of {', '.join(allowed)}")
    return value
