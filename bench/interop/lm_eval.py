"""Logs of EleutherAI's lm-evaluation-harness: ``samples_TASK_DATE.jsonl``, with ``results_DATE.json`` beside.

Only tasks of the type ``generate_until`` have texts. lm-eval records neither why a text ended nor its tokens: whether
it was cut off is judged by how it ends, and what needs token counts stays undefined.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.errors import InputError
from bench.interop.fields import Fields, read_lines, read_object
from bench.interop.log import Answered, Arm, Log
from bench.records import Sampling

SAMPLES = re.compile(r"samples_(?P<task>.+)_(?P<date>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:\.\d+)?)\.jsonl")
BUDGET = 256
"""``max_gen_toks`` of lm-eval's models where neither task nor command sets it."""
_QUESTIONS = ("question", "problem", "instruction", "query", "input")
"""Fields of a task's document that hold the question, as data sets name them."""


def read(file: Path) -> Log:
    """The log of one task; InputError by line and field for what cannot be used."""
    named = SAMPLES.fullmatch(file.name)
    if named is None:
        raise InputError("an lm-eval log is called samples_TASK_DATE.jsonl; keep the name that lm-eval gave", str(file))
    beside = file.with_name(f"results_{named['date']}.json")
    if not beside.is_file():
        raise InputError(f"no {beside.name} beside it; it says which model answered, copy it there", str(file))
    results = read_object(beside)
    task, arm = named["task"], _arm(results)
    answers: dict[tuple[str, int], Answered] = {}
    found: Sampling | None = None
    for line in read_lines(file):
        options = _options(line)
        sampling = _sampling(line, options, results)
        if found is not None and sampling != found:
            raise InputError("generation options are other than in the lines before", line.where)
        found = sampling
        for answer in _answers(line, task, arm, options):
            # lm-eval writes a line for each of a task's filters, with the same texts.
            known = answers.setdefault((answer.id, answer.sample), answer)
            if known.text != answer.text:
                raise line.refused("doc_id", f"{answer.id} again, with another text")
    if found is None:
        raise InputError("holds no answers", str(file))
    shots = results.under("n-shot").value.get(task, 0)
    version = f"{results.under('versions').value.get(task, 'unversioned')}, {shots}-shot"
    return Log(
        tool="lm-eval",
        answers=tuple(answers.values()),
        tasks={task: version},
        format="chat" if results.value.get("chat_template") else "raw",
        sampling=found,
        versions=_versions(results),
    )


def _arm(results: Fields) -> Arm:
    config = results.under("config", "it says which model answered")
    args: Any = config.value.get("model_args")
    if isinstance(args, str):  # as lm-eval wrote it before 0.4.9
        args = dict(part.split("=", 1) for part in args.split(",") if "=" in part)
    given = Fields(args if isinstance(args, dict) else {}, config.where, "config.model_args.")
    model = given.find("pretrained", str) or given.find("model", str) or results.find("model_name", str)
    if not model:
        raise results.refused("config.model_args.pretrained", "missing; it names the arm")
    return Arm(model, given.find("peft", str) or given.find("lora_local_path", str))


def _options(line: Fields) -> tuple[str, Fields]:
    """Prompt and generation options of a line; lm-eval before 0.4.3 wrote them as a list."""
    arguments = line.value.get("arguments")
    if isinstance(arguments, list) and arguments and isinstance(arguments[0], list) and len(arguments[0]) > 1:
        arguments = {"gen_args_0": {"arg_0": arguments[0][0], "arg_1": arguments[0][1]}}
    given = Fields({"arguments": arguments}, line.where).under("arguments", "the prompt and the generation options")
    first = given.under("gen_args_0", "the prompt and the generation options")
    if isinstance(first.value.get("arg_1"), str):
        raise first.refused("arg_1", "is a choice whose likelihood was measured; only generated texts can be compared")
    return first.get("arg_0", str, "the prompt"), first.under("arg_1", "the generation options")


def _sampling(line: Fields, options: tuple[str, Fields], results: Fields) -> Sampling:
    given = options[1]
    budget = given.whole("max_gen_toks", 1) or given.whole("max_tokens", 1) or given.whole("max_new_tokens", 1)
    if budget is None:
        args = results.under("config").value.get("model_args")
        set_for_all = Fields(args if isinstance(args, dict) else {}, results.where, "config.model_args.")
        budget = set_for_all.whole("max_gen_toks", 1) or BUDGET
    sampled = given.value.get("do_sample")
    temperature = given.find("temperature", float)
    if sampled is True and temperature is None:
        temperature = 1.0
    return Sampling(
        temperature=0.0 if sampled is False else temperature or 0.0,
        top_p=1.0 if (top_p := given.find("top_p", float)) is None else top_p,
        top_k=given.whole("top_k") or 0,
        max_new_tokens=budget,
    )


def _answers(line: Fields, task: str, arm: Arm, options: tuple[str, Fields]) -> Iterator[Answered]:
    number = line.whole("doc_id")
    if number is None:
        raise line.refused("doc_id", "missing; answers of two models to one question are paired by it")
    replies = line.get("resps", list, "the texts that the model wrote")
    texts = replies[0] if len(replies) == 1 and isinstance(replies[0], list) else None
    if not texts or not all(isinstance(text, str) for text in texts):
        raise line.refused("resps", "holds no generated texts; only tasks of the type generate_until have them")
    for sample, text in enumerate(texts):
        yield Answered(
            arm=arm,
            task=task,
            id=str(number),
            question=_question(line, options[0]),
            prompt=options[0],
            target=_target(line),
            text=text,
            where=line.where,
            sample=sample,
        )


def _question(line: Fields, prompt: str) -> str:
    """The document's own words where it names them, which no chat template or example before it changes."""
    doc = line.under("doc").value
    return next((doc[name] for name in _QUESTIONS if isinstance(doc.get(name), str) and doc[name].strip()), prompt)


def _target(line: Fields) -> str:
    target = line.value.get("target")
    if isinstance(target, list) and len(target) == 1:
        target = target[0]
    if isinstance(target, int | float) and not isinstance(target, bool):
        target = json.dumps(target)
    if not isinstance(target, str) or not target.strip():
        what = f"{len(target)} answers" if isinstance(target, list) else json.dumps(target)[:40]
        raise line.refused("target", f"{what} where one reference answer is due; it decides what is right")
    return target


def _versions(results: Fields) -> dict[str, str]:
    named = {"lm_eval": "lm_eval_version", "transformers": "transformers_version"}
    return {name: str(results.value[key]) for name, key in named.items() if results.value.get(key)}
