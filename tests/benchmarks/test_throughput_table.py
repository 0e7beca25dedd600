"""Figures as a table."""

from typing import Any

import pytest


def cell(engine: str, rate: float, *, rows: int = 64, lengths: str = "equal", arms: str = "mixed") -> dict[str, Any]:
    return {
        "kind": "setting",
        "engine": engine,
        "rows": rows,
        "lengths": lengths,
        "arms": arms,
        "prompt_tokens": 96,
        "mean": 100.0,
        "longest": 100,
        "seconds": 2.0,
        "first": 0.5,
        "rate": rate,
        "least": rate,
        "most": rate,
        "resident": 1 << 30,
        "gpu_memory": 0,
    }


FIGURES = [
    {"kind": "command", "engine": "command", "words": "--rows 64"},
    {"kind": "machine", "engine": "probe", "machine": "a machine", "gpus": ["H200"], "bandwidth": 4.0e12},
    {
        "kind": "model",
        "engine": "probe",
        "read_half": 64e9,
        "read_nf4": 16e9,
        "quantised": True,
        "kv": 0,
        "shape": "qwen2, 64 layers, 32.8 billion weights",
    },
    cell("slots@bf16", 2000.0),
    cell("slots@bf16", 2200.0, arms="base"),
    cell("slots@bf16", 1800.0, lengths="long"),
    cell("slots@bf16+static", 600.0, lengths="long"),
    cell("vllm+dummy", 2500.0),
    cell("vllm", 1000.0),
    cell("unsloth", 20.0, rows=1, arms="adapter"),
    cell("ray:slots x1", 1000.0, lengths="long"),
    cell("ray:slots x2", 1900.0, lengths="long"),
    {"kind": "failed", "engine": "hf", "reason": "OutOfMemoryError: CUDA out of memory.\nTried to allocate 2 GiB"},
]


@pytest.fixture
def text() -> str:
    import throughput_table

    return str(throughput_table.body(FIGURES))


def test_a_row_for_each_figure_with_its_share_of_the_limit(text: str) -> None:
    """In bf16 64 rows share a step of 16 ms: 4,000 tokens a second; in 4 bit of 4 ms."""
    rows = [[part.strip() for part in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]
    by_engine = {(row[3], row[2], row[1][:4]): row for row in rows[1:]}
    slots = by_engine["slots@bf16", "mixed", "equa"]
    assert slots[4:] == ["2,000.0 (2,000.0 to 2,000.0)", "20.0", "50.0 %", "0.50", "1.0"]
    assert by_engine["vllm", "mixed", "equa"][6] == "6.2 %"
    assert by_engine["vllm+dummy", "mixed", "equa"][6] == "62.5 %"
    assert by_engine["slots@bf16", "mixed", "long"][5] == ""
    assert len(rows) == 1 + 9


def test_what_the_figures_come_to(text: str) -> None:
    for line in (
        "- slots@bf16, 64 rows: half the rows on the adapter cost 10 % more time.",
        "- slots@bf16, 64 rows, long-tailed, mixed: 3.00 x its own static batches.",
        "- slots@bf16, 64 rows, equal, mixed: 0.80 x vllm+dummy, 2.00 x vllm, 100.0 x unsloth with one row.",
        "- ray:slots, 64 rows, long-tailed, mixed: 1.90 x with 2 workers.",
        "- hf: no figure (OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB)",
        "python benchmarks/throughput.py --rows 64",
    ):
        assert line in text.splitlines()


def test_the_section_is_named_after_model_and_machine() -> None:
    import throughput_table

    assert throughput_table.title(FIGURES) == "Throughput: qwen2, 64 layers, 32.8 billion weights, 1 x H200"


def test_a_command_is_told_without_the_places_of_this_machine() -> None:
    import throughput

    given = ["--rows", "64", "--folder", "/data/qwq", "--lm-eval", "/venv/bin/python", "--no-results", "--repeats", "2"]
    assert throughput.deciding(given) == ["--rows", "64", "--lm-eval", "VENV/bin/python", "--repeats", "2"]
