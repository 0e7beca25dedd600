"""The worked study of `docs/study.md`: the embedded base, and two adapters made of it.

    python benchmarks/study.py [--page] [--into DIR]

Tunes two adapters, runs the two commands of the page, stores what the page is computed of as ``docs/study.json``, and
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
MIXED, CONTROL = "runs/mini-mixed", "runs/mini-bare"
PAIRS, TRACES = "runs/study-pairs.jsonl", "runs/study-traces"
TUNED = f"kenzan tune -m mini -d {PAIRS} --response-only --learning-rate 0.002 --batch-size 4 --accumulation 1"
PREPARED = (
    f"kenzan run -m mini -t arithmetic,entities/mountains,travel/japan --select quick --limit 4 --seed 7 -o {TRACES}",
    "python -m models.recipe compile",
    f"python -m models.recipe data {PAIRS} --pairs 400",
    f"{TUNED} --warmup-steps 10 --keep-reasoning {TRACES} --keep-share 0.3 -o {MIXED}",
    f"{TUNED} --warmup-steps 10 --epochs 1.43 -o {CONTROL}",
)
"""Both small adapters: the same pairs with traces of the base and without, the same settings, as many examples in all
(571 once, 400 1.43 times). The traces answer questions of another seed than the runs'."""
RUNS = {
    "reasoning": f"kenzan run -m mini -a mini-terse -a {MIXED} -a {CONTROL} -t arithmetic,travel/japan,travel/towns "
    "--select standard --elicit none,ask,prefill -o runs/study-reasoning",
    "ladder": f"kenzan run -m mini -a mini-terse -a {MIXED} -t entities/mountains --select standard "
    "--elicit none,prefill --limit 5 -o runs/study-ladder",
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
