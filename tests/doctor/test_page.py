"""The examination as people read it."""

from dataclasses import replace

import pytest
from rich.console import Console

from bench.cards import CARDS, Card
from bench.doctor.examination import Examination, Fit
from bench.doctor.libraries import Finding
from bench.doctor.model import Demand, Model
from bench.doctor.page import page, size
from bench.machine import Gpu, Machine
from bench.tuning.room import Need

L4 = Gpu("NVIDIA L4", 23034 << 20, (8, 9))
MACHINE = Machine("Linux x86_64", "3.12.1", 8, 1 << 35, (L4,), "580.95", (13, 0))
DEMANDS = (Demand("4bit", 18 << 30, 1 << 29, 1 << 30, 1 << 28), Demand("bf16", 61 << 30, 1 << 29, 1 << 29, 1 << 28))
MODEL = Model("some/qwq", "qwen2", 32_763_876_352, "nf4", 19 << 30, 32768, 1536, DEMANDS)


def shown(found: Examination) -> str:
    console = Console(width=100, record=True, file=None, soft_wrap=True)
    with console.capture() as caught:
        console.print(page(found))
    return caught.get()


def test_machine_libraries_and_findings() -> None:
    findings = (Finding(True, "torch is too old"), Finding(False, "a note"))
    extras = {"hf": (), "vllm": ("vllm",)}
    text = shown(Examination(MACHINE, {"torch": "2.11.0"}, extras, findings))
    assert "GPU         NVIDIA L4, 22.5 GiB, compute capability 8.9" in text
    assert "driver      580.95, serves CUDA up to 13.0" in text
    assert "libraries   torch 2.11.0" in text
    assert "extras      hf\n" in text
    assert "not there   kenzan[vllm]: vllm" in text
    assert "problem     torch is too old" in text
    assert "note        a note" in text


def test_nothing_there_and_nothing_wrong() -> None:
    text = shown(Examination(Machine("Linux x86_64", "3.12.1", 2, None), {}, {}, ()))
    assert "GPU         none found" in text
    assert "libraries   none of the engines" in text
    assert "problems    none" in text


def test_a_models_fit() -> None:
    own = Card("NVIDIA L4", 23034 << 20)
    rows = ((own, True, (8, 0), (1024, 0)), *((card, False, (4, 1), (512, 256)) for card in CARDS))
    model = replace(MODEL, training=(("unsloth", Need(1, 1, 0)), ("hf", Need(1, 1, 0))))
    text = shown(Examination(MACHINE, {}, {}, (), Fit(model, rows, ("add --load-in-4bit",))))
    assert "some/qwq: qwen2, 32.8 billion weights, stored as nf4, checkpoint 19 GiB, context 32,768 tokens" in text
    assert "each of 1,536 tokens" in text
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "weights 18 GiB 61 GiB" in lines
    assert "GPU memory 4bit bf16 tune, unsloth tune, hf" in lines
    assert "NVIDIA L4 (here) 22.5 GiB 8 – 1,024 –" in lines
    assert "T4, no bf16 14.6 GiB 4 1 512 256" in lines
    assert lines[-1] == "add --load-in-4bit"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 bytes"), (1023, "1023 bytes"), (1536, "1.5 KiB"), (23034 << 20, "22.5 GiB"), (1000 << 30, "1000 GiB")],
)
def test_sizes(number: int, text: str) -> None:
    assert size(number) == text


def test_a_model_that_cannot_be_tuned_by_the_defaults_has_no_column_for_it() -> None:
    text = shown(Examination(MACHINE, {}, {}, (), Fit(MODEL, ((CARDS[0], False, (4, 1), ()),), ())))
    assert "tune" not in text
    assert "Rows at once, each of 1,536 tokens (prompt and budget):" in text
