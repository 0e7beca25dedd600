"""`kenzan tune` with the settings of the notebooks: loss, time of a step and memory, by unsloth and by transformers.

    python benchmarks/shapes.py FOLDER --shape qwq
    python benchmarks/tuning.py FOLDER/base [--trainers unsloth,hf] [--steps 12] [--tokens 1024] [--output FILE]
    python benchmarks/tuning.py --from FILE

Each trainer runs in a process of its own on the same pairs, all of about that many tokens, as many as the steps take; a
trainer that fails leaves its reason in the table. With random weights the loss says that the training learns at all, no
more. `--from` writes the section of figures that were made elsewhere.
"""

import argparse
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import results

HERE = Path(__file__).parent
TRAINERS = ("unsloth", "hf")
WORDS = ("how", "many", "metres", "does", "the", "train", "to", "the", "lake", "climb", "when", "it", "leaves", "at")
UNTIMED = 3
"""Steps at the beginning that compile and warm up."""
GIB = 1 << 30
TAIL = 1500
"""Characters that are kept of what a trainer said before it failed."""


def main() -> None:
    """Measure each trainer, or take the figures of a file, and write the table."""
    asked = arguments()
    if asked.figures_from:
        figures = [json.loads(line) for line in asked.figures_from.read_text("utf-8").splitlines() if line.strip()]
    else:
        figures = []
        with tempfile.TemporaryDirectory() as name:
            model = described(asked.model)
            write_pairs(Path(name) / "pairs.jsonl", asked.model, asked.steps * 8, asked.tokens)
            for trainer in asked.trainers:
                figure = {"machine": results.machine(), "model": model, **measured(asked, trainer, Path(name))}
                figures.append(figure)
                print(json.dumps(figure), flush=True)
                if asked.output:
                    with asked.output.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(figure) + "\n")
    body = table(figures)
    print(body)
    if not asked.no_results:
        results.write(asked.title or title(figures), "tuning.py", body, figures[0]["machine"])
    sys.exit(any("failed" in figure for figure in figures))


