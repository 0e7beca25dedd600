"""Logs of Inspect (UK AI Security Institute): ``.json`` read as it is, ``.eval`` by `inspect_ai.log`, an extra.

A sample's answer is the text of its last message; thinking that Inspect keeps apart stands before it in ``<think>``
tags. Only questions that were asked once and answered once are read: of a dialogue or an agent's way, no one text is
the answer.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from bench.errors import InputError, first_line
from bench.interop.fields import Fields, read_object
from bench.interop.log import Answered, Arm, Log
from bench.records import Sampling

ENDS: dict[str, Literal["stop", "length"]] = {"stop": "stop", "max_tokens": "length", "model_length": "length"}
"""Inspect's ``stop_reason`` -> Kenzan's; with any other but `UNKNOWN` the text was ended by a filter or an error."""
UNKNOWN = "unknown"
"""What some of Inspect's providers (``hf``) always say; then the number of tokens tells."""


def read(file: Path) -> Log:
    """The log; InputError by field for what cannot be used."""
    return _log(read_object(file)) if file.suffix == ".json" else _read_eval(file)


def _read_eval(file: Path) -> Log:
    try:
        from inspect_ai.log import read_eval_log, write_eval_log
    except ImportError as error:
        message = "needs inspect_ai: pip install 'kenzan[inspect]'; or `inspect log convert --to json` it first"
        raise InputError(message, str(file)) from error
    with tempfile.TemporaryDirectory() as folder:
        converted = Path(folder) / "log.json"
        try:
            write_eval_log(read_eval_log(str(file)), str(converted))
        except Exception as error:  # whatever a broken archive makes its reader do
            raise InputError(f"cannot be read as a log of Inspect: {first_line(error)}", str(file)) from error
        return _log(Fields(read_object(converted).value, str(file)))


def _log(log: Fields) -> Log:
    status = log.get("status", str, "a log of Inspect says whether it ended well")
    if status != "success":
        raise log.refused("status", f"{status[:20]}, not success; only logs of evaluations that ended can be compared")
    given = log.under("eval", "it says which model answered")
    task = given.get("task", str, "the questions are named after it")
    arm, sampling = _arm(given), _sampling(log, given)
    samples = log.get("samples", list, "they hold the texts; log them with --log-samples")
    answers: list[Answered] = []
    for n, sample in enumerate(samples):
        if not isinstance(sample, dict):
            raise log.refused(f"samples[{n}]", "is no sample")
        answers.append(_answered(Fields(sample, log.where, f"samples[{n}]."), task, arm, sampling))
    if not answers:
        raise log.refused("samples", "holds no answers")
    return Log(
        tool="inspect",
        answers=tuple(answers),
        tasks={task: f"{given.value.get('task_version', 0)}, {_solvers(log)}"},
        format="chat",
        sampling=sampling,
        versions={name: str(version) for name, version in given.under("packages").value.items()},
        created=given.find("created", str) or "",
    )


def _arm(given: Fields) -> Arm:
    args = given.under("model_args")
    return Arm(args.find("model_path", str) or given.get("model", str, "it names the arm"))


def _sampling(log: Fields, given: Fields) -> Sampling:
    """Of the plan, which holds the task's options and the command's."""
    config = log.under("plan").under("config")
    budget = config.whole("max_tokens", 1)
    if budget is None:
        raise config.refused("max_tokens", "missing; only texts of one token budget can be compared")
    greedy = given.under("model_args").value.get("do_sample") is False
    temperature = 0.0 if greedy else config.find("temperature", float)
    if temperature is None:
        raise config.refused("temperature", "missing; only texts that were sampled alike can be compared")
    return Sampling(
        temperature=temperature,
        top_p=1.0 if (top_p := config.find("top_p", float)) is None else top_p,
        top_k=config.whole("top_k") or 0,
        max_new_tokens=budget,
    )


def _solvers(log: Fields) -> str:
    """How the questions were put: the solvers, with a hash of their parameters."""
    steps = log.under("plan").find("steps", list) or []
    names = [str(step.get("solver")) for step in steps if isinstance(step, dict)]
    digest = hashlib.sha256(json.dumps(steps, sort_keys=True).encode()).hexdigest()
    return f"{'+'.join(names)} {digest[:6]}"


def _answered(sample: Fields, task: str, arm: Arm, sampling: Sampling) -> Answered:
    name = sample.value.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int):
        raise sample.refused("id", "missing; answers of two models to one question are paired by it")
    output = sample.under("output", "the text that the model wrote")
    choices = output.get("choices", list, "the text that the model wrote")
    if len(choices) != 1 or not isinstance(choices[0], dict):
        raise output.refused("choices", f"{len(choices)} where one answer is due")
    choice = Fields(choices[0], sample.where, f"{output.path}choices[0].")
    reason = choice.get("stop_reason", str, "it tells a cut-off text from a whole one")
    if reason not in ENDS and reason != UNKNOWN:
        raise choice.refused("stop_reason", f"{reason[:20]!r} is none of {', '.join(ENDS)}")
    tokens = output.under("usage").whole("output_tokens")
    if reason == UNKNOWN and tokens is not None:
        reason = "max_tokens" if tokens >= sampling.max_new_tokens else "stop"
    turns = sample.find("messages", list) or []
    if sum(isinstance(turn, dict) and turn.get("role") == "assistant" for turn in turns) > 1:
        raise sample.refused("messages", "holds several turns of the model; only single answers can be compared")
    question = _question(sample)
    options = sample.find("choices", list) or []
    return Answered(
        arm=arm,
        task=task,
        id=str(name),
        question=question,
        prompt=question,
        target=_target(sample),
        text="".join(_parts(choice.under("message", "the text that the model wrote"))),
        where=sample.where,
        sample=(sample.whole("epoch", 1) or 1) - 1,
        choices=len(options),
        finish_reason=ENDS.get(reason),
        prompt_tokens=output.under("usage").whole("input_tokens"),
        new_tokens=tokens,
        seconds=sample.find("working_time", float) or sample.find("total_time", float),
    )


def _question(sample: Fields) -> str:
    """What the user was recorded to say; InputError where there were several turns."""
    given: Any = sample.value.get("input")
    if isinstance(given, str):
        return given
    said = [turn for turn in given if isinstance(turn, dict)] if isinstance(given, list) else []
    if not said or [turn.get("role") for turn in said if turn.get("role") != "system"] != ["user"]:
        raise sample.refused("input", "is not one question of one user")
    return "\n\n".join("".join(_parts(Fields(turn, sample.where, f"{sample.path}input."))) for turn in said)


def _parts(message: Fields) -> Iterator[str]:
    """The text of a message, its thinking in tags."""
    content: Any = message.value.get("content")
    if isinstance(content, str):
        yield content
        return
    parts: list[Any] = content if isinstance(content, list) else [None]
    for given in parts:
        part: dict[str, Any] = given if isinstance(given, dict) else {}
        kind = part.get("type")
        if kind == "text" and isinstance(part.get("text"), str):
            yield part["text"]
        elif kind == "reasoning" and isinstance(part.get("reasoning"), str):
            yield f"<think>\n{part['reasoning']}\n</think>\n"
        else:
            raise message.refused("content", "holds more than text")


def _target(sample: Fields) -> str:
    target: Any = sample.value.get("target")
    if isinstance(target, list) and len(target) == 1:
        target = target[0]
    if not isinstance(target, str) or not target.strip():
        what = f"{len(target)} answers" if isinstance(target, list) else "missing"
        raise sample.refused("target", f"{what} where one reference answer is due; it decides what is right")
    return target
