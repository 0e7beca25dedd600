"""How many tokens the slot engine shares with `transformers.generate` and PEFT, on the same greedy requests.

    python benchmarks/exactness.py                          # the embedded pair, float32 on a CPU
    python benchmarks/exactness.py -m BASE -a ADAPTER --weights 4bit

In float32 every token is the same. In 16 bit the order of summation decides near ties, and from the first other token
on two texts go their own ways: what is counted is the share of a text before that token.
"""

import argparse
from collections import defaultdict
from itertools import takewhile
from statistics import fmean

import results

from bench import packs
from bench.arms import ADAPTER, arms_of
from bench.engines.base import Setup
from bench.engines.opening import open_engine
from bench.plan import plan
from bench.records import Failure, Request, Sampling
from bench.selections import SEED, SELECTIONS, select


def texts(engine: str, setup: Setup, asked: argparse.Namespace) -> tuple[list[Request], dict[str, list[int]], str]:
    """The requests, the tokens of each one's text by (item, arm), and the type that is computed in."""
    opened = open_engine(engine, setup)
    items = [
        item for path in packs.find(asked.packs) for item in select(packs.load(path), SELECTIONS["quick"], seed=SEED)
    ]
    chosen = items[:: max(1, len(items) // asked.items)][: asked.items]
    arms = arms_of([ADAPTER] if setup.adapters else [])
    sampling = Sampling(max_new_tokens=asked.tokens)
    requests = plan(chosen, opened, arms=arms, formats=["alpaca"], samples=1, sampling=sampling, seed=SEED)
    made = {r.key: r for r in opened.generate(requests) if not isinstance(r, Failure)}
    found = {f"{r.item.id} {r.arm}": opened.encode(made[r.key].text) for r in requests}
    model = getattr(getattr(opened, "_ready", None), "model", None)
    return requests, found, str(model.dtype).removeprefix("torch.") if model is not None else ""


def shared(first: list[int], second: list[int]) -> float:
    """Share of the first text's tokens before the first that differs."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
    return same / max(len(first), 1)


def main() -> None:
    """Measure, print, store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-m", "--model", default="mini")
    parser.add_argument("-a", "--adapter", default="mini-terse")
    parser.add_argument("--weights", default="auto", choices=("auto", "4bit", "bf16"))
    parser.add_argument("--packs", type=lambda text: text.split(","), default=["arithmetic", "entities/mountains"])
    parser.add_argument("--items", type=int, default=24)
    parser.add_argument("--tokens", type=int, default=256)
    parser.add_argument("--no-results", action="store_true", help="leave RESULTS.md alone")
    asked = parser.parse_args()
    adapters = {ADAPTER: asked.adapter} if asked.adapter else {}
    requests, ours, dtype = texts("slots", Setup(asked.model, adapters, weights=asked.weights), asked)
    _, theirs, _ = texts("hf", Setup(asked.model, adapters), asked)
    by_arm: dict[str, list[float]] = defaultdict(list)
    for request in requests:
        place = f"{request.item.id} {request.arm}"
        by_arm[request.arm].append(shared(theirs[place], ours[place]))
    lines = [f"| {arm} | {len(s)} | {sum(x == 1 for x in s)} | {fmean(s):.2%} |" for arm, s in by_arm.items()]
    body = "\n".join(
        [
            f"{asked.model} with {asked.adapter or 'no adapter'}, {dtype}, up to {asked.tokens} new tokens, greedy.",
            "",
            "| arm | texts | the same to the end | tokens before the first other one |",
            "|---|---:|---:|---:|",
            *lines,
        ]
    )
    print(body)
    if not asked.no_results:
        kind = dtype if asked.weights == "auto" else f"{dtype}, weights {asked.weights}"
        results.write(f"Slots against transformers: tokens shared ({asked.model}, {kind})", "exactness.py", body)


if __name__ == "__main__":
    main()