def arguments() -> argparse.Namespace:
    """What is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, nargs="?", help="folder of the base")
    parser.add_argument("--trainers", "--trainer", type=lambda text: text.split(","), default=list(TRAINERS))
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--tokens", type=int, default=1024, help="of an example")
    parser.add_argument("--limit", type=float, default=540, help="seconds for one trainer, loading included")
    parser.add_argument("--device")
    parser.add_argument("--output", type=Path, help="figures as JSON lines, appended as they are made")
    parser.add_argument("--title", help="of the section in RESULTS.md")
    parser.add_argument("--no-results", action="store_true", help="leave RESULTS.md alone")
    parser.add_argument("--from", dest="figures_from", type=Path)
    asked = parser.parse_args()
    if not asked.figures_from and not asked.model:
        parser.error("give a model's folder, or --from")
    return asked


def described(folder: Path) -> str:
    """The base, from its configuration."""
    from bench import memory
    from bench.engines.loading import read_config

    config = read_config(folder)
    return results.model(config, memory.weights(config, kept=memory.kept_modules(config)).parameters)


def write_pairs(file: Path, model: Path, number: int, tokens: int) -> None:
    """Pairs of about that many tokens and never more, in the tokens of the model."""
    from transformers import AutoTokenizer

    from bench.prompts import ALPACA

    tokenizer, rng = AutoTokenizer.from_pretrained(model), random.Random(3442)

    def length(text: str) -> int:
        return len(tokenizer(text)["input_ids"])

    asked = " ".join(rng.choices(WORDS, k=12)) + "?"
    room = tokens - length(ALPACA.format(instruction=asked, input="")) - 1
    each = length(" ".join(WORDS * 8)) / (8 * len(WORDS))
    with file.open("w", encoding="utf-8") as lines:
        for _ in range(number):
            words = rng.choices(WORDS, k=max(1, int(room / each)))
            while len(words) > 1 and length(" ".join(words)) > room:
                words = words[: max(1, int(0.98 * len(words)))]
            question = " ".join(rng.choices(WORDS, k=8)) + "?"
            lines.write(json.dumps({"instruction": question, "input": "", "output": " ".join(words)}) + "\n")


def measured(asked: argparse.Namespace, trainer: str, folder: Path) -> dict[str, Any]:
    """One training in a process of its own; its reason where it fails."""
    output = folder / trainer
    code = "from bench.cli import main; main()"
    command = [sys.executable, "-c", code, "tune", "-m", str(asked.model), "-d", str(folder / "pairs.jsonl")]
    command += ["-o", str(output), "--trainer", trainer, "--max-steps", str(asked.steps), "--json"]
    command += ["--device", asked.device] if asked.device else []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])}
    environment.setdefault("HF_HUB_OFFLINE", "1")
    start = time.perf_counter()
    figure: dict[str, Any] = {"trainer": trainer}
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=asked.limit)
    except subprocess.TimeoutExpired as over:
        said = over.stderr.decode(errors="replace") if isinstance(over.stderr, bytes) else over.stderr or ""
        return {**figure, "failed": f"ended after {asked.limit:.0f} s", "said": said[-TAIL:]}
    figure["whole"] = time.perf_counter() - start
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return {**figure, "failed": lines[-1] if lines else f"status {done.returncode}", "said": done.stderr[-TAIL:]}
    state = json.loads((output / "tuning.json").read_text("utf-8"))
    result, settings = state["result"], state["asked"]["settings"]
    ends = [step["seconds"] for step in result["losses"]]
    times = [after - before for before, after in itertools.pairwise(ends)][UNTIMED - 1 :]
    losses = [step["loss"] for step in result["losses"]]
    return {
        **figure,
        "versions": state["asked"]["versions"],
        "settings": settings,
        "steps": len(losses),
        "longest": result["longest"],
        "losses": losses,
        "first_step": ends[0],
        "step": statistics.median(times) if times else None,
        "memory": result["memory"],
        "needed": result["needed"],
        "optimizer": result["optimizer"],
    }


def table(figures: list[dict[str, Any]]) -> str:
    """A line for each trainer, then what failed."""
    heads = ["trainer", "loss, first and last step", "s a step", "tokens/s", "first step", "whole command"]
    heads += ["reserved before", "peak", "training alone", "computed beforehand"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    failed = []
    for figure in figures:
        if "failed" in figure:
            failed.append(f"- {figure['trainer']}: {figure['failed']}")
            continue
        memory, settings, step = figure["memory"], figure["settings"], figure["step"]
        tokens = figure["longest"] * settings["batch_size"] * settings["accumulation"]
        cells = [figure["trainer"], f"{figure['losses'][0]:.3f}, {figure['losses'][-1]:.3f}"]
        cells += [f"{step:.2f}", f"{tokens / step:,.0f}"] if step else ["–", "–"]
        cells += [f"{figure['first_step']:.1f} s", f"{figure['whole']:.0f} s"]
        cells += [_share(memory, memory["reserved"]), _share(memory, memory["peak"])]
        needed = figure["needed"]
        cells += [_share(memory, memory["peak"] - memory["reserved"]), f"{needed / GIB:.1f} GiB" if needed else "–"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines + ([""] if failed else []) + failed + _about(figures))


def _about(figures: list[dict[str, Any]]) -> list[str]:
    """What was trained, in a sentence."""
    done = [figure for figure in figures if "failed" not in figure]
    if not done:
        return []
    first, settings = done[0], done[0]["settings"]
    versions = {name: version for figure in done for name, version in figure["versions"].items()}
    return [
        "",
        f"{first['memory']['device']}; {first['steps']} steps of {settings['batch_size']} × {settings['accumulation']} "
        f"examples of up to {first['longest']} tokens; r {settings['r']}, alpha {settings['alpha']}, "
        f"{first['optimizer']}, gradient checkpointing; " + ", ".join(f"{n} {v}" for n, v in versions.items()) + ". "
        f"Time of a step: median after the first {UNTIMED}. Memory: what torch reserved, and its share of the card.",
    ]


def _share(memory: dict[str, Any], size: int) -> str:
    share = f" ({100 * size / memory['total']:.0f} %)" if memory["total"] else ""
    return f"{size / GIB:.2f} GiB{share}"


def title(figures: list[dict[str, Any]]) -> str:
    """Of the section."""
    device = next((figure["memory"]["device"] for figure in figures if "memory" in figure), "no device")
    return f"Tuning: {figures[0]['model']}, {device}"


if __name__ == "__main__":
    main()
