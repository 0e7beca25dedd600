"""One engine's part of `throughput.py`, in a process of its own: opens it, measures every setting, prints JSON lines.

Not meant to be called by hand. A line that starts with `FIGURE` is a result; all else is the libraries' talk.
"""

import argparse
import dataclasses
import json
import resource
import statistics
import time
from pathlib import Path
from typing import Any

import workload

from bench.engines.base import Setup
from bench.engines.opening import open_engine
from bench.records import Failure, Request

MARK = "FIGURE "
SHORT = 48
"""New tokens where one row is decoded alone: enough to measure a step."""
SPARE = 16
"""Tokens by which a prompt may be longer than asked for."""
WARM = 4
"""New tokens of the first, uncounted pass: it compiles, captures and fills caches."""
ENOUGH = 40
"""Seconds of one setting after which it is not repeated."""


def tell(kind: str, **values: object) -> None:
    """Print a result at once, so that a process that is cut off loses no earlier one."""
    print(MARK + json.dumps({"kind": kind, **values}), flush=True)


def measure(engine: Any, requests: list[Request], rows: int, *, static: bool) -> dict[str, float]:
    """Seconds, seconds to the first result, and new tokens of one pass."""
    size = rows if static else len(requests)
    tokens, done, first = 0, 0, None
    start = time.perf_counter()
    for begin in range(0, len(requests), size):
        for result in engine.generate(requests[begin : begin + size]):
            if isinstance(result, Failure):
                raise RuntimeError(f"not answered: {result.reason}")
            first = first or time.perf_counter() - start
            tokens, done = tokens + result.new_tokens, done + 1
    seconds = time.perf_counter() - start
    if done != len(requests):
        raise RuntimeError(f"{done} of {len(requests)} requests came back")
    return {"seconds": seconds, "first": first or seconds, "tokens": tokens}


def measure_running(engine: Any, requests: list[Request]) -> dict[str, float]:
    """As `measure`, of the last three quarters of the results: workers load their weights before the first ones."""
    begun, first, tokens = 0.0, None, 0
    start = time.perf_counter()
    for number, result in enumerate(engine.generate(requests), 1):
        if isinstance(result, Failure):
            raise RuntimeError(f"not answered: {result.reason}")
        first = first or time.perf_counter() - start
        if begun:
            tokens += result.new_tokens
        elif number >= len(requests) // 4:
            begun = time.perf_counter()
    return {"seconds": time.perf_counter() - begun, "first": first or 0.0, "tokens": tokens}


def prepare(name: str, setup: Setup, *, dummy: bool) -> Any:
    """The engine, opened. `dummy`: vLLM makes up the weights, a 16-bit checkpoint needs not be there."""
    if dummy:
        from bench.engines.vllm import VllmEngine

        class Dummy(VllmEngine):
            def arguments(self, longest: int) -> dict[str, Any]:
                return {**super().arguments(longest), "load_format": "dummy"}

        return Dummy.open(setup)
    return open_engine(name, setup)


def passes(engine: Any, setting: workload.Setting, asked: argparse.Namespace, *, static: bool) -> None:
    """Measure one setting `repeats` times and tell the medians."""
    tokens = min(asked.tokens, SHORT) if setting.rows == 1 else asked.tokens
    if hasattr(engine, "rows"):
        engine.rows = setting.rows
    work = [workload.requests(setting, tokens, asked.prompt, seed, engine.encode) for seed in range(asked.repeats + 1)]
    short = [r.model_copy(update={"sampling": r.sampling.model_copy(update={"max_new_tokens": WARM})}) for r in work[0]]
    if asked.workers:
        found = [measure_running(engine, requests) for requests in work[1:]]
    else:
        measure(engine, short[: setting.rows], setting.rows, static=static)
        found, start = [], time.perf_counter()
        for requests in work[1:]:
            found.append(measure(engine, requests, setting.rows, static=static))
            if time.perf_counter() - start > ENOUGH:
                break
    rate = [f["tokens"] / f["seconds"] for f in found]
    tell(
        "setting",
        **dataclasses.asdict(setting),
        prompt_tokens=len(engine.encode(work[1][0].prompt)),
        repeats=len(found),
        mean=statistics.fmean(r.sampling.max_new_tokens for r in work[1]),
        longest=max(r.sampling.max_new_tokens for r in work[1]),
        new_tokens=statistics.median(f["tokens"] for f in found),
        seconds=statistics.median(f["seconds"] for f in found),
        first=statistics.median(f["first"] for f in found),
        rate=statistics.median(rate),
        least=min(rate),
        most=max(rate),
        resident=peak_resident(),
    )


def peak_resident() -> int:
    """Largest resident set of this process so far, bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Open the engine and go through the settings; one that fails is told and the next goes on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spec", help="name[@weights][+static|+dummy]")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--adapter", type=Path)
    parser.add_argument("--rows", type=int, nargs="+", required=True)
    parser.add_argument("--tokens", type=int, required=True)
    parser.add_argument("--prompt", type=int, required=True)
    parser.add_argument("--waves", type=int, required=True)
    parser.add_argument("--repeats", type=int, required=True)
    parser.add_argument("--only")
    parser.add_argument("--device")
    parser.add_argument("--workers", type=int)
    asked = parser.parse_args()
    name, _, mode = asked.spec.partition("+")
    name, _, weights = name.partition("@")
    setup = Setup(
        model=str(asked.model),
        adapters={"adapter": str(asked.adapter)} if asked.adapter else {},
        weights=weights or "auto",  # type: ignore[arg-type]
        device=asked.device,
        batch_size=max(asked.rows),
        workers=asked.workers,
    )
    wanted = [
        setting
        for setting in workload.settings(
            asked.rows, asked.waves, adapter=bool(asked.adapter), refilled=bool(asked.workers)
        )
        if not (mode == "static" and setting.lengths == "equal")
        and (not asked.only or f"{setting.lengths}/{setting.arms}" in asked.only.split(","))
    ]
    times = workload.LONGEST if any(setting.lengths == "long" for setting in wanted) else 1
    start = time.perf_counter()
    try:
        engine = prepare(name, setup, dummy=mode == "dummy")
        if hasattr(engine, "prepare"):  # one load for all settings
            engine.prepare(asked.prompt + SPARE + times * asked.tokens)
        tell("open", seconds=time.perf_counter() - start, versions=engine.versions)
    except Exception as error:
        tell("failed", reason=f"{type(error).__name__}: {error}")
        tell("done")
        return
    for setting in wanted:
        try:
            passes(engine, setting, asked, static=mode == "static")
        except Exception as error:
            tell("failed", **dataclasses.asdict(setting), reason=f"{type(error).__name__}: {error}")
    tell("done")


if __name__ == "__main__":
    main()
