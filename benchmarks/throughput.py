"""The same work through every engine, side by side: new tokens a second, and what of the hardware's limit that is.

    python benchmarks/throughput.py                                          # the embedded pair on this machine
    python benchmarks/throughput.py --shape qwq --engines slots,vllm,unsloth,hf --rows 64,256,1 --tokens 192
    python benchmarks/throughput.py --shape qwq --engines slots@bf16,slots@bf16+static,vllm+dummy
    python benchmarks/throughput.py --engines ray:slots --workers 1,2 --rows 64
    python benchmarks/throughput.py --lm-eval VENV/bin/python --rows 32
    python benchmarks/throughput.py --from figures.jsonl                     # the table again, from stored figures

An engine is named as for `--engine`; `@bf16` or `@4bit` sets `--weights`, `+static` hands the requests over batch by
batch (what a continuous engine gains over that is its refilling), `+dummy` lets vLLM make up 16-bit weights of the same
shapes. Every engine has a process of its own, which measures all settings and is ended after `--limit` seconds; figures
are printed and stored as they come. Lengths are forced (see `workload.py`). Long-tailed lengths are given as budgets:
an engine that takes the longest first (vLLM and the slots do) knows them, static batches make no use of it.

The limit: the weights of a step and the keys and values of its rows are read once, at the copy bandwidth measured in
the same run. Memory on a GPU is that of all processes on it, as `nvidia-smi` sees it; vLLM takes all that it may.
"""

import argparse
import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import results
import throughput_table
import workload
from throughput_engine import MARK

HERE = Path(__file__).parent


def main() -> None:
    """Measure, print, store."""
    asked = arguments()
    if asked.figures_from:
        figures = [json.loads(line) for line in asked.figures_from.read_text("utf-8").splitlines()]
    else:
        figures = list(run(asked))
    body = throughput_table.body(figures)
    print(body)
    if not asked.no_results:
        machine = next((f["machine"] for f in figures if f["kind"] == "machine"), None)
        results.write(asked.title or throughput_table.title(figures), "throughput.py", body, machine)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", type=lambda text: text.split(","), default=["hf", "slots"])
    parser.add_argument("-m", "--model", default="mini")
    parser.add_argument("-a", "--adapter")
    parser.add_argument("--shape", help="a random-weight checkpoint of these shapes, made by shapes.py")
    parser.add_argument("--layers", type=int, help="of that checkpoint, for trials")
    parser.add_argument("--folder", type=Path, help="where to keep it")
    parser.add_argument("--rows", type=numbers, default=[64])
    parser.add_argument("--tokens", type=int, default=64, help="new tokens, the mean of a setting")
    parser.add_argument("--prompt", type=int, default=96, help="tokens of a prompt")
    parser.add_argument("--waves", type=int, default=3, help="requests for each row, with long-tailed lengths")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", help="lengths/arms of the settings wanted, e.g. equal/mixed,long/mixed")
    parser.add_argument("--device")
    parser.add_argument("--workers", type=numbers, default=[1], help="for the engine ray")
    parser.add_argument("--lm-eval", type=Path, help="Python of an environment with lm-eval")
    parser.add_argument("--limit", type=float, default=600, help="seconds for one engine, loading included")
    parser.add_argument("--output", type=Path, help="figures as JSON lines")
    parser.add_argument("--title", help="of the section in RESULTS.md")
    parser.add_argument("--no-results", action="store_true", help="leave RESULTS.md alone")
    parser.add_argument("--from", dest="figures_from", type=Path)
    return parser.parse_args()


def numbers(text: str) -> list[int]:
    """``64,256`` as numbers."""
    return [int(part) for part in text.split(",")]


def deciding(words: Sequence[str]) -> list[str]:
    """The options that decide a figure; where files lie on this machine is nobody's matter."""
    kept, rest = [], iter(words)
    for word in rest:
        if word in ("--folder", "--output", "--title"):
            next(rest, None)
        elif word == "--lm-eval":
            next(rest, None)
            kept += [word, "VENV/bin/python"]
        elif word != "--no-results":
            kept.append(word)
    return kept


