"""Time and memory of the main job on the embedded pair, and of `kenzan --help`.

    python benchmarks/demo.py [--runs N]

Whole processes, as a user starts them: wall time, and peak memory as the operating system counts it (the largest
resident set of the process). Medians over the runs, with least and most. Each run starts from an empty directory.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import results

KENZAN = [sys.executable, "-c", "from bench.cli import main; main()"]


def measure(arguments: list[str], folder: str) -> tuple[float, float]:
    """Wall seconds and peak memory in GB of one `kenzan` process."""
    start = time.perf_counter()
    with subprocess.Popen([*KENZAN, *arguments], cwd=folder, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"kenzan {' '.join(arguments)} ended with status {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss / 1e6


def spread(values: list[float]) -> str:
    """Median (least to most)."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def imports_torch() -> bool:
    """Whether `kenzan --help` loads torch."""
    code = (
        "import sys; from bench.cli import app; app(['--help'], standalone_mode=False); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip().endswith("True")


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    seconds, memory = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            wall, peak = measure(["run", "-o", "run"], folder)
            seconds.append(wall)
            memory.append(peak)
            lines = [
                json.loads(line) for line in (Path(folder) / "run" / "requests.jsonl").read_text("utf-8").splitlines()
            ]
            made = (Path(folder) / "run" / "generations.jsonl").read_text("utf-8").splitlines()
            tokens = sum(json.loads(line)["new_tokens"] for line in made)
    helps = [measure(["--help"], ".") for _ in range(5)]
    items = {arm: sum(r["arm"] == arm for r in lines) for arm in ("base", "adapter")}
    families = sorted({r["item"]["family"] for r in lines})
    body = f"""
| what | median (least to most) | goal |
|---|---|---|
| `kenzan run`: seconds, {runs} runs | {spread(seconds)} | < 180 |
| `kenzan run`: peak memory, GB | {spread(memory)} | < 3 |
| `kenzan --help`: seconds, 5 runs | {spread([s for s, _ in helps])} | < 0.5 |
| `kenzan --help` imports torch | {"yes" if imports_torch() else "no"} | no |

The run: {items["base"]} items for the base, {items["adapter"]} for the adapter ({", ".join(families)}; English and
Japanese), {tokens:,} new tokens, analysis and report included.
"""
    print(body)
    results.write("The main job on the embedded pair", "demo.py", body)


if __name__ == "__main__":
    main()
