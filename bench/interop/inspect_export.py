"""A scored run -> a log of Inspect for each arm, in its JSON form, which `inspect view` and `inspect_ai.log` open.

A log of Inspect is of one model: the arm stands as its name. Outcome and metrics are the score ``kenzan`` of a sample.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from bench.comparison import Pair, Side, values
from bench.comparison.comparing import Sides
from bench.runs import Manifest

VERSION = 2
"""Of Inspect's log format."""
SCORER = "kenzan"
VALUES = {"right": "C", "ambiguous": "P", "wrong": "I", "none": "N", "truncated": "N"}
"""Outcome -> Inspect's letter: correct, partial, incorrect, no answer."""


def logs(found: Sides, manifest: Manifest) -> dict[str, dict[str, Any]]:
    """Arm -> its log, of arms that have answered."""
    made = {}
    for arm in found.arms:
        own = [(pair, pair.sides[arm]) for pair in found.pairs if arm in pair.sides]
        if own:
            made[arm] = _log(arm, own, manifest)
    return made


def _log(arm: str, own: Sequence[tuple[Pair, Side]], manifest: Manifest) -> dict[str, Any]:
    samples = [_sample(pair, side, arm) for pair, side in own]
    sampling = manifest.sampling
    config = {"max_tokens": sampling.max_new_tokens, "temperature": sampling.temperature, "top_p": sampling.top_p}
    name = hashlib.sha256(f"{manifest.signature} {arm}".encode()).hexdigest()[:22]
    right = sum(side.judgment.outcome == "right" for _, side in own) / len(own)
    ids = list(dict.fromkeys(sample["id"] for sample in samples))
    return {
        "version": VERSION,
        "status": "success",
        "eval": {
            "eval_id": name,
            "run_id": name,
            "created": manifest.created,
            "task": "kenzan",
            "task_id": name,
            "task_version": "+".join(f"{pack}@{version}" for pack, version in manifest.packs.items()),
            "dataset": {"name": "kenzan", "samples": len(ids), "sample_ids": ids, "shuffled": False},
            "model": arm,
            "config": {"epochs": manifest.samples},
            "packages": manifest.versions,
            "metadata": {"signature": manifest.signature, "model": manifest.model, "adapters": manifest.adapters},
        },
        "plan": {"name": "plan", "steps": [], "config": config},
        "results": {
            "total_samples": len(samples),
            "completed_samples": len(samples),
            "scores": [
                {"name": SCORER, "scorer": SCORER, "metrics": {"accuracy": {"name": "accuracy", "value": right}}}
            ],
        },
        "stats": {"started_at": manifest.created, "completed_at": manifest.created},
        "samples": samples,
    }


def _sample(pair: Pair, side: Side, arm: str) -> dict[str, Any]:
    item, request, generation, judgment = pair.item, side.request, side.generation, side.judgment
    reply = {"role": "assistant", "content": generation.text, "source": "generate", "model": arm}
    reason = {"stop": "stop", "length": "max_tokens", None: "unknown"}[generation.finish_reason]
    usage = {}
    if generation.prompt_tokens is not None and generation.new_tokens is not None:
        total = generation.prompt_tokens + generation.new_tokens
        tokens = {"input_tokens": generation.prompt_tokens, "output_tokens": generation.new_tokens}
        usage = {"usage": tokens | {"total_tokens": total}}
    named = {"pack", "template", "family", "lang", "variant", "book", "entity", "rung", "check"}
    return {
        "id": f"{item.id}/{request.format}/{request.elicit}",
        "epoch": request.sample + 1,
        "input": request.prompt,
        "target": item.reference.gold or "",
        "messages": [{"role": "user", "content": request.prompt, "source": "input"}, reply],
        "output": {"model": arm, "choices": [{"message": reply, "stop_reason": reason}], **usage},
        "scores": {
            SCORER: {
                "value": VALUES[judgment.outcome],
                "answer": judgment.value,
                "explanation": f"{judgment.outcome}: {judgment.reason}" if judgment.reason else judgment.outcome,
                "metadata": values(side),
            }
        },
        "metadata": item.model_dump(mode="json", include=named) | {"question": item.question, "key": request.key},
        "total_time": generation.seconds,
    }