def run(asked: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """All figures, each printed and stored as it comes."""
    with tempfile.TemporaryDirectory() as scratch:
        for figure in measure(asked, Path(scratch)):
            line = json.dumps(figure)
            print(line, flush=True)
            if asked.output:
                with asked.output.open("a", encoding="utf-8") as file:
                    file.write(line + "\n")
            yield figure


def measure(asked: argparse.Namespace, scratch: Path) -> Iterator[dict[str, Any]]:
    """What was asked, machine, model and each engine in turn."""
    yield {"engine": "command", "kind": "command", "words": shlex.join(deciding(sys.argv[1:]))}
    model, adapter = pair(asked, scratch)
    probe = [sys.executable, str(HERE / "throughput_probe.py"), "--model", str(model)]
    yield from (f for f in child(probe, 300, "probe"))
    # Random weights hardly ever make the end-of-text token.
    forced = model if asked.shape else workload.endless(model, scratch / "endless")
    for spec in asked.engines:
        name, _, mode = spec.partition("+")
        folder = workload.plain(forced, scratch / "plain") if mode == "dummy" else forced
        for workers in asked.workers if name.startswith("ray") else (None,):
            command = [sys.executable, str(HERE / "throughput_engine.py"), spec, "--model", str(folder)]
            command += ["--rows", *map(str, asked.rows), "--tokens", str(asked.tokens), "--prompt", str(asked.prompt)]
            command += ["--repeats", str(asked.repeats), "--waves", str(asked.waves)]
            for option, value in (("adapter", adapter), ("device", asked.device), ("workers", workers)):
                command += [f"--{option}", str(value)] if value else []
            command += ["--only", asked.only] if asked.only else []
            yield from child(command, asked.limit, f"{spec} x{workers}" if workers else spec)
    if asked.lm_eval:
        yield from lm_eval(asked, forced, scratch)


def pair(asked: argparse.Namespace, scratch: Path) -> tuple[Path, Path | None]:
    """Folders of base and adapter."""
    if asked.shape:
        folder = asked.folder or scratch / "shape"
        command = [sys.executable, str(HERE / "shapes.py"), str(folder), "--shape", asked.shape]
        subprocess.run(command + (["--layers", str(asked.layers)] if asked.layers else []), check=True)
        return folder / "base", folder / "adapter"
    from bench.engines.loading import resolve

    adapter = asked.adapter or ("mini-terse" if asked.model == "mini" else None)
    return resolve(asked.model, "-m"), resolve(adapter, "-a") if adapter else None


def lm_eval(asked: argparse.Namespace, model: Path, scratch: Path) -> Iterator[dict[str, Any]]:
    """lm-eval's `hf` on the base, the same prompts and numbers of tokens, at its default batch size and at 32."""
    from bench.engines.loading import read_config
    from bench.engines.tokens import Tokens

    tokens = Tokens(model, read_config(model))
    for rows in (number for number in asked.rows if number > 1):
        setting = workload.Setting(rows, "equal", "base", rows)
        for batch in (1, 32):
            work = [
                [r.prompt for r in workload.requests(setting, asked.tokens, asked.prompt, seed, tokens.encode)]
                for seed in range(1, asked.repeats + 1)
            ]
            file = scratch / f"lm-eval-{rows}-{batch}.json"
            file.write_text(json.dumps({"model": str(model), "batch": batch, "tokens": asked.tokens, "work": work}))
            command = [str(asked.lm_eval), str(HERE / "throughput_lm_eval.py"), str(file)]
            yield from child(command, asked.limit, f"lm-eval hf, batch {batch}")


def child(command: list[str], limit: float, engine: str) -> Iterator[dict[str, Any]]:
    """Figures of one process, ended with all that it started when its time is over; its other talk goes to stderr."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])}
    environment.setdefault("HF_HUB_OFFLINE", "1")
    environment.setdefault("VLLM_USE_FLASHINFER_SAMPLER", "0")
    start, used, done = time.perf_counter(), Used(), False
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True, errors="replace"
    )
    timer = threading.Timer(limit, end, [process])
    timer.start()
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if MARK not in line:
                print(line, end="", file=sys.stderr)
                continue
            figure = json.loads(line[line.index(MARK) + len(MARK) :])
            if done := figure["kind"] == "done":
                break
            yield {"engine": engine, **figure, "gpu_memory": used.peak()}
    finally:
        timer.cancel()
        used.ended.set()
        end(process)
    if not done:
        over = time.perf_counter() - start >= limit
        reason = f"ended after {limit:.0f} s" if over else f"ended early, with status {process.returncode}"
        yield {"engine": engine, "kind": "failed", "reason": reason}


def end(process: "subprocess.Popen[str]") -> None:
    """End a process and all that it started, a library's own processes included, so that the GPU is free again."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Used(threading.Thread):
    """Watches how much memory is in use on the GPUs together, whoever uses it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.ended = 0, threading.Event()
        self.start()

    def run(self) -> None:
        """Ask `nvidia-smi` about three times a second; where there is none, end."""
        query = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"]
        while not self.ended.wait(0.3):
            try:
                answer = subprocess.run(query, capture_output=True, text=True, check=True).stdout
            except (OSError, subprocess.CalledProcessError):
                return
            self.most = max(self.most, sum(int(line) for line in answer.split()) << 20)

    def peak(self) -> int:
        """Bytes since the last call; 0 without a GPU."""
        most, self.most = self.most, 0
        return most


if __name__ == "__main__":
    main()
