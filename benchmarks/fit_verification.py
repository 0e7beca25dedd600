"""Fits the weights of `bench/trace/checking.py` to sentences that are labelled as verification or not.

    python benchmarks/fit_verification.py --data DIR [--out bench/trace/verification.json]

DIR holds ``*.jsonl`` files in the input format of `kenzan trace`; every line whose ``labels`` have ``verification``
(units ``[start, end, 0 or 1]``) is used, with a smaller weight where no unit is a verification, because labellers miss
more than they invent. The model is a chain of two states (a conditional random field), its penalised likelihood exact.
What is printed is measured on problems left out of the fit: a line belongs to the problem that its question asks.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.trace import analyse, checking, evidence
from bench.trace.numbers import fold
from bench.trace.split import sentences, usable_end

FEATURES = (
    "check", "agree", "same", "substitute", "maybe", "confident", "past", "new_values", "claim_again",
    "after_candidate", "tick", "question", "check_before",
)  # fmt: skip
"""Observations that are worth their two weights: without the others, problems left out are read as well or better."""
PENALTY, APART = 0.5, 16.0
"""Of the weights, and of the difference between entering and staying."""
SILENT = 0.3
"""Weight of a line in which no unit is a verification."""
THRESHOLD = 0.25
THRESHOLDS = np.arange(0.2, 0.4, 0.05)
Array = NDArray[np.float64]


@dataclass
class Labelled:
    """One labelled text: its sentences as rows of observations."""

    problem: str
    spans: list[tuple[int, int]]
    units: list[tuple[int, int, int]]
    rows: Array
    """(sentences, features + 1), the last column is 1."""
    labels: Array
    """(sentences,): 1 where at least half of the sentence is labelled as verification."""

    @property
    def weight(self) -> float:
        """What the text counts in the fit."""
        return 1.0 if self.labels.any() else SILENT


def read(folder: Path) -> list[Labelled]:
    """All texts with labels of verification in a folder."""
    found = []
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            fields = json.loads(line)
            if units := fields.get("labels", {}).get("verification"):
                found.append(_labelled(fields, units))
    return found


def _labelled(fields: dict[str, str], units: list[tuple[int, int, int]]) -> Labelled:
    text, question = fields["text"], fields.get("question")
    folded = fold(text)
    trace = analyse(text, question=question)
    spans = sentences(folded, 0, usable_end(text))
    observed = evidence.observe(folded, spans, trace.claims, trace.candidates)
    rows = np.array([[name in s.features for name in FEATURES] + [True] for s in observed], dtype=float)
    positive = [u for u in units if u[2]]
    labels = [2 * sum(_overlap(s.span, (u[0], u[1])) for u in positive) >= s.span[1] - s.span[0] for s in observed]
    return Labelled(question or "", [s.span for s in observed], units, rows, np.array(labels, dtype=float))


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def messages(enter: Array, stay: Array) -> tuple[Array, Array, float]:
    """Forward and backward log messages (sentences, 2) of one text, and the log partition."""
    n = len(enter)
    forward, backward = np.zeros((n, 2)), np.zeros((n, 2))
    forward[0] = 0, enter[0]
    for t in range(1, n):
        forward[t, 0] = np.logaddexp(*forward[t - 1])
        forward[t, 1] = np.logaddexp(forward[t - 1, 0] + enter[t], forward[t - 1, 1] + stay[t])
    for t in range(n - 2, -1, -1):
        backward[t, 0] = np.logaddexp(backward[t + 1, 0], backward[t + 1, 1] + enter[t + 1])
        backward[t, 1] = np.logaddexp(backward[t + 1, 0], backward[t + 1, 1] + stay[t + 1])
    return forward, backward, float(np.logaddexp(*forward[-1]))


def loss(parameters: Array, texts: Sequence[Labelled]) -> tuple[float, Array]:
    """Penalised negative log likelihood and its gradient; `parameters` are means and half differences."""
    mean, apart = np.split(parameters, 2)
    penalty = np.full(len(mean), PENALTY), np.full(len(mean), APART)
    penalty[0][-1] = penalty[1][-1] = 0.01
    total = float(0.5 * (penalty[0] @ mean**2 + penalty[1] @ apart**2))
    of_enter, of_stay = np.zeros_like(mean), np.zeros_like(mean)
    for text in texts:
        enter, stay = text.rows @ (mean - apart), text.rows @ (mean + apart)
        forward, backward, partition = messages(enter, stay)
        before = np.r_[0, text.labels[:-1]]
        total -= text.weight * float((text.labels * np.where(before == 1, stay, enter)).sum() - partition)
        entered, stayed = np.zeros(len(enter)), np.zeros(len(enter))
        entered[0] = np.exp(enter[0] + backward[0, 1] - partition)
        entered[1:] = np.exp(forward[:-1, 0] + enter[1:] + backward[1:, 1] - partition)
        stayed[1:] = np.exp(forward[:-1, 1] + stay[1:] + backward[1:, 1] - partition)
        of_enter -= text.weight * (text.rows.T @ (text.labels * (before == 0) - entered))
        of_stay -= text.weight * (text.rows.T @ (text.labels * (before == 1) - stayed))
    return total, np.r_[of_enter + of_stay + penalty[0] * mean, of_stay - of_enter + penalty[1] * apart]


def fit(texts: Sequence[Labelled]) -> tuple[Array, Array]:
    """Weights of entering and of staying, the bias last."""
    start = np.zeros(2 * (len(FEATURES) + 1))
    found = minimize(loss, start, args=(texts,), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    mean, apart = np.split(found.x, 2)
    return mean - apart, mean + apart


def probabilities(text: Labelled, fitted: tuple[Array, Array]) -> Array:
    """How probable it is that each sentence belongs to a check."""
    forward, backward, partition = messages(text.rows @ fitted[0], text.rows @ fitted[1])
    return np.exp(forward[:, 1] + backward[:, 1] - partition)


def f1(texts: Sequence[Labelled], chances: Sequence[Array], threshold: float) -> float:
    """F1 over the labelled units; an episode detects a unit if either covers half of the other."""
    hits = either = 0
    for text, chance in zip(texts, chances, strict=True):
        episodes: list[tuple[int, int]] = []
        open_ = False
        for span, inside in zip(text.spans, chance >= threshold, strict=True):
            if inside:
                episodes[-1:] = [(episodes[-1][0], span[1])] if open_ else [*episodes[-1:], span]
            open_ = bool(inside)
        for a, b, label in text.units:
            found = any(2 * _overlap((a, b), e) >= size > 0 for e in episodes for size in (b - a, e[1] - e[0]))
            hits += bool(label and found)
            either += bool(label) + found
    return 2 * hits / max(1, either)


def left_out(texts: Sequence[Labelled]) -> list[Array]:
    """Probabilities of each text from a fit that never saw its problem."""
    found: dict[int, Array] = {}
    for problem in {t.problem for t in texts}:
        fitted = fit([t for t in texts if t.problem != problem])
        found |= {i: probabilities(t, fitted) for i, t in enumerate(texts) if t.problem == problem}
    return [found[i] for i in range(len(texts))]


def main() -> None:
    """Fit, measure on problems left out, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of labelled *.jsonl files")
    parser.add_argument("--source", required=True, help="whose labels these are, with their licence")
    parser.add_argument("--out", type=Path, default=Path(checking.__file__).parent / checking.WEIGHTS)
    arguments = parser.parse_args()
    texts = read(arguments.data)
    chances = left_out(texts)
    for threshold in THRESHOLDS:
        print(f"threshold {threshold:.2f}: F1 {f1(texts, chances, threshold):.3f} on problems left out")
    enter, stay = fit(texts)
    pairs = {
        name: {"enter": round(float(a), 2), "stay": round(float(b), 2)}
        for name, a, b in zip((*FEATURES, "bias"), enter, stay, strict=True)
    }
    write(arguments.out, arguments.source, pairs)


def write(path: Path, source: str, weights: dict[str, dict[str, float]]) -> None:
    """One line a weight, for people to read."""
    head = {"source": source, "fitted_by": "benchmarks/fit_verification.py", "threshold": THRESHOLD}
    top = "".join(f" {json.dumps(name)}: {json.dumps(value)},\n" for name, value in head.items())
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(pair)}" for name, pair in weights.items())
    path.write_text(f'{{\n{top} "weights": {{\n{lines}\n }}\n}}\n', "utf-8")


if __name__ == "__main__":
    main()
