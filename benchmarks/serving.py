"""The embedded pair through every engine that reaches another process, and what each says of it.

    python benchmarks/serving.py

The same job runs on the engine of this machine, on two Ray workers, through a server (`transformers serve`, started
here) and from the stored run of the first. Told: seconds of the whole command, loading included, requests without an
answer, and how many texts are those of the first. Between different batches and number types rounding can decide where
a model is not sure, so that not every text need be the same. Times on a CPU say what starting costs, no more.
"""

import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import results

from bench.records import Request
from bench.runs import RunDirectory

TESTS = Path(__file__).parents[1] / "tests"
JOB = ["-t", "arithmetic/calendar", "--select", "quick", "--max-new-tokens", "256"]
END = "<|im_end|>"
"""A server leaves it out of the text."""


def main() -> None:
    """Run the job through each engine and write the table."""
    sys.path.append(str(TESTS))
    from servers import transformers_serve

    rows = ["| engine | command | seconds | not answered | same text |", "|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        here = measured(folder, "here", ["-m", "mini", "-a", "mini-terse"])
        rows.append(row("the machine's own", here, folder, "here"))
        ray = measured(folder, "ray", ["-m", "mini", "-a", "mini-terse", "--engine", "ray", "--workers", "2"])
        rows.append(row("two Ray workers", ray, folder, "ray"))
        (folder / "serve").mkdir()
        with transformers_serve(folder / "serve") as url:
            asked = ["-m", "base", "-a", "tuned", "--engine", "openai", "--base-url", url]
            served = measured(folder, "served", asked)
        rows.append(row("`transformers serve`", served, folder, "served"))
        stored = measured(folder, "stored", ["-m", "here", "-a", "mini-terse", "--engine", "replay"])
        rows.append(row("the first run, replayed", stored, folder, "stored"))
    body = "\n".join(rows)
    print(body)
    results.write("Engines that reach other processes", "serving.py", body)


def measured(folder: Path, output: str, asked: list[str]) -> tuple[str, float]:
    """Command and seconds of one run."""
    words = ["run", *asked, *JOB, "-o", output]
    kenzan = [sys.executable, "-c", "from bench.cli import main; main()"]
    start = time.perf_counter()
    done = subprocess.run([*kenzan, *words], cwd=folder, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return shlex.join(["kenzan", *words]), seconds


def row(name: str, found: tuple[str, float], folder: Path, output: str) -> str:
    """One line of the table."""
    command, seconds = found
    texts, first = texts_of(folder / output), texts_of(folder / "here")
    asked = len(RunDirectory(folder / output).requests())
    same = sum(text == first.get(place) for place, text in texts.items())
    return f"| {name} | `{command}` | {seconds:.1f} | {asked - len(texts)} of {asked} | {same} of {len(texts)} |"


def texts_of(run: Path) -> dict[tuple[str, str], str]:
    """Item and arm -> text."""
    directory = RunDirectory(run)
    made = directory.generations()

    def place(request: Request) -> tuple[str, str]:
        return request.item.id, request.arm

    return {place(r): made[r.key].text.removesuffix(END) for r in directory.requests() if r.key in made}


if __name__ == "__main__":
    main()
