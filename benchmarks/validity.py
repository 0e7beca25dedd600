"""How right the trace analysis is on labelled traces, and that its time grows linearly on hostile text.

    python benchmarks/validity.py --measure PATH/measure.py [--data DIR] [--sets A,B] [--largest BYTES]

`measure.py` comes with the labelled traces, which are not part of the project: it runs `kenzan trace` on every set and
compares the output with the labels. What it finds is written with the floors that it knows (what a first, untuned
prototype reached), the goals, whose the labels are, and figures published for the same task. The second table times
texts made to hurt, ten times longer from column to column.
"""

import argparse
import json
import random
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import results

from bench.trace import analyse

KENZAN = [sys.executable, "-c", "from bench.cli import main; main()"]
LABELS = {
    "numbers_en": "human", "numbers_ja": "human", "math_verify_tests": "human (the library's own tests)",
    "mip_overthinking": "rule, some read by hand; its MATH lines LLM (gpt-4o)",
    "mgsm_ja_lm_outputs": "rule, read by hand",
    "gsm8k_model_solutions": "rule", "mr_gsm8k": "human", "processbench_math": "human; `right` LLM, human filtered",
    "processbench_omnimath": "human", "prm800k": "human", "prmbench_qwq": "human, rule", "skythought_aime_amc": "rule",
    "skythought_math": "rule", "thought_anchors": "`verification` LLM (gpt-4o family); `right` rule",
    "thought_anchors_cots": "rule, read by hand", "language_confusion": "construction, rule",
}  # fmt: skip
"""Who made the labels of a set."""
_CRITIC = "0.715: QwQ-32B-Preview as critic, mean of four sets (arXiv:2412.06559)"
PUBLISHED = {
    ("mip_overthinking", "answer_agreement"): "0.993: Math-Verify 0.9.0, QwQ and s1.1 lines",
    ("math_verify_tests", "answer_agreement"): "0.991: Math-Verify on its own tests",
    ("thought_anchors", "verification_f1"): "0.72: two LLM labelings of the same text; 0.17 to 0.45: keyword lists",
    ("processbench_math", "first_error_f1"): _CRITIC,
    ("processbench_omnimath", "first_error_f1"): _CRITIC,
}  # fmt: skip
"""Figures of others for the same task, by set and metric; critics of every kind of error read more than arithmetic."""
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
"""Characters of the hostile texts."""


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def _nested(opening: str, closing: str) -> Callable[[int], str]:
    def make(size: int) -> str:
        depth = size // (len(opening) + len(closing))
        return opening * depth + closing * depth

    return make


def _noise(size: int) -> str:
    return "".join(
        random.Random(0).choices("{}()[]\\=+-*/^.,:;!?<>|$%&#'\"\n 0123456789abcxyz。、「」確認待答", k=size)
    )


HOSTILE: dict[str, Callable[[int], str]] = {
    "nested braces": _nested(r"\boxed{", "}"),
    "open braces": _repeated(r"\boxed{"),
    "digits": _repeated("7"),
    "digits and commas": _repeated("123,"),
    "powers": _repeated("9**9**9"),
    "equations": _repeated("1+1=2="),
    "brackets": _nested("(", ")"),
    "no line break": _repeated("wait let me check that "),
    "no space": _repeated("確認合っている"),
    "quotes": _repeated("「\"'"),
    "checks": _repeated("Let me double-check: 6 * 7 = 42. Yes, that's correct.\n\n"),
    "blank lines": _repeated("\n \n"),
    "tags": _repeated("<think>"),
    "fractions": _nested(r"\frac{", "}{2}"),
    "noise": _noise,
}
"""Makers of texts that hurt careless readers, by what they repeat."""


def measured(script: Path, data: Path | None, sets: str | None) -> list[dict[str, Any]]:
    """The rows of `measure.py`: set, metric, n, value, floor, goal, met."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "measured.json"
        command = [sys.executable, str(script), "--json", str(out)]
        command += ["--command", shlex.join([*KENZAN, "trace"]) + " {input} -o {output}"]
        command += ["--data", str(data)] if data else []
        command += ["--sets", sets] if sets else []
        done = subprocess.run(command, check=False)
        if not out.exists():
            sys.exit(f"{script} ended with status {done.returncode} and no result")
        rows: list[dict[str, Any]] = json.loads(out.read_text("utf-8"))
        return rows


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Markdown: one line a set and metric."""
    lines = ["| set | metric | n | value | floor | goal | published | labels |"]
    lines.append("|---|---|---:|---:|---:|---|---|---|")
    seen = set()
    for row in rows:
        name, metric = row["set"], row["metric"]
        goal = "" if row["goal"] is None else f"{row['goal']} {'met' if row['met'] else '**missed**'}"
        floor = "" if row["floor"] is None else f"{row['floor']:g}"
        labels = "" if name in seen else LABELS.get(name, "not known here")
        published = PUBLISHED.get((name, metric), "")
        value = f"{row['value']:.4f}"
        lines.append(f"| {name} | {metric} | {row['n']} | {value} | {floor} | {goal} | {published} | {labels} |")
        seen.add(name)
    return "\n".join(lines)


def seconds(text: str) -> float:
    """CPU time of one analysis."""
    start = time.process_time()
    analyse(text)
    return time.process_time() - start


def growth(largest: int) -> str:
    """Markdown: seconds by kind and size of text, and the last ratio."""
    sizes = [size for size in SIZES if size <= largest]
    heads = " | ".join(f"{size // 1000:,} KB" for size in sizes)
    lines = [f"| text | {heads} | last ratio |", "|---|" + "---:|" * (len(sizes) + 1)]
    for name, make in HOSTILE.items():
        times = [seconds(make(size)) for size in sizes]
        ratio = times[-1] / times[-2] if len(times) > 1 else float("nan")
        cells = " | ".join(f"{t:.3g}" for t in times)
        lines.append(f"| {name} | {cells} | {ratio:.1f} |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


def main() -> None:
    """Measure, time, print and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", type=Path, required=True, help="the script that comes with the labelled traces")
    parser.add_argument("--data", type=Path, help="folder of labelled *.jsonl files (default: beside the script)")
    parser.add_argument("--sets", help="names, with commas between (default: all)")
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="characters of the longest hostile text")
    arguments = parser.parse_args()
    rows = measured(arguments.measure, arguments.data, arguments.sets)
    missed = [f"{r['set']} {r['metric']}" for r in rows if r["met"] is False]
    judged = sum(r["met"] is not None for r in rows)
    body = f"""
{judged - len(missed)} of {judged} goals met{"; missed: " + ", ".join(missed) if missed else ""}.

A floor is what a first, untuned prototype reached. Labels made by a language model are no human truth: two such
labelings of the same sentences agree on verification with F1 0.72, which bounds what a score against either can mean.
`mb_per_second` is one process, start included.

{table(rows)}
"""
    results.write("Trace analysis against labels", "validity.py", body)
    note = "CPU seconds of one analysis; where time is linear, the last ratio is about 10."
    results.write("Trace analysis on hostile text", "validity.py", f"{note}\n\n{growth(arguments.largest)}")


if __name__ == "__main__":
    main()
