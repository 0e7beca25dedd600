"""Which requests a run owes: items x formats x ways of eliciting x samples x arms, each with its content key.

The key is a hash of everything that decides a text. Change any part and the work is owed again; change none and it is
never made twice. The arms of an item share prompt, sampling and seed, so that only the adapter differs.
"""

import hashlib
import itertools
import json
from collections.abc import Container, Iterable, Iterator, Sequence

from bench.arms import Arm
from bench.engines.base import Engine
from bench.prompts import render
from bench.records import Elicit, Failure, Item, Request, Sampling


def plan(
    items: Iterable[Item],
    engine: Engine,
    *,
    arms: Sequence[Arm],
    formats: Sequence[str],
    elicits: Sequence[Elicit] = ("none",),
    samples: int,
    sampling: Sampling,
    seed: int,
) -> list[Request]:
    """All requests of a run, in the order of the items; the arms of an item stand beside one another.

    A budget goes no further than the engine's context: where the prompt leaves less room than `sampling` asks for, the
    request's own `max_new_tokens` is what is left, 0 where nothing is (see `without_room`).

    Two draws can give the same prompt. It is asked once, for the first item: the same text twice is no second piece of
    evidence.
    """
    identities = {arm: engine.identity(arm.adapter) for arm in arms}
    requests: dict[str, Request] = {}
    for item in items:
        for format, elicit in itertools.product(formats, elicits):
            prompt, prefilled = render(item, format, engine.chat, elicit)
            tokens = engine.encode(prompt)
            allowed = _within(sampling, len(tokens), engine.context)
            for sample in range(samples):
                stream = _stream(seed, tokens, sample) if sampling.temperature > 0 else 0
                for arm in arms:
                    parts = {
                        "identity": identities[arm],
                        "strength": arm.strength if arm.adapter else 0,
                        "tokens": tokens,
                        "sampling": allowed.model_dump(),
                        "sample": sample,
                        "seed": stream,
                    }
                    request = Request(
                        key=_digest(parts),
                        item=item,
                        arm=arm.name,
                        adapter=arm.adapter,
                        strength=arm.strength if arm.adapter else 0.0,
                        format=format,
                        elicit=elicit,
                        sample=sample,
                        prompt=prompt,
                        prefilled=prefilled,
                        sampling=allowed,
                        seed=stream,
                    )
                    requests.setdefault(request.key, request)
    return list(requests.values())


def owed(requests: Iterable[Request], done: Container[str]) -> list[Request]:
    """Planned minus done."""
    return [request for request in requests if request.key not in done]


def without_room(requests: Iterable[Request], context: int | None) -> Iterator[Failure]:
    """Of each request whose prompt fills the context by itself: that it cannot be answered, and why."""
    for request in requests:
        if request.sampling.max_new_tokens == 0:
            reason = f"the prompt leaves no room for an answer in the model's context of {context} tokens"
            yield Failure(key=request.key, reason=reason)


def _within(sampling: Sampling, prompt: int, context: int | None) -> Sampling:
    """The sampling with a budget that fits into the context after a prompt of so many tokens."""
    if context is None or prompt + sampling.max_new_tokens <= context:
        return sampling
    return sampling.model_copy(update={"max_new_tokens": max(0, context - prompt)})


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _stream(seed: int, tokens: list[int], sample: int) -> int:
    """Seed of one prompt's random stream: the same for all arms, different for every prompt and sample. 63 bits."""
    return int(_digest([seed, tokens, sample])[:16], 16) >> 1
