"""The worked study of `docs/study.md`: the embedded base, and two adapters made of it.

    python benchmarks/study.py [--page] [--into DIR]

Tunes the control, runs the two commands of the page, stores what the page is computed of as ``docs/study.json``, and
renders the page and its figures. Interrupted, the same command continues. With ``--page`` nothing is run: the page is
rendered from the data file that is there, after its template was changed for example.
"""

import argparse
import shlex
import subprocess
import sys
from pathlib import Path

import results
import study_data
import study_page

from bench.runs import RunDirectory

ROOT = Path(__file__).parents[1]
KENZAN = [sys.executable, "-c", "from bench.cli import main; main()"]
ADAPTERS = "-a mini-terse -a mini-keep"
CONTROL = "runs/mini-bare"
PAIRS = "runs/study-pairs.jsonl"
PREPARED = (
    "python -m models.recipe compile",
    f"python -m models.recipe data {PAIRS} --pairs 400",
    f"kenzan tune -m mini -d {PAIRS} --response-only --learning-rate 0.002 --batch-size 4 --accumulation 4 "
    f"--epochs 1.67 -o {CONTROL}",
)
"""The control: the pairs and settings of `mini-keep`, and as many examples in all (400 x 1.67, for 667 once)."""
RUNS = {
    "reasoning": f"kenzan run -m mini {ADAPTERS} -a {CONTROL} -t arithmetic,travel/japan,travel/towns "
    "--select standard --elicit none,ask,prefill -o runs/study-reasoning",
    "ladder": f"kenzan run -m mini {ADAPTERS} -t entities/mountains --select standard --elicit none,prefill --limit 5 "
    "-o runs/study-ladder",
}
"""Run -> its command, as the page shows it. ``standard``, whose draws the base was not trained on: ``full`` overlaps
with its training, and has 86,344 items, hours on a CPU."""


def main() -> None:
    """Run, store, render."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", action="store_true", help="render the page from the data file that is there")
    parser.add_argument("--into", type=Path, default=ROOT / "docs", help="folder of the page and its data")
    arguments = parser.parse_args()
    data = arguments.into / "study.json"
    if not arguments.page:
        for command in (*PREPARED, *RUNS.values()):
            program, *words = shlex.split(command)
            subprocess.run([*(KENZAN if program == "kenzan" else [sys.executable]), *words], cwd=ROOT, check=True)
        directories = (RunDirectory(ROOT / "runs" / f"study-{name}") for name in RUNS)
        study_data.store(data, results.machine(), *directories)
    study_page.write(study_data.load(data), arguments.into)
    print(arguments.into / "study.md")


if __name__ == "__main__":
    main()
